"""`tilstede accounts …`: the accounts we write from, and the logins to them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

import click
from django.utils.translation import gettext as _

from tilstede.cli import channels, connection, ground
from tilstede.intake import hearing
from tilstede.intake.sources import NotFollowed
from tilstede.office import spending
from tilstede.office.models import Access, Account
from tilstede.outbox import connecting, login_words, words
from tilstede.outbox.connecting import NotConnected
from tilstede.web.words import network as network_name

#: As much as can be kept.
MOST_DOLLARS = 10_000_000


@click.group(
    "accounts",
    invoke_without_command=True,
    help=_("The accounts we write from: connect them, and see how it stands with each."),
)
@click.option("--json", "as_json", is_flag=True, help=_("One object a line, for programs."))
@click.pass_context
def accounts_command(context: click.Context, as_json: bool) -> None:
    ground.prepare()
    if context.invoked_subcommand is None:
        _list(as_json)


def _list(as_json: bool) -> None:
    known = Access.objects.exclude(account=None).select_related("account")
    rows = list(known.order_by("network", "handle"))
    for row in rows:
        click.echo(json.dumps(_fields(row), ensure_ascii=False) if as_json else _line(row))
    if not rows and not as_json:
        click.echo(_("No account is connected. Connect one with: tilstede accounts connect"))


def _fields(row: Access) -> dict[str, object]:
    return {
        "network": row.network,
        "account": row.native_id,
        "handle": row.handle,
        "state": row.state,
        "why": row.why,
        "lacking": row.lacking,
        "scopes": row.scopes,
        "expires": row.expires.isoformat() if row.expires else None,
        "cap": None if row.cap is None else float(row.cap),
        "spent": float(spending.spent(row, datetime.now(UTC))),
    }


def _line(row: Access) -> str:
    parts = [words.name(row.network, row.handle or row.native_id), row.get_state_display()]
    parts += filter(None, [words.login(row)])
    if row.lacking:
        parts.append(login_words.purposes(row.lacking))
    if row.account is not None and (row.account.policy or words.lacks_address(row.account)):
        parts.append(words.policy_of(row.account))
    used = spending.spent(row, datetime.now(UTC))
    if row.cap is None and used:
        parts.append(_("{used} US dollars this month").format(used=f"{used:.2f}"))
    if row.cap is not None:
        said = _("{used} of {cap} US dollars this month")
        parts.append(said.format(used=f"{used:.2f}", cap=f"{row.cap:.2f}"))
    return " · ".join(parts)


@accounts_command.command(
    "connect",
    help=_(
        "Connect an account, so that it can be written from: by its handle or address. One that is not in the directory"
        " is added as the body's own."
    ),
)
@click.argument("address", metavar=_("ADDRESS"))
@click.option("--way", default="", help=_("How, where the network has several ways."))
@click.option(
    "--listen",
    type=int,
    default=None,
    metavar="PORT",
    help=_("Wait for the browser on this machine at 127.0.0.1:PORT, instead of asking for a code."),
)
def connect_command(address: str, way: str, listen: int | None) -> None:
    account = connection.meant(address)
    try:
        done = connection.connect(account, way, listen)
    except NotConnected as error:
        raise click.ClickException(ground.explained(str(error), error.detail)) from error
    click.echo(_line(done))
    assert done.account is not None
    _hear(done.account)


def _hear(account: Account) -> None:
    """From now on what is said to it is read, where the network tells."""
    account.refresh_from_db()
    try:
        source = hearing.of_account(account, by=ground.by(), now=datetime.now(UTC))
    except NotFollowed as error:
        click.echo(str(error), err=True)
        return
    if source is not None:
        click.echo(_("What is said to it is read from now on."))


@accounts_command.command("test", help=_("Ask each network whether the login still counts."))
@click.argument("addresses", nargs=-1, metavar=_("[ADDRESS]..."))
def test_command(addresses: tuple[str, ...]) -> None:
    if addresses:
        accounts = [channels.one(address) for address in addresses]
    else:
        accounts = list(Account.objects.exclude(access=None).exclude(access__state="revoked"))
    failed = False
    for account in accounts:
        try:
            click.echo(_line(connecting.test(account, by=ground.by(), now=datetime.now(UTC))))
        except NotConnected as error:
            failed = True
            said = ground.explained(str(error), error.detail)
            click.echo(f"{words.channel(account)} · {said}", err=True)
    if failed:
        raise SystemExit(1)


@accounts_command.command("disconnect", help=_("Forget the login to an account."))
@click.argument("address", metavar=_("ADDRESS"))
def disconnect_command(address: str) -> None:
    account = channels.one(address)
    try:
        done = connecting.disconnect(account, by=ground.by(), now=datetime.now(UTC))
    except NotConnected as error:
        raise click.ClickException(ground.explained(str(error), error.detail)) from error
    name = words.channel(account)
    said = _("{account} is disconnected.") if done else _("{account} was not connected.")
    click.echo(said.format(account=name))


@accounts_command.command(
    "cap",
    help=_("How many US dollars a month an account may cost; “none” for no cap."),
    context_settings={"ignore_unknown_options": True},  # “-3” is an amount, and no good one
)
@click.argument("address", metavar=_("ADDRESS"))
@click.argument("dollars", metavar=_("DOLLARS"))
def cap_command(address: str, dollars: str) -> None:
    account = channels.one(address)
    if not Access.objects.filter(account=account).exists():
        raise click.ClickException(_("The account is not connected."))
    cap = None if dollars == "none" else _amount(dollars)
    if cap is not None and not spending.charges(account.network):
        said = _("{network} charges nothing: there is nothing to cap.")
        raise click.ClickException(said.format(network=network_name(account.network)))
    connecting.limit(account, cap, by=ground.by(), now=datetime.now(UTC))
    click.echo(_line(Access.objects.select_related("account").get(account=account)))


def _amount(dollars: str) -> Decimal:
    """:raises click.ClickException: it is none, or less than nothing, or more than is kept."""
    try:
        found = Decimal(dollars.replace(",", "."))
    except InvalidOperation:
        found = Decimal("NaN")
    if not (found.is_finite() and 0 <= found < MOST_DOLLARS):
        said = _("{dollars} is no amount: give US dollars from 0, such as 25 or 2.50.")
        raise click.ClickException(said.format(dollars=dollars))
    return found.quantize(Decimal("0.01"))
