"""A real WordPress with a municipality's site, and the guarded client."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.wordpress import Site

from tilstede.networks.kit.http import Http, Timeouts
from tilstede.networks.wordpress.tests.town import Town


@pytest.fixture(scope="session")
def http() -> Iterator[Http]:
    with Http(["127.0.0.1:*", "localhost:*"], timeouts=Timeouts(5, 10, 30)) as http:
        yield http


@pytest.fixture
def town(wordpress_site: Site) -> Town:
    return Town(wordpress_site)
