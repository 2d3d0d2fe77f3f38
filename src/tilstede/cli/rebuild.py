"""`tilstede rebuild`."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.cli.progress import bar
from tilstede.posts import rebuild
from tilstede.record import read


@click.command("rebuild", help=_("Make all that pages show anew from the record."))
def rebuild_command() -> None:
    ground.prepare()
    with bar(_("rebuilding"), read.size()) as (progress, task):
        count = rebuild.rebuild(progress=lambda done: progress.update(task, completed=done))
    click.echo(_("Rebuilt from {count} events.").format(count=count))
