"""What a person publishes on a network's own pages: what is to be copied, and where it came to stand.

The network is never asked for anything. When the post is read from there some other way, because the account is
followed or its takeout taken in, it is compared with what was cleared, as if it had been read back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from tilstede.core import alias
from tilstede.core.account_address import AccountAddress, NotAnAccount, parse
from tilstede.outbox import (
    comparing,
    deciding,
    doing,
    errands,
    hand_changes,
    own_pages,
    parcel,
    queries,
    steps,
)
from tilstede.outbox.deciding import NotDecided
from tilstede.outbox.models import Act, Delivery
from tilstede.posts import read
from tilstede.posts.models import Alias
from tilstede.record import read as record
from tilstede.record.read import Payload

State = Delivery.State
#: Names that are looked for together.
_BATCH: Final = 400
#: What a takeout tells of a post for certain.
_IN_TAKEOUTS: Final = frozenset({"text"})
#: Networks whose posts lie under several names of a site.
_SITES: Final = {"twitter.com": "x.com", "youtu.be": "youtube.com", "threads.net": "threads.com"}


@dataclass(frozen=True, slots=True)
class File:
    """Something to download. ``role``: of the event `cleared`. ``alt``: what is to be written as its description; None:
    nothing was, as of captions."""

    role: str
    name: str
    mime: str
    alt: str | None = None
    language: str = ""


def files(row: Delivery) -> list[File]:
    """Everything that goes with it, in the order it was cleared."""
    return list(_files(row))


def _files(row: Delivery) -> Iterator[File]:
    for one in row.cleared.media:
        yield File(one["role"], one["name"], one["mime"], one["alt"])
        for captions in one["captions"]:
            name = f"{one['name']}.{captions['language']}.vtt"
            yield File(captions["role"], name, "text/vtt", language=captions["language"])
    if row.cleared.card and row.cleared.card.get("role"):
        yield File(row.cleared.card["role"], "card", "application/octet-stream")


def content(row: Delivery, file: File) -> Payload | None:
    """Its bytes; None: they were destroyed."""
    return record.payloads(row.cleared.event).get(file.role)


def pages(row: Delivery) -> tuple[str, ...]:
    """Where it is written: the network's own page for that where we know it, and the account's."""
    known = own_pages.of(row.network)
    account = row.account
    told = (known.PAGE if known else "", *((account.url, account.address) if account else ()))
    lying = {one.rstrip("/"): one for one in told if one.startswith(("https://", "http://"))}
    return tuple(lying.values())[:2]


def published(row: Delivery, address: str, *, by: str, now: datetime) -> None:
    """A person has published it, and tells the address it got; told again, it is put right.

    :raises NotDecided: it cannot be that, in words.
    """
    url, before = address.strip(), row.url
    again = is_correctable(row)
    if again and url == before:
        raise NotDecided(_("That is the address it has already."))
    _check(row, url)
    names = own_pages.names(row.network, url)
    about = {**_known(row, by), "url": url, "aliases": names}
    about |= {"instead": before} if again else {}
    told: dict[str, Any] = {"why": "published", "url": url, "aliases": names, "differences": []}
    happened: steps.Happening = "changed" if again else "published"
    deciding.turn(row, happened, now=now, kind="sent", about=about, **told)
    look([row], now=now)


def published_nowhere(row: Delivery, *, by: str, now: datetime) -> None:
    """A person has published it, and it has no address, as a story. :raises NotDecided:"""
    about = {**_known(row, by), "url": "", "aliases": []}
    deciding.turn(row, "published", now=now, kind="sent", about=about, why="no-address")


def is_correctable(row: Delivery) -> bool:
    """Whether the address that was told of it can be put right."""
    return row.by_hand and row.state in queries.STANDING and not queries.is_deleted(row)


def _known(row: Delivery, by: str) -> dict[str, Any]:
    told = {"cleared": row.cleared.event, "delivery": row.pk, "key": row.key}
    return {**told, "id": "", "how": "by hand", "by": by}


def look(rows: Sequence[Delivery] | None = None, *, now: datetime) -> int:
    """Compare what is in the record by now with what was cleared. How many that are. ``rows``: None: all that have
    not been."""
    if rows is None:
        waiting = Delivery.objects.filter(by_hand=True, state=State.SENT).exclude(url="")
        rows = list(waiting.select_related("cleared", "account", "previous__cleared"))
        _look_for_deleted(now)
    return sum(_compare(row, number, now) for row, number in _held(rows))


def _held(rows: Sequence[Delivery]) -> Iterator[tuple[Delivery, int]]:
    """Those that are in the record by now, with their numbers there."""
    for start in range(0, len(rows), _BATCH):
        some = rows[start : start + _BATCH]
        keys = {key for row in some for key in alias.keys(row.aliases)}
        held = Alias.objects.filter(key__in=keys).values_list("key", "number")
        numbers = {bytes(key): number for key, number in held}
        for row in some:
            number = next((numbers[k] for k in alias.keys(row.aliases) if k in numbers), None)
            if number is not None:
                yield row, number


def _look_for_deleted(now: datetime) -> None:
    """What was said to be deleted there, and was seen there again."""
    told = Act.objects.filter(kind=Act.Kind.DELETE, state=State.SENT, delivery__by_hand=True)
    acts = {act.delivery_id: act for act in told.select_related("delivery")}
    for row, number in _held([act.delivery for act in acts.values() if act.delivery]):
        act = acts[row.pk]
        if hand_changes.is_there_again(act, number):
            about = {
                **doing.known(act),
                "differences": [{"code": "stands", "sent": "", "found": row.url}],
            }
            errands.turn(act, "differs", now=now, kind="confirmed", about=about, why="there-again")


def _compare(row: Delivery, number: int, now: datetime) -> bool:
    shown = read.one(number, public=False)
    if shown is None or shown.post is None or shown.post.form == "told":
        return False
    edit = queries.last_edit(row)
    wording = edit.cleared if edit and edit.cleared else row.cleared
    try:
        with parcel.packed(row, wording) as what:
            told = comparing.differences(what, shown.post)
    except parcel.NotWhole:
        return False
    if shown.post.form == "archive":
        told = [one for one in told if one["code"] in _IN_TAKEOUTS]
    if told and edit and shown.row.event < max(edit.events):
        return False  # as it was before it was edited there
    if told and edit and shown.post.form == "archive" and hand_changes.is_earlier(row, shown.post):
        hand_changes.show(row, edit)
        return False  # a takeout from before it was edited there
    about = {"cleared": wording.event, "delivery": row.pk, "key": row.key, "differences": told}
    names = [*row.aliases, *(name for name in shown.post.aliases if name not in row.aliases)]
    happened: steps.Happening = "differs" if told else "same"
    changes: dict[str, Any] = {"differences": told, "looks": row.looks + 1, "aliases": names}
    return errands.turn(row, happened, now=now, kind="confirmed", about=about, **changes)


# --- the address a person pastes -----------------------------------------------------------------


def _check(row: Delivery, url: str) -> None:
    """:raises NotDecided: it is no address of a post of this account, or another post's."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotDecided(_("That is no address. Copy it from the browser; it begins with https://"))
    account = row.account
    if account and account.url and _site(parts.hostname) != _site(_host(account.url)):
        said = _("{address} does not lie on {site}.")
        raise NotDecided(said.format(address=url, site=_site(_host(account.url))))
    if account and account.url:
        _check_account(url, account.url, {account.handle.casefold(), account.native_id.casefold()})
    _check_owner(row, url)
    others = Delivery.objects.exclude(pk=row.pk).filter(network=row.network)
    if others.filter(url=url).exists():
        raise NotDecided(_("That address is told of another post already."))


