"""`tilstede accounts …`: the accounts we write from, and the logins to them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import parse_qsl, urlsplit

import click
from django.utils.translation import gettext as _

from tilstede.cli import channels, ground, landing
from tilstede.intake import hearing, listing
from tilstede.intake.sources import NotFollowed
from tilstede.office import spending
from tilstede.office.directory import words as directory_words
from tilstede.office.models import Access, Account, Body
from tilstede.outbox import connecting, login_words, words
from tilstede.outbox.connecting import NotConnected, Pending, Way


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
    with _kept_if_connected(address) as account:
        done = _connect(account, way, listen)
    click.echo(_line(done))
    _hear(account)


def _connect(account: Account, way: str, listen: int | None) -> Access:
    """:raises click.ClickException: it cannot be connected so."""
    chosen = _way(account, way)
    _tell_permissions(chosen)
    if page := connecting.made(chosen, account):
        click.echo(_("What is asked for is made on this page:") + f" {page}", err=True)
    given = {one.code: _asked(one, account) for one in chosen.asked}
    back = f"http://127.0.0.1:{listen}/" if listen else connecting.SHOWN
    now = datetime.now(UTC)
    try:
        done = connecting.begin(account, chosen.code, given, back=back, by=ground.by(), now=now)
        if isinstance(done, Pending):
            answered = _answer(done, listen)
            done = connecting.finish(done, answered, by=ground.by(), now=datetime.now(UTC))
    except NotConnected as error:
        raise click.ClickException(ground.explained(str(error), error.detail)) from error
    return done


@contextmanager
def _kept_if_connected(address: str) -> Iterator[Account]:
    """The account. One that is put into the directory for this goes again when it cannot be connected."""
    before = set(Account.objects.values_list("pk", flat=True))
    account = _wanted(address, datetime.now(UTC))
    try:
        yield account
    except (click.ClickException, click.Abort):
        if account.pk not in before:
            row = Account.objects.get(pk=account.pk)
            now = datetime.now(UTC)
            key = str(row.pk)
            listing.remove_entry("accounts", key, changed=row.changed, by=ground.by(), now=now)
            click.echo(
                _("{address} is taken out of the directory again.").format(address=address),
                err=True,
            )
        raise


def _wanted(address: str, now: datetime) -> Account:
    """The account, which is put into the directory if it is not there. :raises click.ClickException:"""
    if channels.named(address):
        return channels.one(address)
    own = Body.objects.filter(own=True).first()
    if own is None:
        raise click.ClickException(_("Start a body first: tilstede init"))
    entry = {"owner": own.key, "url": address, "capacity": "official", "show": True}
    try:
        listing.save_entry("accounts", "", entry, changed=None, by=ground.by(), now=now)
    except listing.NotValid as error:
        said = " ".join(directory_words.said(problem) for problem in error.problems)
        raise click.ClickException(said) from error
    click.echo(_("{address} is added to the directory.").format(address=address))
    return channels.one(address)


def _way(account: Account, wanted: str) -> Way:
    """:raises click.ClickException: there is none, or none of that name."""
    found = connecting.ways(account)
    if not found:
        raise click.ClickException(_("Accounts of this network cannot be connected."))
    if wanted:
        for one in found:
            if one.code == wanted:
                return one
        known = ", ".join(one.code for one in found)
        said = _("There is no way {wanted}. There are: {known}.")
        raise click.ClickException(said.format(wanted=wanted, known=known))
    if len(found) == 1:
        return found[0]
    for number, one in enumerate(found, 1):
        click.echo(f"{number}  {login_words.way(one.code)} ({one.code})", err=True)
    number = click.prompt(_("Which way"), type=click.IntRange(1, len(found)), default=1, err=True)
    return found[number - 1]


def _tell_permissions(way: Way) -> None:
    if way.permissions:
        click.echo(_("It will be allowed to:"), err=True)
    for purposes, scopes in login_words.permissions(way):
        click.echo(f"  {purposes}  ({scopes})", err=True)


def _asked(one: connecting.Asked, account: Account) -> str:
    """Never an argument: those are seen by everyone on the machine."""
    told = os.environ.get(f"TILSTEDE_CONNECT_{one.code.upper().replace('-', '_')}", "")
    if told:
        return told
    shown = login_words.asked(one.code)
    if one.example:
        shown = _("{asked} (such as {example})").format(asked=shown, example=one.example)
    default = "" if one.optional else connecting.likely(one, account) or None
    answer = click.prompt(
        shown, default=default, hide_input=one.secret, show_default=bool(default), err=True
    )
    return str(answer).strip()


def _answer(pending: Pending, listen: int | None) -> dict[str, str]:
    """What the network sent the person back with."""
    click.echo(_("Open this address in a browser, sign in, and say yes:"), err=True)
    click.echo(pending.url)
    if listen is not None:
        click.echo(_("Waiting on 127.0.0.1:{port} …").format(port=listen), err=True)
        try:
            return landing.wait(listen)
        except landing.NobodyCame as error:
            raise click.ClickException(
                _("Nobody came back from the network in time. Nothing is connected; try again.")
            ) from error
    said = _("The code you were given, or the whole address you were sent to")
    typed = str(click.prompt(said, hide_input=True, err=True)).strip()
    if "://" in typed:
        return dict(parse_qsl(urlsplit(typed).query))
    state = dict(parse_qsl(urlsplit(pending.url).query)).get("state", "")
    return {"code": typed, "state": state}


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
    "cap", help=_("How many US dollars a month an account may cost; “none” for no cap.")
)
@click.argument("address", metavar=_("ADDRESS"))
@click.argument("dollars", metavar=_("DOLLARS"))
def cap_command(address: str, dollars: str) -> None:
    account = channels.one(address)
    if not Access.objects.filter(account=account).exists():
        raise click.ClickException(_("The account is not connected."))
    try:
        cap = None if dollars == "none" else Decimal(dollars.replace(",", "."))
    except InvalidOperation as error:
        raise click.ClickException(_("{dollars} is no amount.").format(dollars=dollars)) from error
    connecting.limit(account, cap, by=ground.by(), now=datetime.now(UTC))
    click.echo(_line(Access.objects.select_related("account").get(account=account)))
