"""Items as a network would hand them over; Fjordvik kommune is fiction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tilstede.core.post import Author, Post, encode
from tilstede.networks.kit.contract import Gone, Seen

AUTHOR = Author(
    id="https://sosial.fjordvik.example/users/fjordvik", handle="fjordvik@sosial.fjordvik.example"
)
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def at(day: int, hour: int = 9) -> datetime:
    """A moment in October 2026."""
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def post(number: int, text: str, **fields: Any) -> Post:
    """A post of Fjordvik kommune."""
    told: dict[str, Any] = {
        "aliases": (
            f"https://sosial.fjordvik.example/users/fjordvik/statuses/{number}",
            f"https://sosial.fjordvik.example/@fjordvik/{number}",
        ),
        "author": AUTHOR,
        "form": "api",
        "network": "mastodon",
        "parser": "mastodon/2",
        "published": at(number % 28 + 1),
        "text": text,
    }
    return Post(**{**told, **fields})


def seen(number: int, text: str, **fields: Any) -> Seen:
    """The same, as received."""
    made = post(number, text, **fields)
    return Seen(encode(made), "application/json", made)


def gone(number: int, when: datetime | None = None) -> Gone:
    """The source says it was deleted."""
    return Gone(b'{"type":"Tombstone"}', "application/json", post(number, "").aliases, when)
