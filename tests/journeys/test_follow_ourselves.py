"""Our own feeds, followed by ourselves."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tilstede.core.post import Media, Post
from tilstede.intake.tests import scene
from tilstede.networks.feeds import document, reading
from tilstede.networks.feeds.entry import Origin
from tilstede.networks.feeds.identity import Memory
from tilstede.networks.kit.contract import Seen
from tilstede.rooms.follow.tests.conftest import life

__all__ = ["life"]
FEEDS = ("rss", "atom", "json")

pytestmark = pytest.mark.usefixtures("life")


def followed(client: Client, kind: str, memory: Memory | None = None) -> list[Post]:
    """The posts of our own feed, taken in as anyone's."""
    address = f"http://testserver/en/feed.{kind}"
    told = document.take_apart(client.get(f"/en/feed.{kind}").content)
    assert told.head.address in (address, "")
    assert told.head.language == "en"
    origin = Origin(address, title=told.head.title, site=told.head.site, language="und")
    items = [one for one, _ in reading.items(told.entries(), origin, memory or Memory(), kind)]
    assert all(isinstance(one, Seen) for one in items)
    return [one.post for one in items if isinstance(one, Seen)]


@pytest.mark.parametrize("kind", FEEDS)
def test_our_own_feed_followed_by_ourselves_gives_the_same_posts(client: Client, kind: str) -> None:
    memory = Memory()
    posts = followed(client, kind, memory)
    assert len({post.aliases for post in posts}) == len(posts)
    ferry = next(post for post in posts if post.text.startswith("Ferja over Fjordvik"))
    original = scene.seen(1, "").post
    assert ferry.text == (
        "Ferja over Fjordvik går ikkje i dag, men vi ventar ho tilbake i morgon.\n\n"
        "Vêrvarselet: https://vær.example/fjordvik (oppdatert)."
    )
    assert ferry.published == original.published
    assert ferry.edited is None
    assert ferry.url == f"http://testserver/post/{scene.number(1)}"
    hall = next(post for post in posts if post.text == "Kommunehuset lyser i kveld.")
    assert hall.media == (
        Media(
            kind="image",
            mime="image/png",
            alt="Kommunehuset i kveldslys, med flagg",
            url=f"http://testserver/media/{scene.number(3)}/0",
            width=hall.media[0].width,
            height=hall.media[0].height,
        ),
    )
    plan = next(post for post in posts if post.title == "Ny kystplan")
    assert "Regjeringen legger frem en ny plan." in plan.text
    again = followed(client, kind, memory)
    assert [post.aliases for post in again] == [post.aliases for post in posts]


def test_all_three_feeds_tell_the_same(client: Client) -> None:
    def told(kind: str) -> list[tuple[Any, ...]]:
        return [
            (post.url, post.text, post.published, post.edited, post.language, post.tags, post.media)
            for post in followed(client, kind)
        ]

    rss, json_ = told("rss"), told("json")
    assert rss == json_
    assert [one for one in rss if "trekt" not in one[1] and "Withdrawn" not in one[1]] == told(
        "atom"
    )
