"""`tilstede outbox edit`, `delete`, `boost` …: what else is done at a network by decision. Each with a reason."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import click
from django.utils.translation import gettext as _

from tilstede.cli import channels, errands, ground
from tilstede.outbox import acts, naming, seeing
from tilstede.outbox.clear import NotCleared
from tilstede.outbox.models import Act

why = click.option("--reason", required=True, help=_("Why; kept in the record."))
text = click.option(
    "--text", required=True, help=_("The words; “-” reads them from standard input.")
)
account_option = click.option(
    "--account", required=True, help=_("The account that does it: its handle or address.")
)


def words_of(text: str) -> str:
    """What was given as `--text`."""
    return sys.stdin.read() if text == "-" else text


_yes = click.option("--yes", is_flag=True, help=_("Do not ask."))


def is_asked() -> bool:
    """Whether a person sits at a terminal."""
    return sys.stdin.isatty()


def _order(
    order: Callable[..., Act], *what: Any, reason: str, said: str, yes: bool, **more: Any
) -> None:
    """Where a person sits there they are shown ``said``, and asked. :raises click.ClickException: it cannot be done."""
    if not yes and is_asked():
        click.echo(said, err=True)
        click.confirm(_("Is this meant?"), abort=True, err=True)
    try:
        row = order(*what, reason=reason, by=ground.by(), now=datetime.now(UTC), **more)
    except NotCleared as error:
        raise click.ClickException(errands.told(error)) from error
    click.echo(errands.line(row))
    click.echo(_("It is ordered. The worker does it (tilstede work); see tilstede outbox."))


_confirm = click.option(
    "--confirm",
    "confirmed",
    multiple=True,
    metavar="KEY",
    help=_("You have looked at what a check stopped, and it may stand; may be repeated."),
)


@click.command(
    "edit",
    help=_("Give a post of ours another wording, where it stands. N: its number in the outbox."),
)
@click.argument("number", metavar="N")
@text
@_confirm
@why
@_yes
def edit_command(number: str, text: str, confirmed: Sequence[str], reason: str, yes: bool) -> None:
    row = errands.find_post(number)
    part = acts.reworded(row, words_of(text))
    told: dict[str, Any] = {"said": errands.line(row), "yes": yes}
    _order(acts.edit, row, part, reason=reason, confirmed=frozenset(confirmed), **told)


@click.command(
    "delete",
    help=_(
        "Take a post of ours away from its network; the record keeps it. N: its number in the outbox."
    ),
)
@click.argument("number", metavar="N")
@why
@_yes
def delete_command(number: str, reason: str, yes: bool) -> None:
    row = errands.find_post(number)
    _order(acts.delete, row, reason=reason, said=errands.line(row), yes=yes)


def _on_post(name: str, told: str, order: Callable[..., Act]) -> click.Command:
    """A command that does something to a post of somebody else's."""

    number = _("ID: its number in the record, the last part of its page's address.")

    @click.command(name, help=f"{told} {number}")
    @click.argument("post", metavar="ID", type=int)
    @account_option
    @_confirm
    @why
    @_yes
    def command(post: int, account: str, confirmed: Sequence[str], reason: str, yes: bool) -> None:
        said = f"{name}: {naming.post(post, seeing.at_machine)}"
        told: dict[str, Any] = {"said": said, "confirmed": frozenset(confirmed)}
        _order(order, post, channels.one(account), reason=reason, yes=yes, **told)

    return command


@click.command("follow", help=_("Have our account follow another at its network."))
@click.argument("address", metavar=_("ADDRESS"))
@account_option
@_confirm
@why
@_yes
def follow_command(
    address: str, account: str, confirmed: Sequence[str], reason: str, yes: bool
) -> None:
    told: dict[str, Any] = {"said": f"follow: {address}", "confirmed": frozenset(confirmed)}
    _order(acts.follow, address, channels.one(account), reason=reason, yes=yes, **told)


COMMANDS = (
    edit_command,
    delete_command,
    _on_post("boost", _("Pass someone's post on."), acts.boost),
    _on_post("like", _("Like someone's post."), acts.like),
    follow_command,
)
