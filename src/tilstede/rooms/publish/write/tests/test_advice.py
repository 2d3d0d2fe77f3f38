"""The advice beside the text: the body's own words, habits told once, and figures that can be opened."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tilstede.core.post import Author, Post, encode
from tilstede.jobs import call
from tilstede.jobs.worker import Worker
from tilstede.office.models import Account
from tilstede.office.rights import Right
from tilstede.outbox import pump
from tilstede.outbox.drafting.models import Avoided, Manuscript
from tilstede.record import read as record

pytestmark = pytest.mark.django_db

TOLD = {"form": "nn", "words": "Heilskapleg løysing / heilskaplege løysingar", "instead": "svar"}


def check(browser: Client, **told: str | list[str]) -> str:
    """What stands beside a draft with these fields."""
    browser.post("/publish/drafts/new")
    key = Manuscript.objects.latest("pk").key
    answer = browser.post(f"/publish/drafts/{key}/check", {"base": 1, **told})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_bodys_own_words_are_kept_by_those_who_approve(
    kari: Client, sign_in: Callable[..., Client]
) -> None:
    ola = sign_in("Ola Nes", Right.APPROVER)
    writer = sign_in("Liv Dal", Right.WRITER)
    assert writer.post("/publish/words", TOLD).status_code == 403
    assert ola.post("/publish/words", TOLD | {"words": "§ 13"}).status_code == 422
    assert ola.post("/publish/words", TOLD).status_code == 302
    assert "heilskapleg løysing" in writer.get("/publish/words").content.decode()
    text = "Her er to heilskaplege løysingar."
    said = check(writer, part=text, language="nn")
    assert "is on our own list of words that we do not use. Say: svar." in said
    assert "our own list" not in check(writer, part=text, language="nb")
    number = Avoided.objects.get().pk
    assert writer.post(f"/publish/words/{number}/take-off").status_code == 403
    assert ola.post(f"/publish/words/{number}/take-off").status_code == 302
    assert not Avoided.objects.exists()
    events = [record.payload(one.number, "about") for one in record.events(kinds=("decided",))]
    told = [json.loads(one or b"") for one in events]
    assert [(one["matter"], one["done"], one["form"], one["by"]) for one in told] == [
        ("avoided", "added", "nn", "ola@fjordvik.example"),
        ("avoided", "taken off", "nn", "ola@fjordvik.example"),
    ]


def said_by(account: Account, texts: list[str]) -> None:
    """Posts of the account come into the record, the newest last."""
    first = datetime(2026, 11, 1, 7, tzinfo=UTC)
    for place, text in enumerate(texts):
        post = Post(
            aliases=(f"https://sosial.example/@fjordvik/{place}",),
            author=Author(id=account.native_id, handle=account.handle),
            published=first + timedelta(days=place),
            form="api",
            network="mastodon",
            parser="mastodon/1",
            text=text,
            language="nn",
        )
        raw = base64.b64encode(b"{}").decode()
        told = (raw, "application/json", encode(post).decode())
        call.enqueue(pump.TAKE, "mastodon", "fjordvik", *told)
    Worker().drain()


def test_habits_are_told_once_and_every_figure_leads_to_its_posts(
    kari: Client, mastodon: Account, bluesky: Account
) -> None:
    said_by(mastodon, [*["Brua er stengd i dag."] * 9, "Vi opnar brua att."])
    own = {"own": [f"{mastodon.pk}", f"{bluesky.pk}"]}
    own |= {f"variant-{one.pk}": ["Brua er open no."] for one in (mastodon, bluesky)}
    chosen = [f"{mastodon.pk}", f"{bluesky.pk}"]
    said = check(kari, part="Brua er open.", account=chosen, language="nn", **own)
    assert said.count("None of the last 10 posts asks") == 1
    figure = said.split("<h3")[2].split("In the last posts")[1]
    assert "1 of 10" in figure
    assert len(re.findall(r'<a href="/posts?/\d+', figure)) == 10
