"""`tilstede send`: clear a post and have it sent, without the pages."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from django.utils.translation import gettext as _

from tilstede.cli import channels, enclosing, errands, ground
from tilstede.cli.errands import line, name
from tilstede.office.models import Account
from tilstede.outbox import clear, fitting, pump, web
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.models import Delivery

#: Seconds that `--wait` waits for what is not decided.
PATIENCE = 300.0
#: Seconds between looks.
_LOOK = 0.5
_DONE = (Delivery.State.CONFIRMED, Delivery.State.DIFFERS)
_STOPPED = (Delivery.State.FAILED, Delivery.State.ASKED)


@click.command(
    "send",
    help=_(
        "Send a post from one or more accounts. You clear it yourself: nobody else looks at it before it goes out."
    ),
)
@click.option(
    "--account",
    "accounts",
    multiple=True,
    required=True,
    help=_(
        "An account that is connected, or written from by hand: its handle or address; may be repeated."
    ),
)
@click.option("--text", default="", help=_("The words; “-” reads them from standard input."))
@click.option(
    "--thread", "more", multiple=True, help=_("One more part of a thread; may be repeated.")
)
@click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_("A picture or film for the first part; may be repeated."),
)
@click.option(
    "--alt",
    "alts",
    multiple=True,
    help=_(
        "What the picture shows: one for each --file, in the same order; “” for mere decoration."
    ),
)
@click.option("--title", default="", help=_("The title, where the network has such."))
@click.option("--warning", default="", help=_("A warning that stands before the words."))
@click.option("--language", default="", help=_("The language it is written in: nb, nn, se, en."))
@click.option(
    "--visibility",
    type=click.Choice(["public", "unlisted", "followers", "direct"]),
    default=None,
    help=_(
        "Who can see it: public, all; unlisted, all, but in no public list; followers; direct, those it is written to."
        " Without it, all; but an answer goes to no more than can see what it answers, where the network has that"
        " choice."
    ),
)
@click.option(
    "--reply-to", type=int, default=None, metavar="N", help=_("Answer this post of the record.")
)
@click.option(
    "--quote", type=int, default=None, metavar="N", help=_("Quote this post of the record.")
)
@click.option(
    "--captions",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_(
        "Captions (WebVTT, in the language of --language) of a film, one for each, in the same order."
    ),
)
@click.option(
    "--confirm",
    "confirmed",
    multiple=True,
    metavar="KEY",
    help=_("You have looked at what a check stopped, and it may stand; may be repeated."),
)
@click.option("--wait", is_flag=True, help=_("Send it here and now, and tell what came of it."))
def send_command(
    accounts: Sequence[str],
    text: str,
    more: Sequence[str],
    files: Sequence[Path],
    alts: Sequence[str],
    title: str,
    warning: str,
    language: str,
    visibility: str | None,
    reply_to: int | None,
    quote: int | None,
    captions: Sequence[Path],
    confirmed: Sequence[str],
    wait: bool,
) -> None:
    ground.prepare()
    words = sys.stdin.read() if text == "-" else text
    chosen = [channels.one(name) for name in accounts]
    if visibility is None and reply_to is not None and (said := fitting.audience(reply_to)):
        click.echo(said, err=True)
    with enclosing.enclosed(files, alts, captions, language) as media:
        first = Part(text=words, title=title, language=language, warning=warning, media=media)
        rest = (Part(text=one, language=language) for one in more)
        draft = Draft(
            parts=(first, *rest),
            visibility=visibility,  # type: ignore[arg-type]  # click has checked it
            reply_to=reply_to,
            quote_of=quote,
            confirmed=frozenset(confirmed),
        )
        rows = _cleared(draft, chosen)
    tell = _send_now if wait else _tell_cleared
    tell(rows)


def _cleared(draft: Draft, chosen: Sequence[Account]) -> list[Delivery]:
    """:raises click.ClickException: something stops it."""
    try:
        return clear.clear(draft, chosen, by=ground.by(), now=datetime.now(UTC))
    except clear.NotCleared as error:
        raise click.ClickException(
            _("Nothing is sent, to any channel:\n{problems}").format(problems=errands.told(error))
        ) from error


def _tell_cleared(rows: Sequence[Delivery]) -> None:
    for row in rows:
        click.echo(line(row))
    if any(not row.by_hand for row in rows):
        click.echo(_("It is cleared. The worker sends it (tilstede work); see tilstede outbox."))
    for row in rows:
        if row.by_hand:
            said = _("{number} is published by hand: tilstede outbox text {number}")
            click.echo(said.format(number=name(row)))


def _send_now(rows: Sequence[Delivery]) -> None:
    """Beside a worker that may be running: each step is done by one of us."""
    ends = time.monotonic() + PATIENCE
    waiting, told_of = [row.pk for row in rows], set[str]()
    while waiting and time.monotonic() < ends:
        steps = [_step(number) for number in waiting]
        waiting = [row.pk for row in steps if not _is_settled(row)]
        _tell_waiting([row for row in steps if row.pk in waiting and row.why], told_of)
        if waiting:
            time.sleep(_LOOK)
    if waiting:
        click.echo(
            _("It is not waited for any longer here. The worker goes on (tilstede work)."), err=True
        )
    told = list(Delivery.objects.filter(pk__in=[row.pk for row in rows]).order_by("id"))
    for row in told:
        click.echo(line(row))
    if any(row.state not in _DONE for row in told):
        raise SystemExit(1)


def _tell_waiting(rows: Sequence[Delivery], told_of: set[str]) -> None:
    """What each waits for, once, as soon as it does."""
    for row in rows:
        said = line(row)
        if said not in told_of:
            told_of.add(said)
            click.echo(said, err=True)
            click.echo(_("If you stop here, the worker goes on (tilstede work)."), err=True)


def _step(number: int) -> Delivery:
    with web.client() as http:
        row = pump.deliver(number, http=http, now=lambda: datetime.now(UTC))
    assert row is not None, "a delivery is never deleted"
    return row


def _is_settled(row: Delivery) -> bool:
    """Nothing more comes of waiting here: it is done, it needs somebody, or it waits for long."""
    if row.state in (*_DONE, *_STOPPED):
        return True
    first = row.previous
    if row.next_try is None and first is not None:
        first.refresh_from_db()
        return first.state not in _DONE and first.next_try is None
    return row.next_try is None or row.next_try - datetime.now(UTC) > timedelta(seconds=PATIENCE)
