"""`tilstede backup FILE` and `tilstede restore FILE`."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tilstede.cli import ground
from tilstede.intake.alone import alone
from tilstede.office import backup
from tilstede.outbox import deciding

SHORTEST = 12


@click.command(
    "backup",
    help=_("Write everything, the log's key included, to one file that a passphrase opens."),
)
@click.argument("file", metavar=_("FILE"), type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help=_("Write over an older backup of that name."))
def backup_command(file: Path, replace: bool) -> None:
    if file.exists() and not replace:
        raise click.ClickException(
            _("{path} is there already. Choose another name, or say --replace.").format(path=file)
        )
    ground.prepare()
    passphrase = _passphrase(confirm=True)
    if len(passphrase) < SHORTEST:
        raise click.ClickException(
            _("Choose a passphrase of at least {count} characters.").format(count=SHORTEST)
        )
    try:
        with alone("backup"):
            backup.write(file, passphrase)
    except (OSError, backup.NotWritten) as error:
        raise click.ClickException(
            _("The backup was not written: {why}").format(why=error)
        ) from error
    click.echo(
        _("Wrote {path}. Keep it and its passphrase apart, away from this machine.").format(
            path=file
        )
    )


@click.command("restore", help=_("Put a backup into an empty data folder."))
@click.argument(
    "file", metavar=_("FILE"), type=click.Path(path_type=Path, exists=True, dir_okay=False)
)
def restore_command(file: Path) -> None:
    try:
        backup.restore(file, _passphrase(confirm=False))
    except (OSError, backup.NotRestored) as error:
        raise click.ClickException(
            _("The backup was not restored: {why}").format(why=error)
        ) from error
    ground.prepare()
    looked_for = deciding.mistrust(now=datetime.now(UTC))
    click.echo(_("Restored. Check it now: tilstede record check"))
    if looked_for:
        click.echo(
            ngettext(
                "{count} post waited to be sent when the backup was made. It is looked for at the network first.",
                "{count} posts waited to be sent when the backup was made. They are looked for at the networks first.",
                looked_for,
            ).format(count=looked_for)
        )


def _passphrase(*, confirm: bool) -> str:
    given = os.environ.get("TILSTEDE_PASSPHRASE", "")
    if given:
        return given
    asked: str = click.prompt(
        _("Passphrase"), hide_input=True, confirmation_prompt=confirm, err=True
    )
    return asked
