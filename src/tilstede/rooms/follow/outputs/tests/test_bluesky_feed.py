"""A view of the stream as a feed in Bluesky: held to the lexicons, and fetched by Bluesky's own application."""

from __future__ import annotations

import json
import threading
import time
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import quote

import pytest
from atproto_client import models
from django.test import Client
from tests.servers.atproto import Server
from tests.servers.mastodon import eventually

from tilstede.core.post import Author
from tilstede.intake import pump
from tilstede.intake.tests import items

OWNER = "did:plc:mrv2ho4hqtyzbpxpnlbvy3bu"
ALL = f"at://{OWNER}/app.bsky.feed.generator/all"


def address(number: int, kind: str = "post") -> str:
    return f"at://{OWNER}/app.bsky.feed.{kind}/3n2q7w2yd23{number:02d}".replace("0", "a").replace(
        "1", "b"
    )


#: Another name of the post that is withdrawn, by which the withdrawal is told.
WITHDRAWN = 90


def taken(*told: tuple[str, int, dict[str, Any]], withdrawn: bool = False) -> None:
    """Posts taken in as from Bluesky: address, minute and the rest of each."""
    author = Author(id=OWNER, handle="fjordvik.example", name="Fjordvik")
    found = [
        items.seen(
            0,
            more.pop("text", ""),
            author=author,
            network="bluesky",
            parser="bluesky/1",
            published=datetime(2026, 11, 20, 9, minute, tzinfo=UTC),
            **{"aliases": (uri,), **more},
        )
        for uri, minute, more in told
    ]
    gone = [items.gone(WITHDRAWN)] if withdrawn else []
    pump.take([*found, *gone], now=datetime(2026, 11, 21, tzinfo=UTC))


@pytest.fixture
def written(life: None) -> list[str]:
    """Posts on Bluesky among those of other networks, newest first; one of them withdrawn."""
    uris = [address(number) for number in range(5)]
    both = (uris[0], *items.post(WITHDRAWN, "").aliases)
    passed = "at://did:plc:x/app.bsky.feed.post/3n2q7w2yd2322"
    taken(
        (uris[0], 0, {"text": "Går", "aliases": both}),
        *(
            (uri, minute, {"text": f"Innlegg {minute}"})
            for minute, uri in enumerate(uris)
            if minute
        ),
        (address(9, "repost"), 30, {"repost_of": passed}),
        withdrawn=True,
    )
    return [passed, *reversed(uris[1:])]


