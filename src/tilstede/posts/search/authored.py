"""What one author wrote and still stands, found by the mark each post bears: no index of the rows knows authors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec

from tilstede.core import marks, order
from tilstede.core.decide import PUBLIC
from tilstede.core.query import Field, Marked
from tilstede.posts.search import walk
from tilstede.posts.search.conditions import Condition
from tilstede.posts.search.engine import rows
from tilstede.posts.search.plan import Plan, Term
from tilstede.record import read as record


class _Named(msgspec.Struct):
    """A post's names alone: to read these many times a minute is a third of the work."""

    aliases: tuple[str, ...]
    url: str = ""


class Standing(NamedTuple):
    """A post that stands. ``place``: what it was found by, in its order. ``aliases``: all its names, the most permanent
    first."""

    place: int
    aliases: tuple[str, ...]
    url: str


_NAMED: Final = msgspec.json.Decoder(_Named)
_AUTHOR: Final = "SELECT id FROM posts_author WHERE network = %s AND native_id = %s"
_STANDS: Final = Condition("(p.gone_event IS NULL)")
_OPEN: Final = Condition(
    f"{_STANDS.sql} AND p.visibility IN ({', '.join(['%s'] * len(PUBLIC))})", tuple(sorted(PUBLIC))
)


def standing_names(
    network: str, native_id: str, *, limit: int, below: int, public: bool
) -> list[Standing]:
    """An author's posts that still stand, newest first, with a key under ``below``.

    ``public``: only those anyone may see; the network says of the others that they are gone when asked without a login.
    """
    theirs = _theirs(network, native_id, _OPEN if public else _STANDS)
    if theirs is None:
        return []
    return named(walk.engine().columns(theirs, 'p."key", p.event', below=below, limit=limit))


def key_of(number: int) -> int | None:
    """Where that post stands among all, newest first."""
    found = rows('SELECT p."key" FROM posts_post p WHERE p.number = %s', (number,))
    return int(found[0][0]) if found else None


def standing(*, public: bool) -> Condition:
    """On posts_post AS p: what still stands. ``public``: and is for anyone to see."""
    return _OPEN if public else _STANDS


def named(found: Sequence[tuple[Any, ...]]) -> list[Standing]:
    """Of places and events."""
    words = record.current_posts([event for _, event in found])
    posts = [(place, _NAMED.decode(words[event])) for place, event in found if words.get(event)]
    return [Standing(place, post.aliases, post.url) for place, post in posts]


class Stands(NamedTuple):
    """A post of an author's, as it stands. ``event`` holds its words. ``sure`` False: the language is not decided."""

    event: int
    repost: bool
    language: str
    sure: bool


_COLUMNS: Final = 'p."key", p.event, p.repost IS NOT NULL, p.language, p.language_sure'
#: Posts that are read at a time.
_PAGE: Final = 2_000


def between(network: str, native_id: str, since: datetime, until: datetime) -> Iterator[Stands]:
    """An author's posts from ``since`` on, before ``until``, that still stand and anyone may see, newest first."""
    theirs = _theirs(network, native_id, _OPEN)
    if theirs is None:
        return
    theirs, below = replace(theirs, low=order.first(since)), order.first(until)
    while page := walk.engine().columns(theirs, _COLUMNS, below=below, limit=_PAGE):
        for _key, event, repost, language, sure in page:
            yield Stands(event, bool(repost), language, bool(sure))
        below = page[-1][0]


def first_at(network: str, native_id: str) -> datetime | None:
    """When the first of those posts was written, UTC; None: there is none."""
    theirs = _theirs(network, native_id, _OPEN)
    if theirs is None:
        return None
    upward = replace(theirs, upward=True)
    found = walk.engine().columns(upward, 'p."key"', below=order.HIGHEST, limit=1)
    return order.time(found[0][0]) if found else None


def _theirs(network: str, native_id: str, held_to: Condition) -> Plan | None:
    """What finds an author's posts; None: there is no such author."""
    author = rows(_AUTHOR, (network, native_id))
    if not author:
        return None
    mark = (marks.of_author(author[0][0]),)
    term = Term(walk.engine().dialect.marked(mark))
    return Plan(Marked(Field("from", str(author[0][0])), mark), term, held_to=held_to)
