"""A body with an account on the sample network, house rules in force, and what citizens answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tilstede.core.post import Author, Media, Post
from tilstede.office.models import Account
from tilstede.outbox.moderating import measures, rules
from tilstede.outbox.moderating.measures import Measure
from tilstede.outbox.moderating.models import Decision, Edition
from tilstede.outbox.tests.conftest import Desk, desk, place, sample
from tilstede.record import read as record

__all__ = ["desk", "place", "sample"]

KARI, OLA = "kari@fjordvik.example", "ola@fjordvik.example"
Decide = Callable[..., Decision]


@pytest.fixture
def account(desk: Desk) -> Account:
    return desk.connect(desk.account())


@pytest.fixture
def adopted(desk: Desk) -> Edition:
    return adopt(desk.now)


def adopt(now: datetime) -> Edition:
    """Adopt what is proposed."""
    written = [(one.number, rules.Words(one.nb, one.nn, one.en)) for one in rules.proposed()]
    held = rules.propose(written, seen=rules.read_now(), by=KARI, now=now)
    return rules.adopt(
        held, seen=held.changed, decision="Kommunestyret, sak 12/26", by=KARI, now=now
    )


def answer(desk: Desk, number: int = 901, **more: Any) -> int:
    """A citizen's answer; its number in the record."""
    return desk.hear(post_of_a_citizen(number, **more))


def post_of_a_citizen(number: int, **more: Any) -> Post:
    """As their network has it."""
    told: dict[str, Any] = {
        "aliases": (f"sample:{number}", f"https://sample.example/{number}"),
        "author": Author(id="borger", handle="borger", name="Ola Borger"),
        "form": "api",
        "network": "sample",
        "parser": "sample/1",
        "published": datetime(2026, 11, 23, 7, tzinfo=UTC),
        "text": "Eg veit kvar du bur.",
    }
    return Post(**{**told, **more})


def picture(number: int) -> Media:
    return Media(kind="image", url=f"https://sample.example/{number}.png")


@pytest.fixture
def decide(desk: Desk, account: Account, adopted: Edition) -> Decide:
    """Something is decided about a new answer."""

    def make(kind: str = "hide", rule: int = 1, **more: Any) -> Decision:
        count = Decision.objects.count()
        post = more.pop("post", None) or answer(desk, 901 + count)
        told = {"account": account, "reason": "Ein trugsel", **more}
        measure = Measure(kind=kind, post=post, rule=rule, **told)
        return measures.take(measure, by=KARI, now=desk.now)

    return make


def abouts(kind: str, role: str = "about") -> list[dict[str, Any]]:
    """What the record has of that kind; nothing where it was destroyed."""
    return [
        json.loads(record.payload(event.number, role) or b"{}")
        for event in record.events(kinds=(kind,))
    ]
