"""Streams: the firehose of a real server, and Jetstream's events as its makers publish them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import zstandard
from tests.servers.atproto import Account, Server
from tests.servers.websocket import Told, speaking
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection

from tilstede.networks.bluesky import jetstream_two, proof, stream
from tilstede.networks.bluesky.authors import Authors
from tilstede.networks.bluesky.firehose import METHOD, Firehose
from tilstede.networks.bluesky.jetstream import Jetstream
from tilstede.networks.bluesky.jetstream_two import METHOD as TWO
from tilstede.networks.bluesky.jetstream_two import JetstreamTwo
from tilstede.networks.bluesky.network import network
from tilstede.networks.kit.conformance import check_item
from tilstede.networks.kit.contract import (
    Batch,
    Gone,
    Item,
    Missing,
    NetworkError,
    NotFound,
    Seen,
    SetAside,
    Source,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.profiles.bluesky import Places
from tilstede.networks.kit.tests.server import Page, serving

NOWHERE = Places("http://localhost:9", "http://localhost:9")
_LETTERS = str.maketrans("0189", "abcd")
DID = "did:plc:eizxoqcsvvvarxeb3pjkblrp"


def now() -> datetime:
    return datetime.now(UTC)


def then() -> datetime:
    """When the events were written."""
    return datetime(2026, 5, 25, 15, tzinfo=UTC)


def listened(
    source: Source, http: Http, *, until: int, clock: Callable[[], datetime] = now
) -> list[Batch]:
    """What comes until so many items have come."""
    batches: list[Batch] = []
    with closing(network.stream(source, http, clock)) as coming:
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
        batches = listened(source, http, until=3, clock=then)
        found = items(batches)
        assert [type(item) for item in found] == [Seen, Seen, Gone]
        assert "wantedDids=did%3Aplc%3Aeizxoqcsvvvarxeb3pjkblrp" in told.addresses[0]
        assert "cursor=" not in told.addresses[0]
        assert batches[-1].cursor["time_us"] == 1779719009000003
        later = Source(network.name, DID, DID, batches[-1].cursor)
        listened(later, http, until=3, clock=then)
        assert "cursor=1779719009000003" in told.addresses[1]
        moved = {**batches[-1].cursor, "server": "ein.annan"}
        listened(Source(network.name, DID, DID, moved), http, until=3, clock=then)
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
                first = next(coming)
                assert not first.items
                assert first.cursor["time_us"]

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

    def test_after_a_quiet_time_it_goes_on_from_shortly_ago(self, http: Http) -> None:
        reader = Jetstream("ws://localhost/subscribe", Authors([DID], http, NOWHERE), {}, now)
        reader.rested()
        begun = datetime.fromtimestamp(reader.cursor["time_us"] / 1e6, UTC)
        assert timedelta(minutes=9) < now() - begun < timedelta(minutes=11)
        list(reader.items(event(1)))
        assert reader.cursor["time_us"] > 1779719009000001, "an older event does not lead back"

    def test_a_place_that_the_server_has_forgotten_is_a_gap(self, told: Told, http: Http) -> None:
        cursor = {"time_us": 1779719009000000, "server": told.url.split("/")[2]}
        first, *_ = batches = listened(Source(network.name, DID, DID, cursor), http, until=3)
        (gap,) = first.items
        assert isinstance(gap, Missing)
        assert gap.since == datetime(2026, 5, 25, 14, 23, 29, tzinfo=UTC)
        assert gap.until
        assert timedelta(hours=22) < now() - gap.until < timedelta(hours=24)
        later = Jetstream(told.url, Authors([DID], http, NOWHERE), batches[-1].cursor, now)
        assert later.skipped() is None, "it is told once"

    def test_many_accounts_are_asked_for_in_a_message(
        self, http: Http, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        heard: list[Any] = []

        def speak(connection: ServerConnection) -> None:
            heard.append(json.loads(connection.recv(30)))
            connection.send(event(1))
            connection.recv(30)

        others = [f"did:plc:{number:024d}".translate(_LETTERS) for number in range(2_000)]
        with speaking(speak) as server:
            monkeypatch.setenv("TILSTEDE_BLUESKY_STREAM", server.url)
            monkeypatch.setenv("TILSTEDE_BLUESKY_DIRECTORY", NOWHERE.plc)
            address = " ".join([DID, *others])
            assert len(items(listened(Source(network.name, address), http, until=1))) == 1
        assert server.addresses == ["/subscribe?requireHello=true"]
        assert heard[0]["type"] == "options_update"
        assert set(heard[0]["payload"]["wantedDids"]) == {DID, *others}

    def test_of_more_than_a_server_chooses_by_all_are_heard(self, http: Http) -> None:
        many = [DID, *(f"did:web:a{number}.example" for number in range(10_000))]
        reader = Jetstream("ws://localhost/subscribe", Authors(many, http, NOWHERE), {})
        assert "wantedDids" not in reader.address
        assert not reader.greeting
        (item,) = reader.items(event(1))
        assert isinstance(item, Seen)
        assert not list(reader.items(event(2).replace(DID, "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa")))


def frame(seq: int, **change: Any) -> str:
    """As the second protocol has an event."""
    told = json.loads(event(seq))
    payload = {"$type": f"{TWO}#commit", "did": DID, "seq": seq, **told["commit"]}
    payload |= {"time": "2026-05-25T14:23:29.000001Z"}
    return json.dumps({"$type": "message", "payload": payload | change})


class TestJetstreamTwo:
    @pytest.fixture
    def dictionary(self) -> bytes:
        samples = [frame(number, rev=f"3mmoojpbi{number}").encode() for number in range(1, 4_000)]
        return zstandard.train_dictionary(16_384, samples).as_bytes()

    def reader(self, http: Http, cursor: Any = None, dictionary: bytes = b"") -> JetstreamTwo:
        url = f"ws://localhost/xrpc/{TWO}"
        return JetstreamTwo(url, Authors([DID], http, NOWHERE), cursor or {}, now, dictionary)

    def test_packed_with_the_servers_own_dictionary(
        self, http: Http, dictionary: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given = zstandard.ZstdCompressionDict(dictionary)

        def speak(connection: ServerConnection) -> None:
            packer = zstandard.ZstdCompressor(dict_data=given)
            for line in (frame(1), frame(2), frame(2), frame(3, operation="delete")):
                packed = packer.compress(line.encode())
                assert len(packed) < len(line) / 2
                connection.send(packed)
            connection.recv(30)

        def answer(connection: ServerConnection, request: Request) -> Response | None:
            if "getZstdDictionary" not in request.path:
                return None
            found = connection.respond(HTTPStatus.OK, "")
            return dataclasses.replace(found, body=dictionary, headers=_of(dictionary))

        with speaking(speak, answer) as server:
            url = server.url.replace("/subscribe", f"/xrpc/{TWO}")
            monkeypatch.setenv("TILSTEDE_BLUESKY_STREAM", url)
            monkeypatch.setenv("TILSTEDE_BLUESKY_DIRECTORY", NOWHERE.plc)
            batches = listened(Source(network.name, DID, DID), http, until=3)
        assert [type(item) for item in items(batches)] == [Seen, Seen, Gone]
        assert batches[-1].cursor["seq"] == 3
        number = jetstream_two.number_of(dictionary)
        assert f"zstdDictionary={number}" in server.addresses[-1]

    def test_it_goes_on_where_it_was_and_elsewhere_by_time(self, http: Http) -> None:
        first = self.reader(http)
        (item,) = first.items(frame(7))
        assert isinstance(item, Seen)
        assert item.post.published == datetime(2026, 5, 25, 14, 23, 27, 388000, tzinfo=UTC)
        again = self.reader(http, first.cursor)
        assert "cursor=7" in again.address
        assert not list(again.items(frame(7)))
        assert len(list(again.items(frame(8)))) == 1
        moved = self.reader(http, {**first.cursor, "server": "ein.annan"})
        assert "cursor=1779719009000001" in moved.address

    def test_of_more_than_an_address_holds_all_are_heard(self, http: Http) -> None:
        many = Authors([DID, *(f"did:web:a{n}.example" for n in range(100))], http, NOWHERE)
        reader = JetstreamTwo(f"ws://localhost/xrpc/{TWO}", many, {})
        assert "dids=" not in reader.address
        assert "dids=" in self.reader(http).address

    @pytest.mark.parametrize("name", ["OutdatedCursor", "FutureCursor"])
    def test_what_the_server_cannot_tell_is_a_gap(self, name: str, http: Http) -> None:
        reader = self.reader(http)
        list(reader.items(frame(7)))
        told = {"$type": f"{TWO}#info", "name": name, "message": "resumed"}
        (gap,) = reader.items(json.dumps({"$type": "message", "payload": told}))
        assert isinstance(gap, Missing)
        assert (gap.since, gap.detail) == (
            datetime(2026, 5, 25, 14, 23, 29, 1, tzinfo=UTC),
            "resumed",
        )
        assert len(list(reader.items(frame(3)))) == 1

    def test_a_server_that_will_not_go_on_from_there(
        self, http: Http, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def speak(connection: ServerConnection) -> None:
            connection.send(frame(900))
            connection.recv(30)

        def answer(connection: ServerConnection, request: Request) -> Response | None:
            if "cursor=" in request.path:
                return connection.respond(HTTPStatus.BAD_REQUEST, '{"error":"CursorTooOld"}')
            return None

        with speaking(speak, answer) as server:
            url = server.url.replace("/subscribe", f"/xrpc/{TWO}")
            monkeypatch.setenv("TILSTEDE_BLUESKY_STREAM", url)
            monkeypatch.setenv("TILSTEDE_BLUESKY_DIRECTORY", NOWHERE.plc)
            cursor = {"seq": 5, "server": url.split("/")[2], "time_us": 1779719009000000}
            batches = listened(Source(network.name, DID, DID, cursor), http, until=2)
        assert [type(item) for item in items(batches)] == [Missing, Seen]

    @pytest.mark.parametrize("message", [b"", b"\x28\xb5\x2f\xfd", "", "[]", "{}", "null"])
    def test_frames_that_are_broken(self, message: str | bytes, http: Http) -> None:
        assert all(isinstance(item, SetAside) for item in self.reader(http).items(message))

    def test_a_server_that_gives_up(self, http: Http) -> None:
        said = '{"$type":"error","error":"ConsumerTooSlow"}'
        with pytest.raises(NetworkError, match="ConsumerTooSlow"):
            list(self.reader(http).items(said))

    @pytest.mark.parametrize("found", [b"", b"<html>", b"\x37\xa4\x30\xec"])
    def test_without_a_dictionary_nothing_is_packed(self, found: bytes, http: Http) -> None:
        with serving() as site, Http(["127.0.0.1:*"]) as client:
            site.pages["/xrpc/network.bsky.jetstream.getZstdDictionary"] = Page(found)
            url = f"{site.address.replace('http', 'ws')}/xrpc/{TWO}"
            assert jetstream_two.dictionary_of(url, client) == b""
        assert "zstdDictionary" not in self.reader(http).address


def _of(body: bytes) -> Headers:
    return Headers([("Content-Length", str(len(body))), ("Connection", "close")])


def test_only_accounts_have_a_stream(http: Http) -> None:
    with pytest.raises(NotFound):
        next(iter(network.stream(Source(network.name, "#tag", what="hashtag"), http, now)))
