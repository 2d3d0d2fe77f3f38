"""`tilstede`: parses, calls, prints. Every command on an empty data folder prepares what it needs."""

from __future__ import annotations

import gc
import logging
import os
import sys
from importlib import import_module
from typing import NoReturn

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.utils.translation import gettext as _

from tilstede.cli import language
from tilstede.record.errors import RecordBroken

#: command -> the module under `tilstede.cli` whose function of that name it is, in the order of the help.
COMMANDS = {
    "demo": "demo",
    "init": "start",
    "people": "people",
    "serve": "serve",
    "work": "serve",
    "follow": "sources",
    "sources": "sources",
    "pause": "sources",
    "resume": "sources",
    "unfollow": "sources",
    "capture": "sources",
    "import": "imports",
    "setup": "setup",
    "accounts": "accounts",
    "send": "send",
    "outbox": "outbox",
    "search": "search",
    "record": "record",
    "rebuild": "rebuild",
    "backup": "backup",
    "restore": "backup",
}

#: Commands that run until stopped and keep a log. The others say themselves what came of it.
LASTING = ("demo", "serve", "work")


class Commands(click.Group):
    """Loads a command when it is asked for, so that help and start stay quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"tilstede.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        language.translate(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            known = ", ".join(COMMANDS)
            raise click.UsageError(
                _("There is no command {name}. There are: {known}.").format(
                    name=args[0], known=known
                )
            )
        return super().resolve_command(ctx, args)


def group() -> click.Group:
    """All commands, in the language that is active."""
    commands = Commands(
        name="tilstede",
        help=_(
            "A public body's presence on social media: follow, search,"
            " and keep every word as a record anyone can check."
        ),
        callback=_begin,
        options_metavar=_("[OPTIONS]"),
        subcommand_metavar=_("COMMAND [ARGS]..."),
    )
    told = click.version_option(package_name="tilstede", message="%(prog)s %(version)s")
    return told(commands)


@click.pass_context
def _begin(context: click.Context) -> None:
    """Now the command is loaded, and what was loaded stays."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    if context.invoked_subcommand not in LASTING:
        logging.getLogger("tilstede").setLevel(logging.ERROR)


def run() -> None:
    """The console script.

    Python's collector walks all that is loaded again and again while it is loaded, and once more when it is thrown away
    at the end: a fifth and a third of what a short command costs. There is nothing for it to find.
    """
    gc.disable()
    try:
        _run()
    finally:
        gc.freeze()


def _run() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tilstede.config.settings")
    if sys.argv[1:2] == ["import"]:
        import_module("tilstede.intake.head_start").begin(sys.argv[2:])
    try:
        django.setup()
    except ImproperlyConfigured as error:
        _stop(f"A setting is wrong: {error}")  # in English: without settings nothing is translated
    try:
        language.activate(language.language())
        group()(prog_name="tilstede")
    except ImproperlyConfigured as error:
        _stop(_("A setting is wrong: {error}").format(error=error))
    except RecordBroken as error:
        _stop(str(error))
    except DatabaseError as error:
        _stop(_("The database said no: {error}").format(error=error))
    except PermissionError as error:
        _stop(_("Not allowed to read or write: {path}").format(path=error.filename or error))


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(1)