def _check_account(url: str, own: str, known: set[str]) -> None:
    """:raises NotDecided: it is the account's own page, or says that it is another account's."""
    ours, theirs = _account(own), _account(url)
    if ours is None or theirs is None:
        return
    if url.rstrip("/") in (own.rstrip("/"), ours.address):
        raise NotDecided(_("That is the account's own page. Open the post, and copy its address."))
    # Of a page on Facebook the name and the number are both in use.
    other = theirs.network == ours.network and theirs.network not in ("facebook", "feeds")
    if other and theirs.handle.casefold() not in {ours.handle.casefold(), *known}:
        raise NotDecided(_("That is a post of {account}.").format(account=theirs.handle))


def _check_owner(row: Delivery, url: str) -> None:
    """:raises NotDecided: the address of the post names another account."""
    theirs = own_pages.owner(row.network, url)
    ours = row.account.handle.rpartition("/")[2].casefold() if row.account else ""
    if theirs and ours and not ours.isdecimal() and theirs.casefold() != ours:
        raise NotDecided(_("That is a post of {account}.").format(account=theirs))


def _account(url: str) -> AccountAddress | None:
    try:
        return parse(url)
    except NotAnAccount:
        return None


def _host(url: str) -> str:
    return urlsplit(url if "//" in url else f"https://{url}").hostname or ""


def _site(host: str) -> str:
    """``linkedin.com`` of ``no.linkedin.com``."""
    bare = ".".join(host.lower().split(".")[-2:])
    return _SITES.get(bare, bare)
