"""Connections that are no HTTP reach only what they may."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tilstede.networks.kit.errors import Forbidden, Unreachable
from tilstede.networks.kit.tcp import Tcp


@pytest.fixture
def port() -> Iterator[int]:
    """Where somebody listens on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def at(*literals: str) -> object:
    return lambda host, port: list(literals)


@pytest.mark.parametrize(
    "literal", ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "::1"]
)
def test_nothing_inside_is_reached(literal: str, port: int) -> None:
    tcp = Tcp(resolve=at(literal))  # type: ignore[arg-type]
    with pytest.raises(Forbidden, match="not on the open internet"):
        tcp.connect("post.fjordvik.example", port, 1)


def test_one_address_inside_among_others_is_enough(port: int) -> None:
    with pytest.raises(Forbidden):
        Tcp(resolve=at("93.184.216.34", "10.0.0.1")).connect("post.fjordvik.example", port, 1)  # type: ignore[arg-type]


def test_what_the_operator_names_is_reached(port: int) -> None:
    inside = Tcp(inside=[f"post.fjordvik.example:{port}"], resolve=at("127.0.0.1"))  # type: ignore[arg-type]
    inside.connect("post.fjordvik.example", port, 1).close()
    with pytest.raises(Forbidden):
        inside.connect("anna.fjordvik.example", port, 1)
    with pytest.raises(Forbidden):
        inside.connect("post.fjordvik.example", port + 1, 1)


def test_loopback_is_reached_when_it_is_named(port: int) -> None:
    tcp = Tcp(loopback=["localhost:*"])
    tcp.connect("localhost", port, 1).close()
    assert tcp.allows_plain("localhost", port)
    assert not tcp.allows_plain("127.0.0.1", port)
    assert not Tcp(["a.example:*"], resolve=at("10.0.0.1")).allows_plain("a.example", port)  # type: ignore[arg-type]


def test_nobody_answers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable, match="does not answer"):
        Tcp(["127.0.0.1:*"]).connect("127.0.0.1", port, 1)


def test_no_such_name() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise Unreachable(f"no address found for {host}")

    tcp = Tcp(["a.example:*"], resolve=unknown)
    with pytest.raises(Unreachable):
        tcp.connect("a.example", 993, 1)
    assert not tcp.allows_plain("a.example", 993)
