"""Bluesky under the suite that every network is held to, against its own servers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.servers.atproto import Server
from tests.servers.mastodon import eventually

from tilstede.networks.bluesky.firehose import METHOD
from tilstede.networks.bluesky.network import network
from tilstede.networks.bluesky.tests.conftest import connected
from tilstede.networks.bluesky.tests.reading import (
    after,
    gone,
    posts,
    source_of,
    texts,
    visit,
)
from tilstede.networks.bluesky.tests.sending import Sending
from tilstede.networks.bluesky.tests.talk import Talk
from tilstede.networks.bluesky.tests.test_export import saved
from tilstede.networks.bluesky.tests.test_stream import items, listened
from tilstede.networks.kit.conformance import Conformance
from tilstede.networks.kit.contract import Refused, Seen, Source
from tilstede.networks.kit.http import Http

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.server
class TestBluesky(Sending, Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, pds_server: Server, tmp_path: Path) -> list[Path]:
        mayor = pds_server.account("ordforar")
        mayor.post("Eit innlegg")
        return [saved(mayor, tmp_path)]

    def test_fetch(self, home: Server, http: Http) -> None:
        mayor = home.account("ordforar")
        mayor.post("Kommunestyret møtest i kveld", langs=["nn"])
        found = network.recognise(mayor.handle, http)
        assert found is not None
        assert (found.address, found.author.handle) == (mayor.did, mayor.handle)
        batches = visit(Source(network.name, found.address, found.author.id), http)
        (post,) = posts(batches)
        assert (post.text, post.language) == ("Kommunestyret møtest i kveld", "nn")
        assert post.author.handle == mayor.handle

    def test_edits(self, home: Server, http: Http) -> None:
        mayor = home.account("ordforar")
        written = mayor.post("Møtet er klokka 17")
        source = source_of(mayor)
        first = visit(source, http)
        mayor.edit(written, "Møtet er klokka 18")
        (post,) = posts(visit(after(source, first), http))
        assert post.text == "Møtet er klokka 18"
        assert post.edited is not None
        assert post.published is not None
        assert post.edited > post.published

    def test_deletions(self, home: Server, http: Http) -> None:
        mayor = home.account("ordforar")
        kept, taken = mayor.post("Står"), mayor.post("Går")
        source = source_of(mayor)
        first = visit(source, http)
        mayor.delete(taken)
        items = gone(visit(after(source, first, posts(first)), http))
        assert [item.aliases[0] for item in items] == [taken["uri"]]
        assert kept["uri"] not in items[0].aliases

    def test_boosts(self, home: Server, http: Http) -> None:
        mayor, other = home.account("ordforar"), home.account("nabo")
        said = other.post("Hei frå naboen")
        mayor.put("app.bsky.feed.repost", {"subject": said})
        (post,) = posts(visit(source_of(mayor), http))
        assert post.repost_of == said["uri"]

    def test_thread(self, talk: Talk, http: Http) -> None:
        source = Source(network.name, talk.question["uri"], what="thread")
        assert texts(visit(source, http)) == [talk.asked, "Klokka 10.", "Takk!"]

    def test_mentions(self, talk: Talk, http: Http) -> None:
        access = connected(talk.mayor, http)
        source = Source(network.name, talk.mayor.did, what="mentions", access=access)
        first = visit(source, http)
        assert {talk.asked, "Takk!"} <= set(texts(first))
        with pytest.raises(Refused, match="connect"):
            visit(replace(source, access=None), http)

    def test_an_answer_that_is_taken_back(self, talk: Talk, http: Http) -> None:
        """The application no longer shows it, and its author's own server proves that it is gone."""
        reply = {"root": talk.question, "parent": talk.answer}
        doubt = talk.citizen.post("Er det sikkert?", reply=reply)
        talk.citizen.server.learnt(doubt)
        access = connected(talk.mayor, http)
        source = Source(network.name, talk.mayor.did, what="mentions", access=access)
        thread = Source(network.name, talk.question["uri"], what="thread")
        later = {
            one.what: after(one, first, posts(first))
            for one in (source, thread)
            if (first := visit(one, http))
        }
        assert not [one for source in later.values() for one in gone(visit(source, http))]
        talk.citizen.delete(doubt)
        for source in later.values():
            (told,) = eventually(lambda source=source: gone(visit(source, http)))
            assert told.where == doubt["uri"]
            assert b"proof" in told.raw

    def test_login(self, talk: Talk, http: Http) -> None:
        """What is said to an account is read with its own login."""
        access = connected(talk.mayor, http)
        source = Source(network.name, talk.mayor.did, what="mentions", access=access)
        assert visit(source, http)[-1].cursor["seen"]

    def test_search(self, talk: Talk, http: Http) -> None:
        source = Source(network.name, "opnar badet", what="search")
        first = visit(source, http)
        assert texts(first) == [talk.asked]

    def test_hashtag(self, talk: Talk, http: Http) -> None:
        talk.citizen.post("Vi vil bade #sjøbad", tags=["sjøbad"])
        source = Source(network.name, "#sjøbad", what="hashtag")
        # The AppView shows what it has read by then.
        found = eventually(lambda: texts(visit(source, http)))
        assert found == ["Vi vil bade #sjøbad"]

    def test_stream(self, home: Server, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
        mayor = home.account("ordforar")
        mayor.post("Straumen")
        url = home.address.replace("http", "ws") + METHOD
        monkeypatch.setenv("TILSTEDE_BLUESKY_STREAM", url)
        cursor = {"seq": 0, "server": home.address.partition("//")[2]}
        source = Source(network.name, mayor.did, mayor.did, cursor)
        (item,) = items(listened(source, http, until=1))
        assert isinstance(item, Seen)
        assert item.post.text == "Straumen"
