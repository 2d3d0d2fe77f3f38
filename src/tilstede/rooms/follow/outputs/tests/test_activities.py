from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from pyld import jsonld

from tilstede.core.post import Poll
from tilstede.formats.activitystreams.tests.vocabulary import AS, CONTEXT
from tilstede.intake.tests import scene

pytestmark = pytest.mark.usefixtures("life")


def load(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    assert url == "https://www.w3.org/ns/activitystreams"
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}


def told(client: Client, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(client.get(f"/en/feed.as{query}").content)
    return found


def item(page: dict[str, Any], number: int) -> dict[str, Any]:
    address = f"http://testserver/post/{scene.number(number)}"
    [found] = [one for one in page["orderedItems"] if one["id"] == address]
    return dict(found)


def names(value: Any) -> set[str]:
    """Every name in a document, without its context and the languages of its texts."""
    if isinstance(value, list):
        return {name for one in value for name in names(one)}
    if not isinstance(value, dict):
        return set()
    found = set()
    for name, inner in value.items():
        if name == "@context":
            continue
        found.add(name.removesuffix("Map"))
        found |= set() if name.endswith("Map") else names(inner)
    return found


def test_every_word_of_it_is_of_the_vocabulary(client: Client) -> None:
    scene.take(scene.seen(30, "Merka", tags=("ferje",)))
    page = told(client)
    [expanded] = jsonld.expand(page, {"documentLoader": load})
    assert expanded["@type"] == [f"{AS}OrderedCollectionPage"]
    short = {"id": "@id", "type": "@type", "orderedItems": "items"}
    wanted = {short.get(name, name) for name in names(page)}
    kept = {name.removeprefix(AS) for name in names(expanded)} - {"@value", "@language", "@list"}
    assert kept == wanted
    things = expanded[f"{AS}items"][0]["@list"]
    assert len(things) == len(page["orderedItems"])
    kinds = {kind for thing in things for kind in thing["@type"]}
    assert kinds == {
        f"{AS}{kind}" for kind in ["Note", "Article", "Announce", "Question", "Tombstone"]
    }


def test_a_page_names_itself_and_what_it_is_part_of(client: Client) -> None:
    page = told(client, "?network=mastodon")
    assert page["id"] == "http://testserver/en/feed.as?network=mastodon"
    assert page["partOf"]["type"] == "OrderedCollection"
    assert page["partOf"]["first"] == page["id"]
    assert page["partOf"]["nameMap"]["en"].endswith("Mastodon")


def test_things_are_what_they_are(client: Client) -> None:
    page = told(client)
    assert item(page, 5)["type"] == "Tombstone"
    assert item(page, 5).keys() == {"type", "id", "formerType", "published", "deleted"}
    assert item(page, 23)["nameMap"] == {"nb": "Ny kystplan"}
    shared = item(page, 9)
    assert shared["object"] == f"http://testserver/post/{scene.number(20)}"
    poll = item(page, 6)
    assert [one["name"] for one in poll["oneOf"]] == ["Fjordtun", "Solvang", "Brekka"]
    picture = item(page, 3)["attachment"][0]
    assert picture["type"] == "Image"
    assert picture["nameMap"]["nn"] == "Kommunehuset i kveldslys, med flagg"
    hidden = item(page, 7)
    assert hidden["sensitive"] is True
    assert "Trafikkulukke" in str(hidden)
    answer = item(page, 21)
    assert answer["inReplyTo"] == f"http://testserver/post/{scene.number(20)}"
    assert answer["attributedTo"]["id"] == scene.TOWN.id


def test_a_poll_that_ends_says_when(client: Client) -> None:
    closing = Poll(options=("Ja", "Nei"), multiple=True, closes=scene.NOW)
    scene.take(scene.seen(31, "Fleire val?", poll=closing))
    poll = item(told(client), 31)
    assert [one["name"] for one in poll["anyOf"]] == ["Ja", "Nei"]
    assert poll["endTime"] == "2026-11-22T09:05:00Z"
