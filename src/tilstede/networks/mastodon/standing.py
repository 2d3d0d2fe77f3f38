"""Which of the posts we hold still stand, and which their author has taken away or changed."""

from __future__ import annotations

from collections.abc import Mapping

from tilstede.networks.kit.contract import Cursor, Gone, NotFound, Refused
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.api import MANY, Api, evidence
from tilstede.networks.mastodon.page import fields_of, order
from tilstede.networks.mastodon.parse import JSON

Known = tuple[tuple[str, str], ...]  #: (alias, address) of posts, newest first


def to_ask(known: Known, page: list[str], cursor: Cursor, host: str) -> dict[str, str]:
    """Alias -> number of the posts to ask for on this visit.

    Those that should be on the newest page and are not, and the next share of all, round and round: the
    cursor keeps the last that was asked for.
    """
    numbers = {alias: _number(alias, url, cursor, host) for alias, url in known}
    aliases = list(numbers)
    last = cursor.get("checked", "")
    start = aliases.index(last) + 1 if last in aliases else 0
    share = (aliases[start:] + aliases[:start])[:MANY]
    cursor["checked"] = share[-1] if share else ""
    return {alias: numbers[alias] for alias in (*_missing(numbers, page), *share) if numbers[alias]}


def _number(alias: str, url: str, cursor: Cursor, host: str) -> str:
    for address in (alias, url):
        where, number = names.number_in(address)
        if where == host:
            return number
    return str(cursor.get("numbers", {}).get(alias, ""))


def _missing(numbers: Mapping[str, str], page: list[str]) -> list[str]:
    lowest = order(min(page, key=order)) if page else None
    return [
        alias
        for alias, number in numbers.items()
        if lowest and number and order(number) > lowest and number not in page
    ][: 2 * MANY]


def asked(
    api: Api, wanted: Mapping[str, str], *, others_stand: bool
) -> tuple[list[bytes], list[Gone]]:
    """Ask for statuses, alias -> number: those that stand, as answered, and those that are gone.

    One that we may not see (401, 403) is neither. A server that has none of them, and nothing else of the
    account either, has rather lost or hidden the account than had every post deleted.
    :raises NotFound: just that.
    """
    standing = _together(api, list(wanted.values()))
    gone = []
    for alias, number in wanted.items():
        if number in standing:
            continue
        try:
            content, answer = api.status(number)
        except Refused:
            continue
        if content:
            standing[number] = content
        else:
            aliases = names.aliases(alias, "", api.host, number)
            gone.append(Gone(evidence(answer), JSON, aliases, where=alias))
    if gone and not standing and not others_stand:
        raise NotFound(f"{api.host} has the account, but none of the {len(gone)} posts asked for")
    return list(standing.values()), gone


def _together(api: Api, numbers: list[str]) -> dict[str, bytes]:
    """Those that stand, as far as the server answers for several at once."""
    found: dict[str, bytes] = {}
    for start in range(0, len(numbers), MANY):
        found |= api.statuses(numbers[start : start + MANY]) or {}
    return found


def edited(standing: list[bytes], cursor: Cursor) -> list[bytes]:
    """Those with an edit whose history has not been read."""
    edits = cursor.get("edits", {})
    found = []
    for raw in standing:
        status = fields_of(raw)
        when = status.name("edited_at")
        if when and edits.get(status.name("id")) != when:
            found.append(raw)
    return found
