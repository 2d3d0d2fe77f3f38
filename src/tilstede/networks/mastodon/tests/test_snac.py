"""Two real fediverse servers that tell each other: the truth that no recorded answer can give."""

from __future__ import annotations

import base64
import dataclasses
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.servers.mastodon import Person, eventually

from tilstede.networks.kit.conformance import check_batches
from tilstede.networks.kit.contract import Gone, Item, Refused, Seen, Source
from tilstede.networks.kit.http import Http
from tilstede.networks.mastodon.network import network
from tilstede.networks.mastodon.tests.ledger import Ledger

pytestmark = pytest.mark.server
NOW = datetime(2026, 11, 22, tzinfo=UTC)
#: A red picture of one point.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
)


def read(source: Source, http: Http) -> tuple[list[Item], dict[str, Any]]:
    batches = check_batches(network.fetch(source, http, NOW), network)
    return [item for batch in batches for item in batch.items], batches[-1].cursor


def posts(items: list[Item]) -> dict[str, Seen]:
    """By text."""
    return {item.post.text: item for item in items if isinstance(item, Seen)}


@pytest.fixture
def source(snac_nodes: tuple[Person, Person], http: Http) -> Source:
    mayor, _ = snac_nodes
    found = network.recognise(f"@{mayor.handle}", http)
    assert found is not None
    return Source("mastodon", found.address, found.author.id, token=mayor.token)


def test_every_way_to_name_the_account(snac_nodes: tuple[Person, Person], http: Http) -> None:
    mayor, citizen = snac_nodes
    host = mayor.base.partition("://")[2]
    written = {
        f"@{mayor.handle}",
        mayor.handle,
        f"acct:{mayor.handle}",
        mayor.address,
        f"{mayor.base}/users/ordforar",
        f"{citizen.base}/@ordforar@{host}",
    }
    found = {address: network.recognise(address, http) for address in written}
    assert {one.author.id for one in found.values() if one} == {f"{mayor.base}/ordforar"}
    assert all(found.values())


def test_nobody_of_that_name(snac_nodes: tuple[Person, Person], http: Http) -> None:
    mayor, _ = snac_nodes
    assert network.recognise(f"{mayor.base}/ingen", http) is None
    assert network.recognise(f"ingen@{mayor.handle.partition('@')[2]}", http) is None


def test_snac_asks_for_a_login(source: Source, http: Http) -> None:
    with pytest.raises(Refused, match="nobody without a login"):
        read(dataclasses.replace(source, token=""), http)


def test_warning_picture_and_visibility(
    snac_nodes: tuple[Person, Person], source: Source, http: Http
) -> None:
    mayor, _ = snac_nodes
    medium = mayor.upload(PICTURE, "Raud firkant")
    mayor.post("Bilete til alle", media_ids=[medium])
    mayor.post("Stille ord", spoiler_text="Varsel", visibility="unlisted")
    mayor.post("Berre til følgjarane", visibility="private")
    mayor.post("Til borgaren løynd", visibility="direct")
    seen = posts(read(source, http)[0])
    assert seen["Bilete til alle"].post.media[0].alt == "Raud firkant"
    assert seen["Bilete til alle"].post.visibility == "public"
    quiet = seen["Stille ord"].post
    assert (quiet.warning, quiet.sensitive, quiet.visibility) == ("Varsel", True, "unlisted")
    assert "Til borgaren løynd" not in seen
    private = seen.get("Berre til følgjarane")
    assert private is None or private.post.visibility == "followers"


def test_an_edit_and_a_deletion(
    snac_nodes: tuple[Person, Person], source: Source, http: Http
) -> None:
    mayor, _ = snac_nodes
    edited, deleted = mayor.post("Møtet er klokka 18"), mayor.post("Feil tal")
    items, cursor = read(source, http)
    before = posts(items)
    known = tuple((item.post.aliases[0], item.post.url) for item in before.values())
    mayor.edit(edited["id"], "Møtet er klokka 19")
    mayor.delete(deleted["id"])
    later, _ = read(dataclasses.replace(source, cursor=cursor, known=known), http)
    now = posts(later)["Møtet er klokka 19"].post
    assert now.aliases[0] == before["Møtet er klokka 18"].post.aliases[0]
    assert now.edited is not None
    gone = [item.aliases[0] for item in later if isinstance(item, Gone)]
    assert gone == [deleted["uri"]]


