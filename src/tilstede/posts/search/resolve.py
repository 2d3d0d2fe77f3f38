"""Fields of a search looked up: who `from:` and `to:` are, which posts `in:` a thread, which marks the rest."""

from __future__ import annotations

import re

from django.db import connection
from django.utils import timezone

from tilstede.core import marks
from tilstede.core.query import Field, Leaf, Marked, Node, Numbered, parse, with_leaves
from tilstede.posts import models, read
from tilstede.record import driver

#: A post's; one that is longer is nobody's, nor would the database take it.
_NUMBER = re.compile("[0-9]{1,17}")
#: Norwegian is written in two languages, and posts are declared to be in "Norwegian" too.
_WITHIN = {"no": ("no", "nb", "nn")}

#: The handle without its host; posts_author has an index of it, and of lower(name).
_LOCAL = {
    "sqlite": "lower(substr(handle, 1, instr(handle || '@', '@') - 1))",
    "postgresql": "lower(split_part(handle, '@', 1))",
}
_BY_LIKENESS = (
    "handle LIKE %s OR handle LIKE %s OR name LIKE %s OR url LIKE %s OR native_id LIKE %s"
)


def tree_of(query: str | Node) -> Node:
    """The search with every field looked up; parsed in the body's zone. :raises QueryError: see there."""
    if isinstance(query, str):
        query = parse(query, zone=timezone.get_default_timezone(), networks=networks)
    return with_leaves(query, _looked_up)


def networks() -> tuple[str, ...]:
    """Those that someone we hold posts of writes on. A step in the index for each, not a look at all."""
    found: list[str] = []
    with driver.cursor() as cursor:
        while True:
            last = found[-1] if found else ""
            cursor.execute("SELECT min(network) FROM posts_author WHERE network > %s", [last])
            (network,) = cursor.fetchone()
            if network is None:
                return tuple(found)
            found.append(network)


def _looked_up(leaf: Leaf) -> Node:
    if not isinstance(leaf, Field):
        return leaf
    match leaf.name:
        case "from":
            return Marked(
                leaf, tuple(marks.of_author(author) for author, _ in _authors(leaf.value))
            )
        case "to":
            handles = {leaf.value, *(handle for _, handle in _authors(leaf.value))}
            return Marked(leaf, tuple(sorted(marks.of_recipient(handle) for handle in handles)))
        case "in":
            return Numbered(leaf, frozenset(_thread(leaf.value)))
        case "lang":
            codes = _WITHIN.get(leaf.value, (leaf.value,))
            return Marked(leaf, tuple(marks.of_language(code) for code in codes))
        case "network":
            return Marked(leaf, (marks.of_network(leaf.value),))
    return Marked(leaf, (f"{leaf.name[0]}{leaf.value}",))


def _authors(name: str) -> list[tuple[int, str]]:
    """(number, handle) of those with this handle, with or without its host, display name or address.

    The databases know no small letters but those of ASCII for certain, so other names are compared
    here: what is not ASCII may be any sign to them.
    """
    if name.isascii() and "/" not in name:
        condition = f"{_LOCAL[connection.vendor]} = %s OR lower(name) = %s"
        values = [name.partition("@")[0], name]
    else:
        condition = _BY_LIKENESS
        like = "".join(sign if sign.isascii() and sign not in "%_\\" else "_" for sign in name)
        values = [like, f"{like}@%", like, like, like]
    with driver.cursor() as cursor:
        cursor.execute(
            f"SELECT id, handle, name, url, native_id FROM posts_author WHERE {condition} ORDER BY id",
            values,
        )
        return [(row[0], row[1]) for row in cursor.fetchall() if _is_named(name, row[1:])]


def _is_named(name: str, names: tuple[str, ...]) -> bool:
    known = [other.casefold() for other in names]
    return name in known or known[0].partition("@")[0] == name


def _thread(value: str) -> list[int]:
    number = int(value) if _NUMBER.fullmatch(value) else read.by_alias(value)
    if number is None or not models.Post.objects.filter(number=number).exists():
        return []
    return read.thread_numbers(number)
