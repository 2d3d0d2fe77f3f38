"""What the tests of Bluesky share: real servers, an account with a login, and the guarded client."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.servers.atproto import Account, Server

from tilstede.networks.bluesky.network import network
from tilstede.networks.bluesky.tests.talk import Talk
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.http import Http


@pytest.fixture
def http() -> Iterator[Http]:
    """The guarded client, allowed to read servers on this machine."""
    with Http(["localhost:*"]) as client:
        yield client


@pytest.fixture
def home(pds_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server without an application, where ids and names are looked up."""
    return _looked_up(pds_server, monkeypatch)


@pytest.fixture
def wide(whole_network: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """A server of a whole network, likewise."""
    return _looked_up(whole_network, monkeypatch)


def _looked_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("TILSTEDE_BLUESKY_DIRECTORY", server.directory)
    monkeypatch.setenv("TILSTEDE_BLUESKY_APPLICATION", server.application or server.address)
    return server


@pytest.fixture(scope="session")
def _spoken(whole_network: Server) -> Talk:
    return Talk(whole_network)


@pytest.fixture
def talk(_spoken: Talk, wide: Server) -> Talk:
    """Three posts that answer each other, on the whole network."""
    return _spoken


def connected(account: Account, http: Http) -> Access:
    """The login that a person gives us."""
    connector = network.connector()
    assert connector is not None
    given = {
        "handle": f"@{account.handle}",
        "app-password": account.app_password,
        "server": account.server.address,
    }
    access = connector.begin("app-password", given, "", http, datetime.now(UTC))
    assert isinstance(access, Access)
    return access
