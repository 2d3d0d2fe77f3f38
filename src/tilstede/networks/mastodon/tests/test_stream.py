"""Streams of mastodon_mock, straight and through a proxy that stammers."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from tests.servers import faults
from tests.servers.mastodon import Mock
from tests.servers.proxy import Proxy

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.conformance import check_item
from tilstede.networks.kit.contract import (
    Batch,
    Gone,
    Item,
    NetworkError,
    NotFound,
    Seen,
    Source,
    What,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.mastodon.network import network
from tilstede.networks.mastodon.tests.sending import access_of, now

pytestmark = pytest.mark.server


class Heard:
    """What a stream has told; read it from the thread of the test."""

    def __init__(self) -> None:
        self.batches: queue.SimpleQueue[Batch | NetworkError] = queue.SimpleQueue()
        self.cursor: dict[str, object] = {}
        self.error: NetworkError | None = None

    def next(self, count: int) -> list[Item]:
        """The next so many items."""
        items: list[Item] = []
        until = time.monotonic() + 10
        while len(items) < count:
            assert time.monotonic() < until, f"only {items} came"
            found = self.batches.get(timeout=10)
            if isinstance(found, NetworkError):
                raise found
            self.cursor = found.cursor
            for item in found.items:
                check_item(item, network)
            items += found.items
        return items

    def nothing(self) -> None:
        """A sign of life and nothing else, twice."""
        assert self.batches.get(timeout=10) and self.batches.get(timeout=10)  # noqa: PT018


@contextmanager
def streamed(source: Source) -> Iterator[Heard]:
    """The stream is open when the block begins."""
    heard = Heard()
    over = threading.Event()

    def listen() -> None:
        try:
            with Http(["localhost:*"]) as client:
                for batch in network.stream(source, client, now):
                    heard.batches.put(batch)
                    if over.is_set():
                        return
        except NetworkError as error:
            heard.batches.put(error)

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        first = heard.batches.get(timeout=10)
        assert isinstance(first, Batch)
        assert first.items == ()
        yield heard
    finally:
        over.set()
        thread.join(timeout=5)


@pytest.fixture
def access(mock: Mock, http: Http) -> Access:
    return access_of(mock.mayor, http)


def source_of(access: Access, what: What, address: str = "") -> Source:
    address = address or access.account_id
    return Source("mastodon", address, access.account_id, what=what, access=access)


def texts(items: list[Item]) -> list[str]:
    return [item.post.text for item in items if isinstance(item, Seen)]


def as_documented(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """mastodon_mock has a name of its own for edits."""
    for piece in pieces:
        yield piece.replace(b"event: status_update", b"event: status.update")


def test_an_account_of_our_own(
    mock: Mock, access: Access, misbehaving: Callable[[str], Proxy]
) -> None:
    """Posts, edits with the wording before, and deletions; not what others say."""
    proxy = misbehaving(mock.base)
    proxy.fault(faults.rewritten(_without_streaming_address), path="/api/v./instance")
    proxy.fault(faults.streamed(as_documented), path="/streaming/")
    with streamed(source_of(replace(access, server=proxy.base), "account")) as heard:
        heard.nothing()
        first = mock.mayor.post("Ope møte")
        assert texts(heard.next(1)) == ["Ope møte"]
        mock.mayor.edit(first["id"], "Ope møte klokka 18")
        edited = heard.next(2)
        assert texts(edited) == ["Ope møte", "Ope møte klokka 18"]
        mock.citizen.post("@ordforar hei")
        mock.mayor.delete(first["id"])
        (gone,) = heard.next(1)
        assert isinstance(gone, Gone)
        assert set(gone.aliases) <= set(edited[-1].post.aliases)  # type: ignore[union-attr]


def test_what_is_said_to_us(mock: Mock, access: Access) -> None:
    with streamed(source_of(access, "mentions")) as heard:
        mock.citizen.post("@ordforar når kjem bussen?")
        assert texts(heard.next(1)) == ["@ordforar når kjem bussen?"]


def test_a_hashtag(mock: Mock, access: Access) -> None:
    source = source_of(access, "hashtag", "#flaum")
    with streamed(source) as heard:
        old = mock.citizen.post("Vatnet stig #flaum")
        mock.citizen.post("Noko anna #sol")
        mock.citizen.post("Vatnet søkk #flaum")
        assert texts(heard.next(2)) == ["Vatnet stig #flaum", "Vatnet søkk #flaum"]
        cursor = heard.cursor
    with streamed(replace(source, cursor=cursor)) as heard:
        mock.citizen.delete(old["id"])
        (gone,) = heard.next(1)
        assert isinstance(gone, Gone)


def test_events_twice_and_in_another_order(
    mock: Mock, access: Access, misbehaving: Callable[[str], Proxy]
) -> None:
    """What comes twice is told twice: the decider knows it. What is deleted does not come back."""
    proxy = misbehaving(mock.base)
    proxy.fault(faults.rewritten(_without_streaming_address), path="/api/v./instance")
    source = source_of(replace(access, server=proxy.base), "account")
    proxy.fault(faults.streamed(faults.doubled), path="/streaming/", count=1)
    with streamed(source) as heard:
        first = mock.mayor.post("To gonger")
        assert texts(heard.next(2)) == ["To gonger"] * 2
        mock.mayor.delete(first["id"])
        assert isinstance(heard.next(1)[0], Gone)
        mock.mayor.post("Etterpå")
        assert texts(heard.next(1)) == ["Etterpå"]
    proxy.fault(faults.streamed(faults.swapped), path="/streaming/", count=1)
    with streamed(source) as heard:
        mock.mayor.post("Ein")
        mock.mayor.post("To")
        assert texts(heard.next(2)) == ["To", "Ein"]


def test_a_stream_that_breaks_or_falls_silent_ends_in_words(
    mock: Mock, access: Access, misbehaving: Callable[[str], Proxy]
) -> None:
    proxy = misbehaving(mock.base)
    proxy.fault(faults.rewritten(_without_streaming_address), path="/api/v./instance")
    source = source_of(replace(access, server=proxy.base), "account")
    proxy.fault(faults.streamed(faults.dropped(2)), path="/streaming/", count=1)
    with (
        streamed(source) as heard,
        pytest.raises(NetworkError, match="ended the stream"),
    ):
        heard.next(1)
    proxy.fault(faults.streamed(faults.silent(2)), path="/streaming/", count=1)
    with Http(["localhost:*"]) as client:
        told = proxy.base + "/api/v1/streaming/user"
        headers = {"Authorization": f"Bearer {mock.mayor.token}"}
        with (
            client.stream(told, headers=headers, silence=1.0) as pieces,
            pytest.raises(NetworkError),
        ):
            list(pieces)


def _without_streaming_address(told: dict[str, object]) -> dict[str, object]:
    return {**told, "configuration": {}, "urls": {}}


def test_what_has_no_stream_says_so(mock: Mock, access: Access, http: Http) -> None:
    for source in (
        source_of(access, "search", "vatn"),
        source_of(access, "thread", "mastodon:x:1"),
        replace(source_of(access, "account"), account_id="https://fjordvik.example/users/annan"),
    ):
        with pytest.raises(NotFound):
            next(iter(network.stream(source, http, now)))
    mock.fault("/api/v1/streaming/user", type="status", status=404, count=1)
    with pytest.raises(NotFound):
        next(iter(network.stream(source_of(access, "account"), http, now)))
