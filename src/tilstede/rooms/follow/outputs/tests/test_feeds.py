from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from lxml import etree

from tilstede.intake.tests import scene
from tilstede.posts.models import Author
from tilstede.rooms.follow.outputs.feeds import MOST

ATOM = "{http://www.w3.org/2005/Atom}"
TOMB = "{http://purl.org/atompub/tombstones/1.0}"
FEEDS = ("rss", "atom", "json")
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
    "as": "application/activity+json; charset=utf-8",
}

pytestmark = pytest.mark.usefixtures("life")


def get(client: Client, path: str) -> bytes:
    answer = client.get(f"/en{path}")
    assert answer.status_code == 200, answer.content
    return answer.content


def parsed(client: Client, path: str) -> Any:
    found = feedparser.parse(get(client, path))
    assert not found.bozo, found.get("bozo_exception")
    return found


@pytest.mark.parametrize("kind", [*FEEDS, "as"])
def test_a_feed_is_kept_for_a_moment_and_not_sent_twice(client: Client, kind: str) -> None:
    answer = client.get(f"/feed.{kind}")
    assert answer["Content-Type"] == TYPES[kind]
    assert answer["Cache-Control"].startswith("public")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Accept-Language" in answer["Vary"]
    assert "sessionid" not in answer.cookies
    again = client.get(f"/feed.{kind}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == answer["ETag"]
    since = client.get(f"/feed.{kind}", headers={"If-Modified-Since": answer["Last-Modified"]})
    assert since.status_code == 304
    assert client.post(f"/feed.{kind}").status_code == 405


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feedparser_reads_all_of_it(client: Client, kind: str) -> None:
    found = parsed(client, f"/feed.{kind}")
    assert found.feed.title == "Fjordvik municipality: Posts"
    assert found.feed.language == "en"
    by_id = {entry.id: entry for entry in found.entries}
    assert len(by_id) == len(found.entries) > 10
    hall = by_id[f"tag:log.fjordvik.example,2026-11-22:post/{scene.number(3)}"]
    assert hall.link == f"http://testserver/post/{scene.number(3)}"
    enclosure = hall.enclosures[0]
    assert enclosure.href == f"http://testserver/media/{scene.number(3)}/0"
    assert enclosure.type == "image/png"
    assert int(enclosure.length) == len(client.get(f"/media/{scene.number(3)}/0").content)
    assert hall.media_content[0]["medium"] == "image"
    assert 'alt="Kommunehuset i kveldslys, med flagg"' in str(hall)
    assert hall.author == "Fjordvik kommune"


def test_json_feed_has_what_its_specification_demands(client: Client) -> None:
    feed = json.loads(get(client, "/feed.json?network=mastodon"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://testserver/en/feed.json?network=mastodon"
    assert feed["home_page_url"] == "http://testserver/?network=mastodon"
    assert feed["title"] == "Fjordvik municipality: Posts – Mastodon"
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert "content_html" in item or "content_text" in item
        assert item.get("title", "x") != ""
    [edited] = [item for item in feed["items"] if "ikkje før kl. 14" in item["content_html"]]
    assert edited["date_modified"] > edited["date_published"]
    [hall] = [item for item in feed["items"] if item.get("attachments") and "kveld" in str(item)]
    assert hall["attachments"][0]["title"] == "Kommunehuset i kveldslys, med flagg"


def test_what_was_withdrawn_is_a_tombstone_and_its_words_are_nowhere(client: Client) -> None:
    name = f"tag:log.fjordvik.example,2026-11-22:post/{scene.number(5)}"
    root = etree.fromstring(get(client, "/feed.atom"))
    [stone] = root.findall(f"{TOMB}deleted-entry")
    assert stone.get("ref") == name
    assert stone.get("when") == (scene.NOW - timedelta(days=40)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for kind in [*FEEDS, "as"]:
        assert "blir trekt tilbake" not in get(client, f"/feed.{kind}").decode()
    [item] = [one for one in json.loads(get(client, "/feed.json"))["items"] if one["id"] == name]
    assert item["content_html"] == "<p><em>Withdrawn by its author.</em></p>"
    assert item["_tilstede"]["withdrawn"] == stone.get("when")


def test_the_policy_on_what_was_withdrawn_is_kept(client: Client, settings: Any) -> None:
    settings.WITHDRAWN = "hide"
    assert "deleted-entry" not in get(client, "/feed.atom").decode()
    settings.WITHDRAWN = "show"
    shown = get(client, "/feed.atom").decode()
    assert "blir trekt tilbake" in shown
    assert "Withdrawn by its author" in shown


def test_what_is_withheld_or_for_followers_never_leaves(client: Client) -> None:
    scene.decide("withheld", scene.number(1))
    for kind in [*FEEDS, "as"]:
        told = get(client, f"/feed.{kind}").decode()
        assert "Ferja over Fjordvik" not in told
        assert "Bare for f" not in told


def test_pages_are_turned_to_the_end_and_every_post_is_met_once(client: Client) -> None:
    scene.take(*[scene.seen(1000 + number, f"Innlegg {number}") for number in range(2 * MOST)])
    for kind, relation in (("atom", "next"), ("json", "next_url"), ("as", "next")):
        path, met, pages = f"/feed.{kind}", [], 0
        while path:
            data = get(client, path)
            pages += 1
            if kind == "atom":
                root = etree.fromstring(data)
                links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
                assert links["first"] == "http://testserver/en/feed.atom"
                assert root.findtext(f"{ATOM}id") == "tag:log.fjordvik.example,2026-11-22:stream"
                met += [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
                path = links.get("next", "")
            else:
                told = json.loads(data)
                met += [item["id"] for item in told.get("items", told.get("orderedItems"))]
                path = told.get(relation, "")
            path = path.removeprefix("http://testserver/en")
        assert pages >= 3
        assert len(met) == len(set(met)) > 2 * MOST


def test_a_view_that_is_none_is_never_answered_with_another(client: Client) -> None:
    for query in ("network=facebok", "since=i+dag", "before=x"):
        answer = client.get(f"/en/feed.atom?{query}")
        assert answer.status_code == 400
        assert answer["Content-Type"].startswith("text/plain")
        assert query.partition("=")[0] in answer.content.decode()


def test_an_empty_view_is_a_feed_all_the_same(client: Client) -> None:
    found = parsed(client, "/feed.atom?until=1999-12-31")
    assert found.entries == []
    assert json.loads(get(client, "/feed.as?until=1999-12-31"))["orderedItems"] == []


def test_letters_that_xml_cannot_hold_break_nothing(client: Client) -> None:
    scene.take(scene.seen(900, "før \ufffe\x0b etter", title="\ud7ff\ufffe"))
    assert len(parsed(client, "/feed.atom").entries) == len(parsed(client, "/feed.rss").entries) - 1


def test_pages_of_posts_say_where_their_feeds_are(client: Client) -> None:
    author = Author.objects.get(native_id=scene.TOWN.id).id
    for page, query in (
        ("/", ""),
        ("/?network=mastodon&before=&utm_source=x", "?network=mastodon"),
        (f"/account/{author}", f"?account={author}"),
        ("/body/town", "?body=town"),
        ("/role/mayor", "?role=mayor"),
        ("/person/amund", "?person=amund"),
    ):
        html = client.get(f"/en{page}").content.decode()
        for kind, mime in TYPES.items():
            link = f'<link rel="alternate" type="{mime.partition(";")[0]}"'
            [found] = [line for line in html.splitlines() if line.strip().startswith(link)]
            assert f'href="/en/feed.{kind}{query}"' in found, page
        assert get(client, f"/feed.atom{query}")


def test_a_feed_is_called_what_it_is_narrowed_to(client: Client) -> None:
    query = "body=town&network=mastodon&language=nn&tag=%23ferje&since=2026-01-02&until=2026-11-22"
    assert parsed(client, f"/feed.atom?{query}").feed.title == (
        "Fjordvik municipality: Posts – Fjordvik municipality, Mastodon, nynorsk, #ferje,"
        " from 2 January 2026, up to and including 22 November 2026"
    )
