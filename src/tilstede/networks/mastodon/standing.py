"""Which of the posts we hold still stand, and which their author has taken away or changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import Cursor, Gone, NotFound, Refused, Source
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.api import MANY, Api, evidence
from tilstede.networks.mastodon.page import Entry, order
from tilstede.networks.mastodon.parse import JSON


class Asked(NamedTuple):
    """A post to ask for. ``by_address``: its address holds the number; else the number may have changed."""

    alias: str
    number: str
    by_address: bool


def to_ask(source: Source, held: list[Asked], page: list[str], cursor: Cursor) -> list[Asked]:
    """The posts to ask for on this visit, of those we hold: those that should be on the newest page (numbers) and are
    not, and the next share of all that are not on it, round and round."""
    seen = set(page)
    found = {one.alias: one for one in held if one.number not in seen}
    share = turn.share(source, cursor, MANY, wanted=found.__contains__)
    wanted = dict.fromkeys((*_missing(found.values(), page), *(found[alias] for alias in share)))
    return [one for one in wanted if one.number]


def asked(alias: str, url: str, cursor: Cursor, host: str) -> Asked:
    """A known post, as far as can be told what it is called there."""
    for address in (alias, url):
        where, number = names.number_in(address)
        if where == host:
            return Asked(alias, number, by_address=True)
    return Asked(alias, str(cursor.get("numbers", {}).get(alias, "")), by_address=False)


def _missing(known: Iterable[Asked], page: list[str]) -> list[Asked]:
    lowest = order(min(page, key=order)) if page else None
    return [
        one
        for one in known
        if lowest and one.by_address and order(one.number) > lowest and one.number not in page
    ][: 2 * MANY]


def ask(api: Api, wanted: list[Asked], *, others_stand: bool) -> tuple[list[bytes], list[Gone]]:
    """Those that stand, as answered, and those that are gone.

    One that we may not see (401, 403) is neither. A server that has none of them, and nothing else of the
    account either, has rather lost or hidden the account than had every post deleted.
    :raises NotFound: just that.
    """
    standing = _together(api, [one.number for one in wanted])
    gone = []
    for one in wanted:
        if one.number in standing:
            continue
        try:
            content, answer = api.status(one.number)
        except Refused:
            continue
        if content:
            standing[one.number] = content
        elif one.by_address or not api.has(one.alias):
            aliases = names.aliases(one.alias, "", api.host, one.number)
            gone.append(Gone(evidence(answer), JSON, aliases, where=one.alias))
    if gone and not standing and not others_stand:
        raise NotFound(f"{api.host} has the account, but none of the {len(gone)} posts asked for")
    return list(standing.values()), gone


def _together(api: Api, numbers: list[str]) -> dict[str, bytes]:
    """Those that stand, as far as the server answers for several at once."""
    found: dict[str, bytes] = {}
    for start in range(0, len(numbers), MANY):
        found |= api.statuses(numbers[start : start + MANY]) or {}
    return found


def edited(standing: list[Entry], cursor: Cursor) -> list[Entry]:
    """Those with an edit whose history has not been read."""
    edits = cursor.get("edits", {})
    return [one for one in standing if one.edited and edits.get(one.number) != one.edited]
