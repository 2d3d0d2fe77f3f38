"""Comments under an account's own posts, found by how many there are: Meta has no list of all of them.

Each visit asks how many comments each of the newest posts has; where there are others than before, those newer than
the newest seen are read. A comment under a post older than those is not noticed. Then some of the newest posts, others
at each visit, have their newest page of comments read again, which shows what was edited; what should be there and is
not is asked for by itself. The cursor::

    counts    {post: comments it had}
    seen      {post: when the newest comment read was made}
    held      {post: [id of a comment, …]}, of the `WATCHED` newest posts the `HELD` newest
    turn      the post whose comments were last read again
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from tilstede.networks.kit.errors import NotFound
from tilstede.networks.kit.items import Gone
from tilstede.networks.kit.jsonfields import moment_of
from tilstede.networks.kit.meta.gone import deletion
from tilstede.networks.kit.meta.graph import Graph

_PAGES: Final = 20  #: of comments under one post, in one visit
WATCHED: Final = 25  #: posts whose comments are read again
HELD: Final = 50  #: comments of each whose deletion is noticed
_TURN: Final = 5  #: posts a visit
_ASKED: Final = 10  #: comments out of sight, asked for by themselves under one post in one visit


class Counted(NamedTuple):
    """A post, and how many comments it has."""

    id: str
    comments: int


class Listing(NamedTuple):
    """``posts`` with ``asked`` gives the newest posts, ``counted`` reads one of them; ``comments`` with ``each`` gives
    the comments of a post, newest first where ``newest_first``; ``when``: the time of one; ``ids``: its id, and those
    of the answers inside it; ``prefix``: what stands before an id in the name of a comment."""

    posts: str
    asked: Mapping[str, str]
    counted: Callable[[bytes], Counted | None]
    comments: str
    each: Mapping[str, str]
    when: Callable[[bytes], datetime | None]
    ids: Callable[[bytes], list[str]]
    prefix: str
    newest_first: bool = True


class Told(NamedTuple):
    """Comments under a post, as they are now; and those that are gone."""

    post: str
    comments: list[bytes]
    gone: Sequence[Gone] = ()


def comments(graph: Graph, listing: Listing, cursor: dict[str, Any]) -> Iterator[Told]:
    """Post by post its new comments; then, of some, the newest once more. The cursor has moved when they are handed
    out."""
    page = graph.page(listing.posts, listing.asked)
    found = [one for element in page.data if (one := listing.counted(bytes(element)))]
    watched = [one.id for one in found[:WATCHED]]
    _forget(cursor, {one.id for one in found}, set(watched))
    new = set()
    for told in _new(graph, listing, cursor, found):
        new.add(told.post)
        if told.post in watched:
            _hold(cursor, told.post, _ids(listing, told.comments))
        yield told
    waiting = [one for one in watched if one not in new and cursor["counts"].get(one)]
    held = [one for one in watched if one not in new and cursor["held"].get(one)]
    for post in _in_turn(dict.fromkeys((*waiting, *held)), cursor):
        yield _again(graph, listing, cursor, post)


def _forget(cursor: dict[str, Any], found: set[str], watched: set[str]) -> None:
    for name, kept in (("counts", found), ("seen", found), ("held", watched)):
        held = cursor.setdefault(name, {})
        for stale in held.keys() - kept:
            del held[stale]


def _in_turn(posts: Mapping[str, None], cursor: dict[str, Any]) -> list[str]:
    every, last = list(posts), cursor.get("turn", "")
    start = every.index(last) + 1 if last in posts else 0
    turn = [*every[start:], *every[:start]][:_TURN]
    cursor["turn"] = turn[-1] if turn else ""
    return turn


def _again(graph: Graph, listing: Listing, cursor: dict[str, Any], post: str) -> Told:
    """Its newest page of comments. One that is out of sight and still stands has been pushed down, and is let go."""
    try:
        page = graph.page(listing.comments.format(post), listing.each)
    except NotFound:
        cursor["held"].pop(post, None)
        return Told(post, [])
    shown = [bytes(one) for one in page.data]
    ids = _ids(listing, shown)
    lost = [one for one in cursor["held"].pop(post, []) if one not in ids]
    asked = [deletion(graph, f"{listing.prefix}:{one}") for one in lost[:_ASKED]]
    _hold(cursor, post, [*lost[_ASKED:], *ids])
    return Told(post, shown, [one for one in asked if one])


def _hold(cursor: dict[str, Any], post: str, ids: Sequence[str]) -> None:
    held = cursor["held"]
    held[post] = list(dict.fromkeys((*ids, *held.get(post, ()))))[:HELD]


def _ids(listing: Listing, elements: Sequence[bytes]) -> list[str]:
    return [one for element in elements for one in listing.ids(element)]


def _new(
    graph: Graph, listing: Listing, cursor: dict[str, Any], found: Sequence[Counted]
) -> Iterator[Told]:
    counts, seen = cursor["counts"], cursor["seen"]
    for post in found:
        if post.comments != counts.get(post.id, 0):
            comments = _comments(graph, listing, post.id, seen)
            counts[post.id] = post.comments
            yield Told(post.id, comments)


def _comments(graph: Graph, listing: Listing, post_id: str, seen: dict[str, str]) -> list[bytes]:
    """Those made since the newest one seen; of one second all, since another may have come in it."""
    known = seen.get(post_id, "")
    floor = moment_of(known) if known else None
    found: list[bytes] = []
    times: list[datetime] = []
    try:
        for page in graph.pages(listing.comments.format(post_id), listing.each, _PAGES):
            dated = [(listing.when(bytes(one)), bytes(one)) for one in page.data]
            times += [moment for moment, _ in dated if moment]
            found += [
                one for moment, one in dated if floor is None or moment is None or moment >= floor
            ]
            if listing.newest_first and floor and any(m and m < floor for m, _ in dated):
                break
    except NotFound:
        return []
    if times:
        seen[post_id] = max(times).isoformat()
    return found
