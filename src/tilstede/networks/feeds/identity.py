"""Which entry is which: publishers use one id for two entries, and one address for many.

The id is believed, unless the entry under it has another address, another title and another date than the
one it was known for: that is another post. Without an id the address is the name, and two entries that
differ in title and date, or that stand side by side, are two posts. An address shared by several entries
is a name of the first of them alone.
"""

from __future__ import annotations

import hashlib
from typing import Any, Final

import msgspec

from tilstede.core.post import Post

#: Entries remembered after they have left the feed.
REMEMBERED: Final = 500

Marks = tuple[str, str, str]


class Memory:
    """What is known of a feed's entries: name -> (address, title, date), all as short digests."""

    def __init__(self, known: dict[str, Any] | None = None) -> None:
        """``known``: from `state`, of an earlier reading of the same feed."""
        self._known: dict[str, Marks] = {
            name: (marks[0], marks[1], marks[2]) for name, marks in (known or {}).items()
        }
        self._owners = {marks[0]: name for name, marks in reversed(self._known.items()) if marks[0]}
        self._here: set[str] = set()

    def state(self) -> dict[str, Any]:
        """To be kept until next time: the entries of this reading, and the latest of those before."""
        gone = [name for name in self._known if name not in self._here][-REMEMBERED:]
        return {
            name: list(self._known[name]) for name in self._known if name in {*gone, *self._here}
        }

    def keep(self, name: str) -> None:
        """The entry of that name (from `settle`) stands in the feed as before."""
        if name in self._known:
            self._here.add(name)

    def settle(self, post: Post, has_id: bool) -> tuple[Post, str]:
        """The post with the aliases it can be known by, and its name here."""
        marks = (_short(post.url), _short(post.title), _short(str(post.published)))
        alias = next(alias for alias in post.aliases if alias.startswith("feed:"))
        unique = alias
        if self._is_another(_short(alias), marks, has_id):
            unique = f"{alias}#{_short(*(marks[::2] if has_id else marks[1:]))}"
        name = _short(unique)
        self._known.pop(name, None)  # to the end, as the latest
        self._known[name] = marks
        self._here.add(name)
        owns = not post.url or self._owners.setdefault(marks[0], name) == name
        aliases = (
            unique if one == alias else one for one in post.aliases if owns or one != post.url
        )
        return msgspec.structs.replace(post, aliases=tuple(aliases)), name

    def _is_another(self, name: str, marks: Marks, has_id: bool) -> bool:
        known = self._known.get(name)
        if known is None:
            return False
        changed = [old != new for old, new in zip(known, marks, strict=True)]
        if has_id:
            return all(changed)
        return any(changed) if name in self._here else changed[1] and changed[2]


def _short(*texts: str) -> str:
    """Ten hex characters: among a few thousand entries of one feed two alike are one in a million."""
    text = "\0".join(texts)
    return hashlib.sha256(text.encode()).hexdigest()[:10] if text else ""
