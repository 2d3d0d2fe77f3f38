"""`tilstede outbox hide`, `remove`, `block`: by a house rule alone; and `show`, `unblock`, which take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import click
from django.utils.translation import gettext as _

from tilstede.cli import channels, errands, ground
from tilstede.cli.orders import account_option, why
from tilstede.outbox.models import Act
from tilstede.outbox.moderating import measures
from tilstede.outbox.moderating.measures import Measure
from tilstede.outbox.moderating.models import Decision

Kind = Decision.Kind


def _ruled(command: Callable[..., None]) -> Callable[..., None]:
    by_hand = click.option(
        "--by-hand", is_flag=True, help=_("You do it on the network's own pages; it is kept here.")
    )
    told = _("Number of the house rule that it breaks.")
    rule = click.option("--rule", type=int, required=True, metavar="N", help=told)
    post = click.argument("post", metavar="ID", type=int)
    return post(account_option(rule(by_hand(why(command)))))


def _take(kind: str, post: int, account: str, rule: int, by_hand: bool, reason: str) -> None:
    """:raises click.ClickException: it cannot be done, in words."""
    measure = Measure(
        kind=kind,
        post=post,
        account=channels.one(account),
        rule=rule,
        reason=reason,
        by_hand=by_hand,
    )
    try:
        decision = measures.take(measure, by=ground.by(), now=datetime.now(UTC))
    except measures.NotTaken as error:
        raise click.ClickException(str(error)) from error
    said = _("Decision {number}, by rule {rule}. It can be appealed.")
    click.echo(said.format(number=decision.reference, rule=decision.rule.number))
    if decision.act is not None:
        _tell(decision.act)


def _tell(act: Act) -> None:
    click.echo(errands.line(act))
    click.echo(_("It is ordered. The worker does it (tilstede work); see tilstede outbox."))


@click.command("hide", help=_("Hide an answer under a post of ours from others."))
@_ruled
def hide_command(post: int, account: str, rule: int, by_hand: bool, reason: str) -> None:
    _take(Kind.HIDE, post, account, rule, by_hand, reason)


@click.command("remove", help=_("Delete an answer of another under a post of ours, for good."))
@_ruled
def remove_command(post: int, account: str, rule: int, by_hand: bool, reason: str) -> None:
    _take(Kind.REMOVE, post, account, rule, by_hand, reason)


@click.command("block", help=_("Keep the author of a post from reaching our account."))
@_ruled
def block_command(post: int, account: str, rule: int, by_hand: bool, reason: str) -> None:
    _take(Kind.BLOCK, post, account, rule, by_hand, reason)


@click.command("show", help=_("Let others see an answer again that was hidden."))
@click.argument("post", metavar="ID", type=int)
@account_option
@why
def show_command(post: int, account: str, reason: str) -> None:
    now = datetime.now(UTC)
    try:
        act = measures.show(post, channels.one(account), reason=reason, by=ground.by(), now=now)
    except measures.NotTaken as error:
        raise click.ClickException(str(error)) from error
    _told_back(act)


@click.command("unblock", help=_("Let an account reach ours again."))
@click.argument("post", metavar="ID", type=int)
@account_option
@why
def unblock_command(post: int, account: str, reason: str) -> None:
    found = measures.standing(post, channels.one(account)).filter(kind=Kind.BLOCK).first()
    if found is None:
        raise click.ClickException(_("Nobody is blocked because of that post."))
    now = datetime.now(UTC)
    try:
        decision = measures.take_back(found, reason=reason, by=ground.by(), now=now)
    except measures.NotTaken as error:
        raise click.ClickException(str(error)) from error
    _told_back(decision.undone)


def _told_back(act: Act | None) -> None:
    if act is None:
        click.echo(_("It is taken back."))
    else:
        _tell(act)


COMMANDS = (
    *(hide_command, show_command, remove_command),
    *(block_command, unblock_command),
)
