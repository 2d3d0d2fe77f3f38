"""`tilstede outbox text`, `published`, `edited`, `deleted`: what a person publishes, and changes, on a network's own
pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from django.utils.translation import gettext as _

from tilstede.cli import errands, ground, orders
from tilstede.outbox import byhand, deciding, hand_changes, naming, queries, seeing, words
from tilstede.outbox.models import Act, Delivery


@click.command(
    "text",
    help=_("What is to be published by hand: the words alone on standard output, to be copied."),
)
@click.argument("number", metavar="N")
@click.option(
    "--files",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help=_("Put its pictures and films into this folder."),
)
def text_command(number: str, folder: Path | None) -> None:
    row = errands.find_post(number)
    for said in _beside(row):
        click.echo(said, err=True)
    click.echo(queries.wording(row).text)
    if folder is not None:
        _put(row, folder)


def _beside(row: Delivery) -> Iterator[str]:
    yield f"{words.name(row.network, row.handle)} · {words.state(row)}"
    for address in byhand.pages(row):
        yield _("Publish it at {address}").format(address=address)
    yield from (f"{label}: {value}" for label, value in words.beside(row))
    for part in queries.thread(row):
        if part.pk != row.pk:
            said = (
                errands.name(part),
                words.state(part),
                naming.errand(part, seeing.at_machine),
                part.url,
            )
            yield _("Another part of it: {line}").format(line=" · ".join(filter(None, said)))
    for file in byhand.files(row):
        alt = _("to be described as: {alt}").format(alt=file.alt) if file.alt else ""
        yield " · ".join(filter(None, (file.name, alt)))


def _put(row: Delivery, folder: Path) -> None:
    """Under their own names, never over another file. :raises click.ClickException:"""
    folder.mkdir(parents=True, exist_ok=True)
    for file in byhand.files(row):
        held = byhand.content(row, file)
        if held is None:
            raise click.ClickException(words.WHY["file-destroyed"]())
        path = folder / Path(file.name).name
        try:
            with path.open("xb") as out:
                out.write(held.path.read_bytes() if held.path else held.content)
        except OSError as error:
            said = _("{path} cannot be written: {why}").format(path=path, why=error.strerror)
            raise click.ClickException(said) from error
        click.echo(str(path), err=True)


@click.command(
    "published",
    help=_("You have published it by hand: tell the address it got. Told again, it is put right."),
)
@click.argument("number", metavar="N")
@click.argument("address", metavar=_("ADDRESS"), default="")
@click.option("--no-address", is_flag=True, help=_("It has none, as a story that soon is gone."))
def published_command(number: str, address: str, no_address: bool) -> None:
    if bool(address) == no_address:
        raise click.UsageError(_("Tell its address, or say --no-address."))
    row, by, now = errands.find_post(number), ground.by(), datetime.now(UTC)
    try:
        if no_address:
            byhand.published_nowhere(row, by=by, now=now)
        else:
            byhand.published(row, address, by=by, now=now)
    except deciding.NotDecided as error:
        raise click.ClickException(str(error)) from error
    click.echo(errands.line(row))


@click.command("edited", help=_("You have edited by hand what was published by hand."))
@click.argument("number", metavar="N")
@orders.text
@orders.why
def edited_command(number: str, text: str, reason: str) -> None:
    _tell(hand_changes.edited, errands.find_post(number), orders.words_of(text), reason=reason)


@click.command("deleted", help=_("You have deleted by hand what was published by hand."))
@click.argument("number", metavar="N")
@orders.why
def deleted_command(number: str, reason: str) -> None:
    _tell(hand_changes.deleted, errands.find_post(number), reason=reason)


def _tell(tell: Callable[..., Act], *what: Any, reason: str) -> None:
    """:raises click.ClickException: it cannot be, in words."""
    try:
        row = tell(*what, reason=reason, by=ground.by(), now=datetime.now(UTC))
    except deciding.NotDecided as error:
        raise click.ClickException(str(error)) from error
    click.echo(errands.line(row))


COMMANDS = (text_command, published_command, edited_command, deleted_command)
