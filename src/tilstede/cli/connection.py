"""Connecting an account as it is typed: what is told, what is asked for, and where the browser comes back to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import click
from django.db import transaction
from django.utils.translation import gettext as _

from tilstede.cli import channels, ground, landing
from tilstede.intake import listing
from tilstede.office.directory import words as directory_words
from tilstede.office.models import Access, Account, Body
from tilstede.outbox import connecting, login_words
from tilstede.outbox.connecting import NotConnected, Opened, Pending, Way


def connect(account: Account, way: str, listen: int | None) -> Access:
    """:raises NotConnected: :raises click.ClickException: it cannot be connected so."""
    chosen = _way(account, way)
    back = _back(chosen, listen)
    _tell_permissions(chosen)
    if page := connecting.made(chosen, account):
        click.echo(login_words.made(page, chosen.where), err=True)
    given = {one.code: _asked(one, account) for one in chosen.asked}
    now = datetime.now(UTC)
    found = connecting.ask(account, chosen.code, given, back=back, now=now)
    if isinstance(found, Opened):
        return _kept(account, found)
    if listen is not None:
        return _answered_here(account, found, listen)
    click.echo(_("Open this address in a browser, sign in, and say yes:"), err=True)
    click.echo(found.url)
    return _finished(account, found, _typed(found))


def _back(way: Way, listen: int | None) -> str:
    """Where people are led back to, which an app of the body's own must have been told before. :raises NotConnected:"""
    back = connecting.back_to(way, listen)
    if way.registered or way.back in ("loopback", "https"):
        said = _(
            "The app is yours, made with the network. Enter this address there, as where people are sent back to:"
        )
        click.echo(f"{said} {way.registered or back}", err=True)
        if listen is None and way.back == "loopback":
            click.echo(
                _(
                    "The browser cannot open that page; its address is what is asked for below. With --listen {port} it"
                    " is waited for instead, where the browser is on this machine."
                ).format(port=connecting.PORT),
                err=True,
            )
    return back


def _finished(account: Account, pending: Pending, answer: Mapping[str, str]) -> Access:
    return _kept(account, connecting.answered(account, pending, answer, now=datetime.now(UTC)))


def _kept(account: Account, found: Opened) -> Access:
    """The login is kept, and an account that is not in the directory is put there, both or neither.

    :raises NotConnected: :raises click.ClickException: the directory does not take it.
    """
    now = datetime.now(UTC)
    if account.pk is not None:
        return connecting.keep(account, found, by=ground.by(), now=now)
    with transaction.atomic(), _in_words():
        key = listing.save_entry(
            "accounts", "", _entry(account.url), changed=None, by=ground.by(), now=now
        )
        done = connecting.keep(Account.objects.get(pk=int(key)), found, by=ground.by(), now=now)
    click.echo(_("{address} is added to the directory.").format(address=account.url))
    return done


def meant(address: str) -> Account:
    """The account of the directory, or one as it would stand there. :raises click.ClickException:"""
    if channels.named(address):
        return channels.one(address)
    with _in_words():
        entry = listing.new_entry("accounts", _entry(address))
    found = entry.found
    return Account(network=found.network, handle=found.handle, address=found.address, url=entry.url)


def _entry(address: str) -> dict[str, object]:
    """Of an account of the body's own. :raises click.ClickException: there is no body."""
    own = Body.objects.filter(own=True).first()
    if own is None:
        raise click.ClickException(_("Start a body first: tilstede init"))
    return {"owner": own.key, "url": address, "capacity": "official", "show": True}


@contextmanager
def _in_words() -> Iterator[None]:
    """:raises click.ClickException: what the directory does not take."""
    try:
        yield
    except listing.NotValid as error:
        said = " ".join(directory_words.said(problem) for problem in error.problems)
        raise click.ClickException(said) from error


def _way(account: Account, wanted: str) -> Way:
    """:raises NotConnected: there is none. :raises click.ClickException: none of that name."""
    found = connecting.ways(account)
    if not found:
        raise NotConnected(connecting.refusal(account))
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
    shown = login_words.asked(one)
    if one.example:
        shown = _("{asked} (such as {example})").format(asked=shown, example=one.example)
    default = "" if one.optional else connecting.likely(one, account) or None
    answer = click.prompt(
        shown, default=default, hide_input=one.secret, show_default=bool(default), err=True
    )
    return str(answer).strip()


def _typed(pending: Pending) -> dict[str, str]:
    """What the network sent the person back with, as it was copied."""
    said = _("The code you were given, or the whole address you were sent to")
    typed = str(click.prompt(said, hide_input=True, err=True)).strip()
    if "://" in typed:
        return dict(parse_qsl(urlsplit(typed).query))
    return {"code": typed, "state": pending.kept.get("state", "")}


def _answered_here(account: Account, pending: Pending, port: int) -> Access:
    """The browser comes back to this machine, and is told what came of it. :raises NotConnected:"""
    done: list[Access | NotConnected] = []

    def come(answer: Mapping[str, str]) -> landing.Outcome:
        try:
            done.append(_finished(account, pending, answer))
        except NotConnected as error:
            done.append(error)
            said = _("The account is not connected: {why} You can close this page and begin again.")
            return landing.Outcome(False, said.format(why=error))
        return landing.Outcome(True, _("The account is connected. You can close this page."))

    click.echo(_("Open this address in a browser on this machine, sign in, and say yes:"), err=True)
    click.echo(pending.url)
    click.echo(_("Waiting on 127.0.0.1:{port} …").format(port=port), err=True)
    try:
        landing.wait(port, pending.kept.get("state", ""), come)
    except landing.NobodyCame as error:
        raise click.ClickException(
            _("Nobody came back from the network in time. Nothing is connected; try again.")
        ) from error
    except OSError as error:
        said = _("Port {port} is taken by another program: choose another, and tell the network.")
        raise click.ClickException(ground.explained(said.format(port=port), str(error))) from error
    (found,) = done
    if isinstance(found, NotConnected):
        raise found
    return found
