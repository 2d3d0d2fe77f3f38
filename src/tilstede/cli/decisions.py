"""`tilstede record withhold`, `release`, `destroy`: what people decide about posts."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.intake import decisions
from tilstede.posts import read

SHOWN = 80  #: letters of a post that are shown before it is destroyed


@click.command("withhold", help=_("Keep a post from the public, by decision."))
@click.argument("number", metavar="ID", type=int)
@click.option("--reason", required=True, help=_("Why; kept in the record, never shown."))
def withhold_command(number: int, reason: str) -> None:
    try:
        decisions.withhold(number, reason=reason, by=ground.by(), now=datetime.now(UTC))
    except decisions.NotDecided as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("Post {number} is withheld from the public.").format(number=number))


@click.command("release", help=_("Let the public see a withheld post again."))
@click.argument("number", metavar="ID", type=int)
@click.option("--reason", default="", help=_("Why; kept in the record, never shown."))
def release_command(number: int, reason: str) -> None:
    try:
        decisions.release(number, reason=reason, by=ground.by(), now=datetime.now(UTC))
    except decisions.NotDecided as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("Post {number} is no longer withheld.").format(number=number))


@click.command("destroy", help=_("Destroy posts for good, as a law or rule demands."))
@click.argument("numbers", metavar="ID...", type=int, nargs=-1, required=True)
@click.option("--ground", "law", required=True, help=_("The law or rule; shown to all."))
@click.option("--reason", required=True, help=_("Why; kept in the record, never shown."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
def destroy_command(numbers: tuple[int, ...], law: str, reason: str, yes: bool) -> None:
    for number in numbers:
        click.echo(_line(number), err=True)
    if not yes:
        click.confirm(_("Destroy this for good? It cannot be undone"), abort=True, err=True)
    repeats = decisions.repeats(numbers)
    try:
        event = decisions.destroy(
            numbers, reason=reason, ground=law, by=ground.by(), now=datetime.now(UTC)
        )
    except decisions.NotDecided as error:
        raise click.ClickException(str(error)) from error
    click.echo(_("Destroyed, as event {event} tells.").format(event=event))
    for number in repeats:
        click.echo(
            _("Post {number} is a boost of it and holds the same words.").format(number=number)
        )
    click.echo(_("Backups from before still hold it: destroy them too."))


def _line(number: int) -> str:
    """What is about to go."""
    item = read.one(number, public=False)
    if item is None:
        raise click.ClickException(_("There is no post {number}.").format(number=number))
    words = " ".join(item.post.text.split())[:SHOWN] if item.post else ""
    who = item.author.handle or item.author.name
    return f"{number}  {ground.shown(item.row.at)}  {item.row.network}  {who}  {words}"
