"""A YouTube of our own with two channels, and the guarded client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.youtube import YouTubeServer

from tilstede.networks.kit.http import Http, Timeouts
from tilstede.networks.youtube.tests.town import Town


@pytest.fixture
def http() -> Iterator[Http]:
    with Http(["127.0.0.1:*"], timeouts=Timeouts(2, 5, 20)) as http:
        yield http


@pytest.fixture
def server() -> Iterator[YouTubeServer]:
    with YouTubeServer() as server:
        yield server


@pytest.fixture
def town(server: YouTubeServer) -> Town:
    return Town(server)
