"""What accounts are called where several are listed, so that each can be told from the others.

A news feed has no handle of its own: it goes by its title, else by its address. A channel that is read through its
feed goes by the channel's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from tilstede.core.account_address import NotAnAccount, parse
from tilstede.intake.models import Source
from tilstede.intake.verification.findings import network_of
from tilstede.office.models import Account
from tilstede.posts.models import Author
from tilstede.posts.tables import in_chunks

_FEEDS = "feeds"


def names(accounts: Iterable[Account]) -> dict[int, str]:
    """By the row's number. Two feeds of one title are told apart by address. Without feeds nothing is asked."""
    rows = list(accounts)
    titles = _titles([row.native_id for row in rows if row.network == _FEEDS and row.native_id])
    told = {row.id: _name(row, titles.get(row.native_id, "")) for row in rows}
    several = Counter((network_of(row), told[row.id]) for row in rows if row.network == _FEEDS)
    for row in rows:
        name = told[row.id]
        if several[network_of(row), name] > 1 and (place := _place(row)) != name:
            told[row.id] = f"{name} ({place})"
    return told


def with_names(accounts: Iterable[Account]) -> list[tuple[Account, str]]:
    """Each with what it is called."""
    rows = list(accounts)
    told = names(rows)
    return [(row, told[row.id]) for row in rows]


def handle(account: Account) -> str:
    """As its own network writes it, without a sign before it; of a feed the name of its host."""
    if account.network == _FEEDS and network_of(account) != _FEEDS:
        return parse(account.address or account.url).handle.lstrip("@")
    return (account.handle or account.native_id).lstrip("@")


def _name(account: Account, title: str) -> str:
    if account.network != _FEEDS:
        return handle(account) or account.url
    if title:
        return title
    return _place(account) if network_of(account) == _FEEDS else handle(account)


def _place(account: Account) -> str:
    """Its address as people read it: host and path."""
    url = account.url or account.address
    try:
        host = parse(url).handle if network_of(account) == _FEEDS else urlsplit(url).netloc
    except NotAnAccount:
        return account.handle or url
    return f"{host}{unquote(urlsplit(url).path)}".rstrip("/")


def _titles(ids: list[str]) -> dict[str, str]:
    """What feeds call themselves, as their posts tell; else as when they were found."""
    found: dict[str, str] = {}
    for some in in_chunks(ids):
        known = Source.objects.filter(network=_FEEDS, account_id__in=some).exclude(title="")
        found |= known.values_list("account_id", "title")
        written = Author.objects.filter(network=_FEEDS, native_id__in=some).exclude(name="")
        found |= written.values_list("native_id", "name")
    return found