def told(client: Client, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    assert answer["Access-Control-Allow-Origin"] == "*"
    return json.loads(answer.content)


def skeleton(
    client: Client, feed: str = ALL, **more: object
) -> models.AppBskyFeedGetFeedSkeleton.Response:
    """As the application's own model of it reads the answer."""
    query = "".join(f"&{name}={value}" for name, value in more.items())
    answer = told(client, f"/xrpc/app.bsky.feed.getFeedSkeleton?feed={quote(feed)}{query}")
    found = models.get_or_create(answer, models.AppBskyFeedGetFeedSkeleton.Response)
    assert isinstance(found, models.AppBskyFeedGetFeedSkeleton.Response)
    return found


def test_the_newest_first_and_only_from_bluesky(written: list[str], client: Client) -> None:
    found = skeleton(client)
    assert [one.post for one in found.feed] == written
    reason = found.feed[0].reason
    assert isinstance(reason, models.AppBskyFeedDefs.SkeletonReasonRepost)
    assert reason.repost == address(9, "repost")


def test_page_by_page(written: list[str], client: Client) -> None:
    posts: list[str] = []
    cursor = ""
    for _ in range(10):
        found = skeleton(client, limit=2, **({"cursor": cursor} if cursor else {}))
        posts += [one.post for one in found.feed]
        cursor = found.cursor or ""
        if not cursor:
            break
    assert posts == written


def test_a_narrower_view_has_a_feed_of_its_own(written: list[str], client: Client) -> None:
    (record,) = told(client, f"/feed.bluesky.json?owner={OWNER}&since=2026-11-20&until=2026-11-20")[
        "records"
    ]
    assert record["uri"].startswith(f"at://{OWNER}/app.bsky.feed.generator/view-")
    assert record["value"]["did"] == "did:web:testserver"
    assert [one.post for one in skeleton(client, record["uri"]).feed] == written
    (other,) = told(client, f"/feed.bluesky.json?owner={OWNER}&until=2026-11-19")["records"]
    assert skeleton(client, other["uri"]).feed == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "InvalidRequest"),
        ("feed=x", "UnknownFeed"),
        (f"feed=at://{OWNER}/app.bsky.feed.generator/other", "UnknownFeed"),
        (f"feed=at://{OWNER}/app.bsky.feed.generator/view-%25", "UnknownFeed"),
        (f"feed=at://{OWNER}/app.bsky.feed.generator/view-_w", "UnknownFeed"),
        (f"feed=at://{OWNER}/app.bsky.feed.generator/view-c2luY2U9aQ", "UnknownFeed"),
        (f"feed={ALL}&limit=0", "InvalidRequest"),
        (f"feed={ALL}&limit=101", "InvalidRequest"),
        (f"feed={ALL}&cursor=i-går", "InvalidRequest"),
        (f"feed={ALL}&cursor=99999999999999999999", "InvalidRequest"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(
    query: str, code: str, client: Client, db: None
) -> None:
    answer = client.get(f"/xrpc/app.bsky.feed.getFeedSkeleton?{query}")
    assert (answer.status_code, answer.json()["error"]) == (400, code)


def test_a_missing_parameter_is_named(client: Client, db: None) -> None:
    said = client.get("/xrpc/app.bsky.feed.getFeedSkeleton").json()
    assert said["error"] == "InvalidRequest"
    assert " feed" in said["message"]


def test_who_this_site_is(client: Client, db: None) -> None:
    document = told(client, "/.well-known/did.json")
    assert document["id"] == "did:web:testserver"
    assert document["service"][0]["serviceEndpoint"] == "http://testserver"
    described = told(client, "/xrpc/app.bsky.feed.describeFeedGenerator")
    assert models.get_or_create(described, models.AppBskyFeedDescribeFeedGenerator.Response)
    assert client.get("/feed.bluesky.json").status_code == 400


class Relay(BaseHTTPRequestHandler):
    """Has the site answer, in the thread of the test, which alone sees what the test has written."""

    timeout = 2  # a connection that says nothing holds up the others

    def do_GET(self) -> None:
        answer = Client().get(self.path, headers={"host": self.headers["host"]})
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer["Content-Type"])
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *told: object) -> None:
        """Nothing of it is news."""


@pytest.mark.server
def test_the_application_shows_our_feed(life: None, settings: Any, whole_network: Server) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    owner = whole_network.account("kommune")
    whole_network.learnt(owner)
    written = owner.post("Ferja går igjen")
    taken((written["uri"], 1, {"text": "Ferja går igjen"}))
    whole_network.learnt(written)
    with HTTPServer(("127.0.0.1", 0), Relay) as site:
        site.timeout = 0.1
        host = f"localhost:{site.server_port}"
        answer = Client().get(f"/feed.bluesky.json?owner={owner.did}", headers={"host": host})
        (record,) = answer.json()["records"]
        owner.put("app.bsky.feed.generator", record["value"], "all")
        found: list[Any] = []

        def ask() -> None:
            feed = partial(whole_network.shown, "app.bsky.feed.getFeed", feed=record["uri"])
            found.append(eventually(feed, seconds=60))

        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        until = time.monotonic() + 90
        while asking.is_alive() and time.monotonic() < until:
            site.handle_request()
    assert [one["post"]["record"]["text"] for one in found[0]["feed"]] == ["Ferja går igjen"]
