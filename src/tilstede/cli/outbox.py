"""`tilstede outbox`: what goes out, how it stands, and what a person decides about it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import click
from django.utils.translation import gettext as _

from tilstede.cli import byhand, drafts, errands, ground, measures, orders
from tilstede.outbox import deciding, queries
from tilstede.outbox.models import Act, Delivery

SHOWN = 50  #: so many of the newest are listed


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
        click.echo(_object(row) if as_json else errands.line(row))
    if not rows and not as_json:
        click.echo(_("Nothing waits for a person.") if view else _("Nothing is in the outbox."))


def _object(row: Delivery | Act) -> str:
    return json.dumps(errands.fields(row), ensure_ascii=False)


@outbox_command.command("retry", help=_("Try it once more, now."))
@click.argument("number", metavar="N")
def retry_command(number: str) -> None:
    row = errands.find(number)
    _decide(row, lambda: deciding.again(row, by=ground.by(), now=datetime.now(UTC)))


@outbox_command.command("stands", help=_("You have looked: the post stands at the network."))
@click.argument("number", metavar="N")
def stands_command(number: str) -> None:
    row = errands.find_post(number)
    _decide(row, lambda: deciding.stands(row, by=ground.by(), now=datetime.now(UTC)))


@outbox_command.command(
    "accept", help=_("You have seen what is otherwise there than it was sent, and leave it so.")
)
@click.argument("number", metavar="N")
def accept_command(number: str) -> None:
    row = errands.find(number)
    _decide(row, lambda: deciding.accept(row, by=ground.by(), now=datetime.now(UTC)))


@outbox_command.command(
    "by-hand", help=_("Publish by hand what the network did not take from here.")
)
@click.argument("number", metavar="N")
def by_hand_command(number: str) -> None:
    row = errands.find(number)
    _decide(row, lambda: deciding.by_hand(row, by=ground.by(), now=datetime.now(UTC)))


@outbox_command.command("drop", help=_("Let it be: it is not sent."))
@click.argument("number", metavar="N")
@click.option("--reason", default="", help=_("Why; needed for what was to be published by hand."))
def drop_command(number: str, reason: str) -> None:
    row, now = errands.find(number), datetime.now(UTC)
    _decide(row, lambda: deciding.drop(row, by=ground.by(), now=now, reason=reason))


def _decide(row: Delivery | Act, decide: Callable[[], None]) -> None:
    try:
        decide()
    except deciding.NotDecided as error:
        raise click.ClickException(str(error)) from error
    click.echo(errands.line(row))


for _command in (*byhand.COMMANDS, *measures.COMMANDS, *orders.COMMANDS, *drafts.COMMANDS):
    outbox_command.add_command(_command)
