"""`tilstede record …`: check, checkpoint, bundle."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.cli.progress import bar
from tilstede.record import read, verify


@click.group("record", help=_("The record: check it, sign it, hand out proofs."))
def record_command() -> None:
    ground.prepare()


@record_command.command(
    "check", help=_("Check every digest, every tree node and every checkpoint.")
)
def check() -> None:
    with bar(_("checking"), read.size()) as (progress, task):
        found = verify.check(progress=lambda done: progress.update(task, completed=done))
    click.echo(found)
