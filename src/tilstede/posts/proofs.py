"""Which events a bundle may hold that anyone can have."""

from __future__ import annotations

from tilstede.core.post import decode
from tilstede.posts import read
from tilstede.record import checkpoint
from tilstede.record import read as record


def provable(number: int) -> list[int]:
    """Events for a bundle anyone may have: what the post's page shows, as far as a checkpoint covers it.

    Empty when the post is not public, is withdrawn, or has no words that are signed yet.
    """
    item, signed = read.one(number), checkpoint.latest()
    if item is None or item.post is None or signed is None or number >= signed.size:
        return []
    kept = [event for event in read.history(number) if event < signed.size]
    words = record.current_posts(kept)
    found = [event for event in kept if _is_provable(event, words.get(event))]
    return found if words.keys() & set(found) else []


def covers(size: int, item: read.Shown) -> bool:
    """Whether a checkpoint of so many events covers the words shown, so that a bundle proves them."""
    return item.row.public and item.post is not None and item.row.event < size


def _is_provable(number: int, words: bytes | None) -> bool:
    event = record.event(number)
    if event is None or event.kind not in read.OF_THE_POST:
        return False
    return words is None or decode(words).visibility in read.PUBLIC
