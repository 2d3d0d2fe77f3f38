"""`tilstede outbox edit`, `delete`, `boost` …: what else is done at a network by decision. Each with a reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import click
from django.utils.translation import gettext as _

from tilstede.cli import channels, errands, ground
from tilstede.outbox import acts
from tilstede.outbox.clear import NotCleared
from tilstede.outbox.models import Act


def why(command: Callable[..., None]) -> Callable[..., None]:
    told = _("Why; kept in the record.")
    return click.option("--reason", required=True, help=told)(command)


def account_option(command: Callable[..., None]) -> Callable[..., None]:
    told = _("The account that does it: its handle or address.")
    return click.option("--account", required=True, help=told)(command)


def _order(order: Callable[..., Act], *what: Any, reason: str, **more: Any) -> None:
    """:raises click.ClickException: it cannot be done, in words."""
    try:
        row = order(*what, reason=reason, by=ground.by(), now=datetime.now(UTC), **more)
    except NotCleared as error:
        raise click.ClickException(errands.told(error)) from error
    click.echo(errands.line(row))
    click.echo(_("It is ordered. The worker does it (tilstede work); see tilstede outbox."))


@click.command("edit", help=_("Give a post of ours another wording, where it stands."))
@click.argument("number", metavar="N")
@click.option("--text", required=True, help=_("The words; “-” reads them from standard input."))
@click.option(
    "--confirm",
    "confirmed",
    multiple=True,
    metavar="KEY",
    help=_("You have looked at what a check stopped, and it may stand; may be repeated."),
)
@why
def edit_command(number: str, text: str, confirmed: Sequence[str], reason: str) -> None:
    row = errands.find_post(number)
    words = sys.stdin.read() if text == "-" else text
    part = acts.reworded(row, words)
    _order(acts.edit, row, part, reason=reason, confirmed=frozenset(confirmed))


@click.command("delete", help=_("Take a post of ours away from its network; the record keeps it."))
@click.argument("number", metavar="N")
@why
def delete_command(number: str, reason: str) -> None:
    _order(acts.delete, errands.find_post(number), reason=reason)


@click.command("boost", help=_("Pass someone's post on."))
@click.argument("post", metavar="ID", type=int)
@account_option
@why
def boost_command(post: int, account: str, reason: str) -> None:
    _order(acts.boost, post, channels.one(account), reason=reason)


@click.command("like", help=_("Like someone's post."))
@click.argument("post", metavar="ID", type=int)
@account_option
@why
def like_command(post: int, account: str, reason: str) -> None:
    _order(acts.like, post, channels.one(account), reason=reason)


@click.command("follow", help=_("Have our account follow another at its network."))
@click.argument("address", metavar=_("ADDRESS"))
@account_option
@why
def follow_command(address: str, account: str, reason: str) -> None:
    _order(acts.follow, address, channels.one(account), reason=reason)


COMMANDS = (
    *(edit_command, delete_command),
    *(boost_command, like_command, follow_command),
)
