"""A long thread by one author, as one text."""

from __future__ import annotations

from collections.abc import Sequence

from tilstede.core import alias
from tilstede.posts import read
from tilstede.posts.read import Shown


def of(item: Shown, thread: read.Thread) -> list[Shown]:
    """The post with what its author wrote before and after it in the same breath: each answers the one before it. Of
    several answers to one post the first goes on with the text."""
    found = [item, *_after(item, thread.after)]
    for above in reversed(thread.before):
        if above.author.id != item.author.id or not _answers(found[0], above):
            break
        found.insert(0, above)
    return found


def _after(item: Shown, after: Sequence[Shown]) -> list[Shown]:
    found: list[Shown] = []
    last = item
    for below in after:
        if below.author.id == item.author.id and _answers(below, last):
            found.append(below)
            last = below
    return found


def _answers(answer: Shown, post: Shown) -> bool:
    """Whether it answers that post; of a post whose words are not shown, its names are not at hand here."""
    parent = answer.row.parent
    names = post.post.aliases if post.post else ()
    return parent is not None and bytes(parent) in {alias.key(name) for name in names}
