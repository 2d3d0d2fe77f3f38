"""What one author wrote and still stands, found by the mark each post bears: no index of the rows knows authors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import msgspec

from tilstede.core import marks
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
    author = rows(_AUTHOR, (network, native_id))
    if not author:
        return []
    mark = (marks.of_author(author[0][0]),)
    engine = walk.engine()
    theirs = Plan(
        Marked(Field("from", str(author[0][0])), mark),
        Term(engine.dialect.marked(mark)),
        held_to=standing(public=public),
    )
    return named(engine.columns(theirs, 'p."key", p.event', below=below, limit=limit))


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
