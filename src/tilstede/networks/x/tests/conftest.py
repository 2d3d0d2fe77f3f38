"""X as a server of our own, with a municipality and a citizen on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.x_api import XApi

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.http import Http


@pytest.fixture(scope="session")
def listening() -> Iterator[XApi]:
    server = XApi()
    yield server
    server.close()


@pytest.fixture
def x(listening: XApi) -> XApi:
    """Emptied."""
    listening.clear()
    return listening


@pytest.fixture
def http(x: XApi) -> Iterator[Http]:
    with Http(allow_loopback=["127.0.0.1:*"]) as client:
        yield client


@pytest.fixture
def ours(x: XApi) -> Access:
    """The municipality's login."""
    number = x.person("fjordvik", "Fjordvik kommune")
    secrets = {"access_token": x.login(number)}
    return Access("x", number, "fjordvik", x.base, secrets)


@pytest.fixture
def citizen(x: XApi) -> str:
    return x.person("innbyggar", "Ein innbyggar")
