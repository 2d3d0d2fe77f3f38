"""`tilstede outbox`: what goes out, how it stands, and what a person decides about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import click
from django.utils.translation import gettext as _

from tilstede.cli import ground
from tilstede.outbox import deciding, queries, words
from tilstede.outbox.models import Act, Delivery

SHOWN = 50  #: so many of the newest are listed
_LETTERS = 60


@click.group(
    "outbox",
    invoke_without_command=True,
    help=_("What goes out: how it stands with each, and what a person must decide."),
)
@click.option("--person", is_flag=True, help=_("Only what a person must decide or look at."))
@click.option("--json", "as_json", is_flag=True, help=_("One object a line, for programs."))
@click.pass_context
def outbox_command(context: click.Context, person: bool, as_json: bool) -> None:
    ground.prepare()
    if context.invoked_subcommand is None:
        _list("person" if person else "", as_json)


def _list(view: str, as_json: bool) -> None:
    rows: list[Delivery | Act] = [
        *queries.deliveries(view)[:SHOWN],
        *queries.acts(view)[:SHOWN],
    ]
    for row in sorted(rows, key=lambda one: one.made, reverse=True)[:SHOWN]:
        click.echo(json.dumps(_fields(row), ensure_ascii=False) if as_json else line(row))
    if not rows and not as_json:
        click.echo(_("Nothing waits for a person.") if view else _("Nothing is in the outbox."))


def name(row: Delivery | Act) -> str:
    """By which it is named in the commands below: a number, with ``a`` before it for what is no post."""
    return f"a{row.pk}" if isinstance(row, Act) else str(row.pk)


def line(row: Delivery | Act) -> str:
    """How it stands, and what can be said of it."""
    parts = [name(row), ground.shown(row.made), words.name(row.network, row.handle)]
    parts.append(words.state(row))
    if isinstance(row, Act):
        parts.append(row.get_kind_display())
    else:
        parts.append(" ".join(str(row.cleared).split())[:_LETTERS])
        parts += filter(None, [row.url])
        parts += [words.difference(one) for one in row.differences]
    parts += filter(None, [words.reason(row)])
    commands = [_COMMANDS[one] for one in queries.decisions(row) if row.why or one != "again"]
    if row.state in queries.NEEDS_PERSON and commands:
        parts.append(" | ".join(f"tilstede outbox {one} {name(row)}" for one in commands))
    return " · ".join(parts)


_COMMANDS = {"again": "retry", "stands": "stands", "accept": "accept", "drop": "drop"}


def _fields(row: Delivery | Act) -> dict[str, object]:
    found: dict[str, object] = {
        "id": name(row),
        "network": row.network,
        "handle": row.handle,
        "state": row.state,
        "why": row.why,
        "detail": row.detail,
        "attempts": row.attempts,
        "next_try": row.next_try.isoformat() if row.next_try else None,
        "events": row.events,
    }
    if isinstance(row, Act):
        return {**found, "act": row.kind, "post": row.post, "reason": row.reason}
    told = {"text": row.cleared.text, "part": row.position, "url": row.url}
    return {**found, **told, "aliases": row.aliases, "differences": row.differences}


@outbox_command.command("retry", help=_("Try it once more, now."))
@click.argument("number", metavar="N")
def retry_command(number: str) -> None:
    row = _row(number)
    _decide(row, lambda: deciding.again(row, by=ground.by(), now=datetime.now(UTC)))


@outbox_command.command("stands", help=_("You have looked: the post stands at the network."))
@click.argument("number", metavar="N")
def stands_command(number: str) -> None:
    row = _row(number)
    if not isinstance(row, Delivery):
        raise click.ClickException(_("That can be said of posts only."))
    _decide(row, lambda: deciding.stands(row, by=ground.by(), now=datetime.now(UTC)))


@outbox_command.command(
    "accept", help=_("You have seen what is otherwise there than it was sent, and leave it so.")
)
@click.argument("number", metavar="N")
def accept_command(number: str) -> None:
    row = _row(number)
    _decide(row, lambda: deciding.accept(row, by=ground.by(), now=datetime.now(UTC)))


@outbox_command.command("drop", help=_("Let it be: it is not sent."))
@click.argument("number", metavar="N")
def drop_command(number: str) -> None:
    row = _row(number)
    _decide(row, lambda: deciding.drop(row, by=ground.by(), now=datetime.now(UTC)))


def _row(number: str) -> Delivery | Act:
    """:raises click.ClickException: there is no such errand."""
    kind = Act if number.startswith("a") else Delivery
    digits = number.removeprefix("a")
    row = kind._default_manager.filter(pk=int(digits)).first() if digits.isdecimal() else None
    if row is None:
        raise click.ClickException(_("There is no {number} in the outbox.").format(number=number))
    found: Delivery | Act = row
    return found


def _decide(row: Delivery | Act, decide: Callable[[], None]) -> None:
    try:
        decide()
    except deciding.NotDecided as error:
        raise click.ClickException(str(error)) from error
    click.echo(line(row))
