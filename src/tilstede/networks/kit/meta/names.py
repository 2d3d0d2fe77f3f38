"""What a post of Meta's networks is known by.

The API has permanent ids: ``fb:<id>``, ``ig:<id>``, ``threads:<id>``. Takeouts have neither ids nor addresses, so a
post there is named by its content: ``fb:at:<second>:<digest of who wrote it and the words>``. The API gives its posts
that name too, so the two meet where author, words and second of writing are all the same, and nowhere else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256


def by_content(
    prefix: str, when: datetime | None, who: str, words: str, others: Iterable[str] = ()
) -> str:
    """The name made of the content. ``others``: what is there in place of words (files, addresses).

    ``""`` when there is nothing to make it of: no time, or neither words nor others.
    """
    said = _plain(words)
    content = said or "\n".join(others)
    if when is None or not content:
        return ""
    kind = "" if said else "files"
    digest = sha256(f"{_name(who)}\0{kind}\0{content}".encode()).hexdigest()[:24]
    return f"{prefix}:at:{int(when.timestamp())}:{digest}"


def _plain(text: str) -> str:
    """Whatever the form of its letters and spaces."""
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    flat = composed.replace("\n\n", " ").replace("\n", " ") if "\n" in composed else composed
    if flat.isprintable() and "  " not in flat:  # no space but the common one, and each by itself
        return flat.strip(" ")
    return " ".join(composed.split())


@lru_cache(maxsize=64)
def _name(text: str) -> str:
    return _plain(text).casefold()


def second_of(number: int) -> datetime | None:
    """Seconds since 1970; None when that is no time anybody could have written at."""
    try:
        return datetime.fromtimestamp(number, UTC) if number > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
