"""What the tests of Mastodon share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tilstede.networks.kit.http import Http


@pytest.fixture
def http() -> Iterator[Http]:
    """The guarded client, allowed to read servers on this machine."""
    with Http(["localhost:*"]) as client:
        yield client
