"""A PeerTube server of our own with a municipality's channel, and the guarded client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.peertube import PeerTubeServer

from tilstede.networks.kit.http import Http, Timeouts
from tilstede.networks.peertube.tests.town import Town


@pytest.fixture
def http() -> Iterator[Http]:
    with Http(["127.0.0.1:*"], timeouts=Timeouts(2, 5, 20)) as http:
        yield http


@pytest.fixture
def server() -> Iterator[PeerTubeServer]:
    with PeerTubeServer() as server:
        yield server


@pytest.fixture
def town(server: PeerTubeServer) -> Town:
    return Town(server)