def test_edited_back_to_an_earlier_wording(
    snac_nodes: tuple[Person, Person], source: Source, http: Http
) -> None:
    """snac keeps no history: what it shows at each visit is what is known of the edits."""
    mayor, _ = snac_nodes
    ledger = Ledger()
    status = mayor.post("Bassenget opnar klokka 10")
    ledger.take(read(source, http)[0])
    for hour in (11, 10):
        time.sleep(1.1)  # snac tells the time of an edit in whole seconds
        mayor.edit(status["id"], f"Bassenget opnar klokka {hour}")
        assert ledger.take(read(source, http)[0]) == ["edited"]
    assert ledger.take(read(source, http)[0]) == []


def test_a_conversation_between_two_servers(
    snac_nodes: tuple[Person, Person], source: Source, http: Http
) -> None:
    """The citizen asks on one server, the mayor answers on the other: one thread from both."""
    mayor, citizen = snac_nodes
    told, asked, got = _ask(mayor, citizen, "Når opnar bassenget?")
    mayor.post(f"@{citizen.handle} Tysdag klokka ni", in_reply_to_id=got["id"])
    ours = posts(read(source, http)[0])
    theirs = posts(read(Source("mastodon", citizen.address, token=citizen.token), http)[0])
    question, answer = (
        theirs["Når opnar bassenget?"].post,
        ours[f"@{citizen.handle} Tysdag klokka ni"].post,
    )
    assert question.reply_to == told["uri"]
    assert question.reply_to_author == mayor.handle
    assert answer.reply_to == asked["uri"] == question.aliases[0]
    assert answer.reply_to_author == citizen.handle
    assert answer.mentions == (citizen.handle,)
    copy = eventually(lambda: _at_home(citizen, "klokka ni"))
    seen_there = network.parse(json.dumps(copy).encode(), "application/json", {})
    assert seen_there.aliases[0] == answer.aliases[0]
    assert seen_there.author.id == answer.author.id


def test_api_and_outbox_tell_of_the_same_posts(
    snac_nodes: tuple[Person, Person], source: Source, http: Http, tmp_path: Path
) -> None:
    """What the API shows and what the ActivityPub outbox holds join by their names."""
    mayor, _ = snac_nodes
    mayor.post("Eitt innlegg, to vegar https://fjordvik.example/ #fjordvik")
    path = tmp_path / "outbox.json"
    address = f"{mayor.base}/ordforar/outbox"
    answer = httpx.get(address, headers={"Accept": "application/activity+json"})
    path.write_bytes(answer.content)
    export = network.open_export(path)
    assert export is not None
    held = posts(list(export.items()))
    export.close()
    shown = posts(read(source, http)[0])
    text = "Eitt innlegg, to vegar https://fjordvik.example/ #fjordvik"
    assert held[text].post.form == "archive"
    assert shown[text].post.form == "api"
    assert held[text].post.aliases[0] == shown[text].post.aliases[0]
    assert held[text].post.author.id == shown[text].post.author.id
    assert held[text].post.links == shown[text].post.links
    assert held[text].post.tags == shown[text].post.tags


def test_a_boost_on_a_real_server(snac_nodes: tuple[Person, Person]) -> None:
    """snac leaves boosts out of an account's list; what it answers when one is made is read."""
    mayor, citizen = snac_nodes
    _, asked, got = _ask(mayor, citizen, "Takk for sist")
    answer = mayor.boost(got["id"])
    boost = network.parse(json.dumps(answer).encode(), "application/json", {})
    assert boost.repost_of == asked["uri"]
    assert boost.author.handle == mayor.handle


def _ask(
    mayor: Person, citizen: Person, words: str
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The mayor tells, the citizen asks back: the post, the question, and the question as the mayor got it."""
    citizen.follow(mayor)
    told = mayor.post(f"Eg høyrer gjerne frå dykk. ({words})")
    there = eventually(lambda: _at_home(citizen, words))
    asked = citizen.post(words, in_reply_to_id=there["id"])
    return told, asked, eventually(lambda: _mention(mayor, words))


def _at_home(person: Person, words: str) -> dict[str, Any] | None:
    return next((status for status in person.home() if words in status["content"]), None)


def _mention(person: Person, words: str) -> dict[str, Any] | None:
    told = person.call("GET", "/api/v1/notifications?limit=40")
    found = [one["status"] for one in told if one["type"] == "mention"]
    return next((status for status in found if words in status["content"]), None)
