"""The language of commands: the caller's, in our own words and in those of click."""

from __future__ import annotations

import gettext
import os

import click
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

LANGUAGES = ("nb", "nn", "en")


def language() -> str:
    """The caller's language by LC_ALL, LC_MESSAGES, LANG: bokmål, nynorsk, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").lower()
        if value:
            code = value[:2]
            return "nb" if code == "no" else code if code in LANGUAGES else "en"
    return "en"


def activate(code: str) -> None:
    """Speak this language. click asks the standard library's gettext, which finds its way by LANGUAGE."""
    translation.activate(code)
    os.environ["LANGUAGE"] = code
    gettext.bindtextdomain("django", str(settings.LOCALE_PATHS[0]))
    gettext.textdomain("django")


def translate(command: click.Command) -> None:
    """The signs in a command's help that click itself never translates."""
    command.options_metavar = _("[OPTIONS]")
    for option in command.params:
        if isinstance(option, click.Option) and not option.is_flag and option.metavar is None:
            option.metavar = _value(option.type)
    if isinstance(command, click.Group):
        command.subcommand_metavar = _("COMMAND [ARGS]...")
        for inner in command.commands.values():
            translate(inner)
    command.short_help = (
        command.short_help or command.help
    )  # else click cuts it off in a list of commands


def _value(kind: object) -> str:
    """What stands for an option's value."""
    if isinstance(kind, click.types.IntParamType):
        return _("NUMBER")
    return _("PATH") if isinstance(kind, click.Path) else _("TEXT")
