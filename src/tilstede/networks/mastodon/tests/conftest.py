"""What the tests of Mastodon share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.mastodon import _mock_process, mock, snac_nodes

from tilstede.networks.kit.http import Http

__all__ = ["_mock_process", "http", "mock", "snac_nodes"]


@pytest.fixture
def http() -> Iterator[Http]:
    """The guarded client, allowed to read servers on this machine."""
    with Http(["localhost:*"]) as client:
        yield client
