"""`tilstede rebuild`."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tilstede.cli import ground
from tilstede.cli.progress import steps
from tilstede.posts import rebuild
from tilstede.record import read


@click.command("rebuild", help=_("Make all that pages show anew from the record."))
def rebuild_command() -> None:
    ground.prepare()
    size = read.size()
    with steps(_("rebuilding")) as told:
        count = rebuild.rebuild(progress=lambda done: told.at(done, size))
    said = ngettext("Rebuilt from {count} event.", "Rebuilt from {count} events.", count)
    click.echo(said.format(count=count))
