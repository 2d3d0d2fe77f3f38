"""Web sockets are guarded as all else is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.websocket import REFUSED, Told, speaking
from websockets.sync.server import ServerConnection

from tilstede.networks.kit.errors import Forbidden, NetworkError, Refused, Unreachable
from tilstede.networks.kit.guarded.websocket import WebSocket
from tilstede.networks.kit.http import Http


def hello(connection: ServerConnection) -> None:
    connection.send("hei")
    connection.send(b"\x00\xff")
    connection.recv(0.3) if "wait" in str(connection.request) else None


@pytest.fixture(scope="module")
def server() -> Iterator[Told]:
    with speaking(hello) as told:
        yield told


def test_messages_come_as_they_were_sent(server: Told) -> None:
    with Http(["localhost:*"]) as http, WebSocket(http, server.url) as socket:
        assert socket.receive(5) == "hei"
        assert socket.receive(5) == b"\x00\xff"
        with pytest.raises(Unreachable, match="ended the connection"):
            socket.receive(5)


def test_this_machine_is_reached_only_where_the_operator_says_so(server: Told) -> None:
    with Http() as http, pytest.raises(Forbidden, match="open internet"):
        WebSocket(http, server.url)


def test_a_name_that_leads_inside_is_refused() -> None:
    def inside(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.7"]

    with Http(resolve=inside) as http, pytest.raises(Forbidden):
        WebSocket(http, "wss://straum.fjordvik.example/subscribe")


@pytest.mark.parametrize(
    "url", ["", "http://localhost/", "ws://", "ws://localhost:99999/", "file:///etc/passwd"]
)
def test_other_addresses_are_refused(url: str) -> None:
    with Http(["localhost:*"]) as http, pytest.raises(NetworkError):
        WebSocket(http, url)


def test_a_server_that_refuses(server: Told) -> None:
    with Http(["localhost:*"]) as http, pytest.raises(Refused, match="403"):
        WebSocket(http, server.url.replace("/subscribe", REFUSED))


def test_a_message_that_is_too_large(server: Told) -> None:
    with (
        Http(["localhost:*"]) as http,
        WebSocket(http, server.url, max_bytes=2) as socket,
        pytest.raises(Unreachable),
    ):
        socket.receive(5)


def test_nobody_there() -> None:
    with Http(["localhost:*"]) as http, pytest.raises(Unreachable):
        WebSocket(http, "ws://localhost:9/")
