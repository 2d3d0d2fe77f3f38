"""Instagram as a server of our own, with a municipality on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.meta_files import Files
from tests.servers.meta_networks import InstagramApi

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.http import Http


@pytest.fixture(scope="session")
def listening() -> Iterator[InstagramApi]:
    server = InstagramApi()
    yield server
    server.close()


@pytest.fixture
def instagram(listening: InstagramApi) -> InstagramApi:
    """Emptied."""
    listening.clear()
    return listening


@pytest.fixture
def http(instagram: InstagramApi) -> Iterator[Http]:
    with Http(allow_loopback=["127.0.0.1:*"]) as client:
        yield client


@pytest.fixture
def ours(instagram: InstagramApi) -> Access:
    """The municipality's login."""
    number = instagram.an_account("fjordvik", "Fjordvik kommune")
    return Access(
        "instagram", number, "fjordvik", instagram.base, {"access_token": instagram.login(number)}
    )


@pytest.fixture(scope="session")
def files() -> Iterator[Files]:
    """Where pictures and films lie that are fetched."""
    with Files() as server:
        yield server
