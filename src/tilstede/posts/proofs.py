"""Which events a bundle may hold that anyone can have."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tilstede.core.decide import PUBLIC
from tilstede.core.post import Post, decode
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
    events = read.history(number)
    words = {event: decode(data) for event, data in record.current_posts(events).items()}
    hidden = _hidden(events, words)
    found = [event for event in events if event < signed.size and _is_provable(event, hidden)]
    return found if words.keys() & set(found) else []


def covers(size: int, item: read.Shown) -> bool:
    """Whether a checkpoint of so many events covers the words shown, so that a bundle proves them."""
    return item.row.public and item.post is not None and item.row.event < size


def _hidden(events: Sequence[int], words: Mapping[int, Post]) -> set[int]:
    """The events whose words, as they are read by now, are not for everyone: with every earlier reading of them,
    and with the pictures that no other wording tells of."""
    abouts = {event: json.loads(data) for event, data in record.abouts(events).items()}
    origins = {
        event: abouts[event]["of"] if _is_reading(abouts.get(event)) else event for event in words
    }
    newest = {origins[event]: words[event] for event in sorted(words)}
    hidden = {event for event in words if newest[origins[event]].visibility not in PUBLIC}
    told = {medium.url for event in words.keys() - hidden for medium in words[event].media}
    return hidden | {
        event
        for event, about in abouts.items()
        if "position" in about and about.get("url") not in told
    }


def _is_reading(about: Mapping[str, Any] | None) -> bool:
    return about is not None and "instead" in about


def _is_provable(number: int, hidden: Collection[int]) -> bool:
    event = record.event(number)
    return event is not None and event.kind in read.OF_THE_POST and number not in hidden
