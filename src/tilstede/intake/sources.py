"""Sources: followed, paused, resumed, unfollowed; and how their state changes with each visit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tilstede.core import canonical
from tilstede.intake import logins, web
from tilstede.intake.models import Source
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import AccountChanged, Found, Network, NetworkError, Refused
from tilstede.networks.kit.http import Http
from tilstede.office import secrets
from tilstede.office.models import Finding
from tilstede.record import append

#: What is written when a source is turned; a round may be moving the rest.
_TURNED: Final = ("state", "why", "detail")


class NotFollowed(Exception):
    """An address that could not be followed; the text is for the person who gave it.

    ``detail``: what lies behind, in English, for whoever can do something about it.
    """

    def __init__(self, said: str, detail: str = "") -> None:
        super().__init__(said)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Followed:
    """The source an address led to; whether it is new, or followed again after it was paused or left."""

    source: Source
    new: bool
    again: bool = False


def recognise(address: str, *, now: datetime) -> Found:
    """What the address is; of a closed network, as a login of the body's shows it. :raises NotFollowed: in words for
    a person."""
    address = address.strip()
    if not address:
        raise NotFollowed(_("No address was given."))
    with web.client() as http:
        for network in registry.all_networks():
            try:
                found = _recognised(network, address, http, now)
            except NetworkError as error:
                raise NotFollowed(explain(network.name, address, error), error.detail) from error
            if found is not None:
                return found
    raise NotFollowed(
        _(
            "No feed or account was found at {address}. Paste the address of a profile or a feed."
        ).format(address=address)
    )


def _recognised(network: Network, address: str, http: Http, now: datetime) -> Found | None:
    """:raises NetworkError:"""
    try:
        return network.recognise(address, http)
    except Refused:
        found = logins.look_up(network, address, http, now)
        if found is None:
            raise
        return found


def explain(name: str, address: str, error: NetworkError) -> str:
    """What went wrong between us and the site of an address, in words; `error.detail` tells more, in English."""
    network = registry.get(name)
    if network.abilities.isdisjoint({"fetch", "mentions"}):
        said = _(
            "{network} is taken in from the account's own archive: tilstede import FILE. It cannot be followed."
        )
        return said.format(network=network.title)
    if "closed" in network.abilities and error.code in ("refused", "expired"):
        return _closed(name, error).format(network=network.title)
    said = {
        "unreachable": _("{site} does not answer now."),
        "throttled": _("{site} asks us to wait."),
        "cap": _("Reading {site} costs, and the month's cap of the account is reached."),
        "refused": _("{site} does not let us read this without a login."),
        "expired": _(
            "{site} no longer accepts our login. Connect the account again (Logins, or tilstede accounts connect)."
        ),
        "renewing": _("The login is being renewed."),
        "not-found": _("{site} has no such account or feed."),
        "not-understood": _("{site} answered with something else than was asked for."),
        "forbidden": _("The address may not be fetched from here."),
        "too-large": _("{site} answered with more than is taken in."),
        "secret-changed": _(
            "The stored login to {site} cannot be read, because the installation's secret was changed. Follow it"
            " again with its login."
        ),
        "account-changed": _("The name now belongs to another account on {site}."),
    }.get(error.code, _("{site} could not be read."))
    return said.format(site=_site(address) or error.host or network.title)


def _closed(name: str, error: NetworkError) -> str:
    """What can be done about an account of a network that shows nothing without a login."""
    if error.code == "expired":
        return _(
            "Our login to {network} no longer works. Connect the account again (Logins, or tilstede accounts connect),"
            " then follow this address once more."
        )
    if logins.held(name):
        return _(
            "{network} does not show this account to our login. Whoever has the account can connect it (Logins, or"
            " tilstede accounts connect), or ask {network} for its archive, which is taken in by: tilstede import FILE."
        )
    return _(
        "{network} shows nothing without a login. Connect an account of ours there (Logins, or tilstede accounts"
        " connect), then follow this address once more. Or take in the account's own archive: tilstede import FILE."
    )


def _site(address: str) -> str:
    """The host of a web address or of a handle (@name@host); "" where a permanent id names none."""
    if address.removeprefix("at://").startswith("did:"):
        return ""
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


def follow(address: str, *, by: str, now: datetime, token: str = "") -> Followed:
    """Follow what the address leads to from now on. Following again resumes.

    ``token``: a login to read with, kept encrypted; an empty one leaves the login that is held.
    :raises NotFollowed:
    """
    return follow_found(recognise(address, now=now), by=by, now=now, token=token)


def follow_found(found: Found, *, by: str, now: datetime, token: str = "") -> Followed:
    """Follow what was found already, as `follow` does."""
    with transaction.atomic():
        append.hold()  # before the row is read: nobody turns it meanwhile
        source, new = _row(found, now)
        again = not new and source.state != Source.State.FOLLOWED
        if new or again:
            note("followed", source, by=by, now=now)
            source.state, source.why, source.detail, source.next_try = "followed", "", "", now
            source.save(update_fields=(*_TURNED, "next_try"))
        if token:
            source.token = secrets.conceal(token)
            source.save(update_fields=("token",))
    return Followed(source, new, again)


def _row(found: Found, now: datetime) -> tuple[Source, bool]:
    """The source of that address, or the one that has moved to it, or a new one (true)."""
    rows = Source.objects.filter(network=found.network, what="account")
    moved = rows.filter(moved=found.address).first()
    if moved is not None and not rows.filter(address=found.address).exists():
        return moved, False
    return rows.get_or_create(
        network=found.network,
        address=found.address,
        what="account",
        defaults={
            "account_id": found.author.id,
            "title": found.title or found.author.name,
            "handle": found.author.handle,
            "url": found.author.url,
            "next_try": now,
        },
    )


def pause(source: Source, *, why: str, by: str, now: datetime, detail: str = "") -> bool:
    """Stop reading until someone resumes. False, and nothing is recorded, where it was not read anyway."""
    with _held(source):
        if source.state != Source.State.FOLLOWED:
            return False
        _turn(source, Source.State.PAUSED, "paused", why=why, detail=detail, by=by, now=now)
    return True


def resume(source: Source, *, by: str, now: datetime) -> bool:
    """Go on reading, at once; one that was unfollowed is followed anew. False, and nothing is recorded, where it
    is followed.

    Where the name had passed to another account, a person hereby says that the one who has it now is the right
    one. :raises NotFollowed: the address leads nowhere any more.
    """
    account = ""
    if source.why == AccountChanged.code:
        _refuse_held(source)
        account = recognise(source.url or source.address, now=now).author.id
    with _held(source):
        if source.state == Source.State.FOLLOWED:
            return False
        kind = "resumed" if source.state == Source.State.PAUSED else "followed"
        source.account_id = account or source.account_id
        source.next_try, source.failures = now, 0
        source.save(update_fields=("account_id", "next_try", "failures"))
        _turn(source, Source.State.FOLLOWED, kind, why="", detail="", by=by, now=now)
    return True


def _refuse_held(source: Source) -> None:
    """:raises NotFollowed: the account is in the directory, and nobody there has said yet that it is still ours."""
    held = Finding.objects.filter(status=Finding.Status.HELD, account__network=source.network)
    if source.account_id and held.filter(account__native_id=source.account_id).exists():
        raise NotFollowed(
            _("Someone must first judge whose account this is now, under Accounts and alarms.")
        )


def unfollow(source: Source, *, by: str, now: datetime) -> bool:
    """Read it no more. What was taken in stays in the record. False, and nothing is recorded, where it was not
    followed.
    """
    with _held(source):
        if source.state == Source.State.UNFOLLOWED:
            return False
        _turn(source, Source.State.UNFOLLOWED, "unfollowed", why="", detail="", by=by, now=now)
    return True


def find(address: str) -> Source:
    """The source a person means by an address, a handle or a number. :raises NotFollowed: none or several."""
    if address.isdecimal():
        found = list(Source.objects.filter(id=int(address)))
    else:
        bare = address.strip().lstrip("@")
        found = [
            source
            for source in Source.objects.all()
            if bare.casefold()
            in {
                called.casefold()
                for called in (source.address, source.moved, source.url, source.handle)
            }
        ]
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFollowed(
            _("Several sources answer to {address}; name one by its number.").format(
                address=address
            )
        )
    raise NotFollowed(_("{address} is not followed.").format(address=address))


def note(kind: str, source: Source, *, by: str, now: datetime, **more: Any) -> int:
    """Append what happened to the source; inside the caller's transaction. The event's number.

    Before the source's row is written, as a capture does: in the other order two could wait for each other.
    """
    about = {
        "network": source.network,
        "address": source.address,
        "account": source.account_id,
        "what": source.what,
        "by": by,
        **more,
    }
    return append.append([append.Entry(kind, {"about": canonical.dumps(about)})], now=now)


def _turn(
    source: Source, state: str, kind: str, *, why: str, detail: str, by: str, now: datetime
) -> None:
    note(kind, source, by=by, now=now, why=why, detail=detail)
    source.state, source.why, source.detail = state, why, detail
    source.save(update_fields=_TURNED)


@contextmanager
def _held(source: Source) -> Iterator[None]:
    """One commit, with the record held, and the source as it stands: neither a round nor a colleague turns it
    meanwhile.
    """
    with transaction.atomic():
        append.hold()
        source.refresh_from_db()
        yield


def due(now: datetime) -> list[Source]:
    """Sources whose turn it is, the longest waiting first."""
    return list(_followed().filter(next_try__lte=now))


def followed() -> list[Source]:
    """Every source that is read, the longest waiting first."""
    return list(_followed())


def _followed() -> QuerySet[Source]:
    return Source.objects.filter(state=Source.State.FOLLOWED).order_by("next_try", "id")
