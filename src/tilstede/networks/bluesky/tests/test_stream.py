"""Streams: the firehose of a real server, and Jetstream's events as its makers publish them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.servers.atproto import Account, Server
from tests.servers.websocket import Told, speaking
from websockets.sync.server import ServerConnection

from tilstede.networks.bluesky import proof, stream
from tilstede.networks.bluesky.authors import Authors
from tilstede.networks.bluesky.firehose import METHOD, Firehose
from tilstede.networks.bluesky.jetstream import Jetstream
from tilstede.networks.bluesky.network import network
from tilstede.networks.kit.conformance import check_item
from tilstede.networks.kit.contract import (
    Batch,
    Gone,
    Item,
    NetworkError,
    NotFound,
    Seen,
    SetAside,
    Source,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.profiles.bluesky import Places

NOWHERE = Places("http://localhost:9", "http://localhost:9")
DID = "did:plc:eizxoqcsvvvarxeb3pjkblrp"


def listened(source: Source, http: Http, *, until: int) -> list[Batch]:
    """What comes until so many items have come."""
    batches: list[Batch] = []
    with closing(network.stream(source, http, lambda: datetime.now(UTC))) as coming:
        for batch in coming:
            batches.append(batch)
            if sum(len(one.items) for one in batches) >= until:
                break
    for batch in batches:
        assert json.loads(json.dumps(batch.cursor)) == batch.cursor
        for item in batch.items:
            check_item(item, network)
    return batches


def items(batches: list[Batch]) -> list[Item]:
    return [item for batch in batches for item in batch.items]


@pytest.mark.server
class TestFirehose:
    @pytest.fixture
    def mayor(self, home: Server, monkeypatch: pytest.MonkeyPatch) -> Account:
        url = home.address.replace("http", "ws") + METHOD
        monkeypatch.setenv("TILSTEDE_BLUESKY_STREAM", url)
        return home.account("ordforar")

    def source(self, account: Account, **cursor: Any) -> Source:
        server = account.server.address.partition("//")[2]
        told = {"server": server, **cursor} if cursor else {}
        return Source(network.name, account.did, account.did, told)

    def test_what_is_written_changed_and_taken_away(
        self, mayor: Account, home: Server, http: Http
    ) -> None:
        home.account("framand").post("Ikkje vår")
        written = mayor.post("Møtet er klokka 17")
        mayor.edit(written, "Møtet er klokka 18")
        mayor.delete(written)
        mayor.put("app.bsky.feed.repost", {"subject": mayor.post("Står")})
        found = items(listened(self.source(mayor, seq=0), http, until=5))
        first, second, third, fourth, fifth = found
        assert isinstance(first, Seen)
        assert isinstance(second, Seen)
        assert isinstance(third, Gone)
        assert isinstance(fourth, Seen)
        assert isinstance(fifth, Seen)
        assert (first.post.text, first.post.edited) == ("Møtet er klokka 17", None)
        assert second.post.text == "Møtet er klokka 18"
        assert second.post.edited is not None
        assert written["uri"] in third.aliases
        assert fifth.post.repost_of == fourth.post.aliases[0]
        for item in (first, second, third, fourth, fifth):
            assert proof.check(item.raw).key.startswith("did:key:")
        assert first.post.author.handle == mayor.handle

    def test_it_goes_on_where_it_was(self, mayor: Account, http: Http) -> None:
        mayor.post("Ein")
        batches = listened(self.source(mayor, seq=0), http, until=1)
        mayor.post("To")
        source = Source(network.name, mayor.did, mayor.did, batches[-1].cursor)
        (item,) = items(listened(source, http, until=1))
        assert isinstance(item, Seen)
        assert item.post.text == "To"

    def test_a_server_that_cannot_go_on(self, mayor: Account, http: Http) -> None:
        with pytest.raises(NetworkError, match="FutureCursor"):
            listened(self.source(mayor, seq=10**12), http, until=1)

    def test_frames_that_are_broken(self, http: Http) -> None:
        reader = Firehose("ws://localhost/", Authors((), http, NOWHERE), {})
        for frame in (
            b"",
            b"\xff",
            b"\xa0",
            b"\xa0\x01",
            "tekst",
            b"\x01\x02",
            b"\xa1atg#commit\xa0",
        ):
            found = list(reader.items(frame))
            assert all(isinstance(item, SetAside) for item in found)


def event(number: int, operation: str = "create", text: str = "Hei", rkey: str = "") -> str:
    rkey = rkey or f"3mmoojpba{number:04d}".replace("0", "a").replace("1", "b").replace(
        "8", "c"
    ).replace("9", "d")
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-05-25T14:23:27.388Z"}
    commit: dict[str, Any] = {
        "rev": "3mmoojpbi5e2i" if number == 1 else f"3mmoojpbi5e{number % 6 + 2}i",
        "operation": operation,
        "collection": "app.bsky.feed.post",
        "rkey": rkey,
        "cid": "bafyreiedbile4hfy44rhrg5mlpegnvbuolazgxthmho2iredl4ciqdhywy",
    }
    commit |= {} if operation == "delete" else {"record": record}
    told = {"did": DID, "time_us": 1779719009000000 + number, "kind": "commit", "commit": commit}
    return json.dumps(told)


class TestJetstream:
    @pytest.fixture
    def lines(self) -> list[str]:
        return [event(1), event(2, text="To"), event(2, text="To"), event(3, "delete")]

    @pytest.fixture
    def told(self, lines: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
        def speak(connection: ServerConnection) -> None:
            for line in lines:
                connection.send(line)
            connection.recv(30)

        with speaking(speak) as server:
            monkeypatch.setenv("TILSTEDE_BLUESKY_STREAM", server.url)
            monkeypatch.setenv("TILSTEDE_BLUESKY_DIRECTORY", NOWHERE.plc)
            yield server

    def test_events_become_items(self, told: Told, http: Http) -> None:
        source = Source(network.name, f"{DID} did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", DID)
        batches = listened(source, http, until=3)
        found = items(batches)
        assert [type(item) for item in found] == [Seen, Seen, Gone]
        assert "wantedDids=did%3Aplc%3Aeizxoqcsvvvarxeb3pjkblrp" in told.addresses[0]
        assert "cursor=" not in told.addresses[0]
        assert batches[-1].cursor["time_us"] == 1779719009000003
        later = Source(network.name, DID, DID, batches[-1].cursor)
        listened(later, http, until=3)
        assert "cursor=1779719009000003" in told.addresses[1]
        moved = {**batches[-1].cursor, "server": "ein.annan"}
        listened(Source(network.name, DID, DID, moved), http, until=3)
        assert "cursor=1779718999000003" in told.addresses[2]

    def test_it_ends_by_an_error(self, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
        with speaking(lambda connection: None) as server:
            monkeypatch.setenv("TILSTEDE_BLUESKY_STREAM", server.url)
            with pytest.raises(Unreachable):
                listened(Source(network.name, DID, DID), http, until=1)

    def test_a_sign_of_life(self, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stream, "_ALIVE", 0.1)

        def silent(connection: ServerConnection) -> None:
            connection.recv(30)

        with speaking(silent) as server:
            monkeypatch.setenv("TILSTEDE_BLUESKY_STREAM", server.url)
            with closing(network.stream(Source(network.name, DID), http, now)) as coming:
                assert next(coming) == Batch((), {})

    def test_edits_bear_the_time_of_their_revision(self, http: Http) -> None:
        reader = Jetstream("ws://localhost/subscribe", Authors([DID], http, NOWHERE), {})
        (item,) = reader.items(event(1, "update"))
        assert isinstance(item, Seen)
        assert item.post.edited is not None

    def test_late_events(self, http: Http) -> None:
        """An older event that comes late is taken in, and the cursor does not go back."""
        reader = Jetstream("ws://localhost/subscribe", Authors([DID], http, NOWHERE), {})
        assert len(list(reader.items(event(5)))) == 1
        assert len(list(reader.items(event(2)))) == 1
        assert reader.cursor["time_us"] == 1779719009000005

    @pytest.mark.parametrize(
        "line",
        [
            "",
            "null",
            "[]",
            "{",
            "{}",
            '{"did":7,"kind":"commit"}',
            f'{{"did":"{DID}","kind":"commit"}}',
            json.dumps(
                {"did": DID, "kind": "commit", "commit": {"collection": "app.bsky.feed.post"}}
            ),
        ],
    )
    def test_events_that_are_broken(self, line: str, http: Http) -> None:
        reader = Jetstream("ws://localhost/subscribe", Authors([DID], http, NOWHERE), {})
        assert all(isinstance(item, SetAside) for item in reader.items(line))

    def test_the_makers_own_events(self, http: Http, shared: Callable[[str], Path]) -> None:
        path = shared("corpus/api/bluesky/jetstream/golden_v1_utvalg.jsonl")
        reader = Jetstream("ws://localhost/subscribe", Authors((), http, NOWHERE), {})
        found = [item for line in path.read_text().splitlines() for item in reader.items(line)]
        (only,) = found  # likes and other applications' records are passed over
        assert isinstance(only, Seen)
        assert only.post.repost_of.startswith("at://did:plc:hjloomm2tkve3pmfgbxegl3v/")


def test_only_accounts_have_a_stream(http: Http) -> None:
    with pytest.raises(NotFound):
        next(iter(network.stream(Source(network.name, "#tag", what="hashtag"), http, now)))


def now() -> datetime:
    return datetime.now(UTC)
