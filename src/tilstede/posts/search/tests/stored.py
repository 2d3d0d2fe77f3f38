"""Posts put into the record and the index, as the pump does it. Fjordvik kommune is fiction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from tilstede.core.post import Author, Post, encode
from tilstede.core.ready import Told
from tilstede.posts.project import Happening, apply, keys_of
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
FJORDVIK = Author(
    id="https://sosial.fjordvik.example/users/fjordvik",
    handle="fjordvik@sosial.fjordvik.example",
    name="Fjordvik kommune",
    url="https://sosial.fjordvik.example/@fjordvik",
)
ORDFORAR = Author(
    id="42", handle="Ordforar_F", name="Åse Ærlig", url="https://x.example/ordforar_f"
)


def post(number: int, text: str = "", **fields: Any) -> Post:
    """A post written ``number`` days after the year began."""
    told: dict[str, Any] = {
        "aliases": (f"test:{number}",),
        "author": FJORDVIK,
        "form": "api",
        "network": "mastodon",
        "parser": "test/1",
        "published": START + timedelta(days=number),
        "text": text,
    }
    return Post(**{**told, **fields})


def store(posts: Sequence[Post]) -> list[int]:
    """Their numbers."""
    with transaction.atomic():
        first = append.next_number()
        append.append([append.Entry("seen", {"post": encode(post)}) for post in posts], now=NOW)
        happenings = [
            Happening(number, NOW, "seen", Told(post)) for number, post in enumerate(posts, first)
        ]
        _project(happenings)
    return [happening.number for happening in happenings]


def withdraw(*numbers: int) -> None:
    """The source says that these are deleted."""
    _later("gone", [{"aliases": [f"test:{number}"]} for number in numbers])


def withhold(*posts: int) -> None:
    """By decision, these are not for the public."""
    _later("withheld", [{"post": post} for post in posts])


def _later(kind: str, abouts: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        first = append.next_number()
        append.append([append.Entry(kind, {"about": b"{}"}) for _ in abouts], now=NOW)
        _project(
            [
                Happening(number, NOW, kind, None, about)
                for number, about in enumerate(abouts, first)
            ]
        )


def _project(happenings: list[Happening]) -> None:
    posts = [happening.wording.post() for happening in happenings if happening.wording]
    working = WorkingSet(keys_of(happenings), [(post.network, post.author) for post in posts])
    for happening in happenings:
        apply(happening, working)
    working.flush()
