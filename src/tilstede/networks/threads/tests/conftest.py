"""Threads as a server of our own, with a municipality on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.meta_files import Files
from tests.servers.meta_networks import ThreadsApi

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.http import Http


@pytest.fixture(scope="session")
def listening() -> Iterator[ThreadsApi]:
    server = ThreadsApi()
    yield server
    server.close()


@pytest.fixture
def threads(listening: ThreadsApi) -> ThreadsApi:
    """Emptied."""
    listening.clear()
    return listening


@pytest.fixture
def http(threads: ThreadsApi) -> Iterator[Http]:
    with Http(allow_loopback=["127.0.0.1:*"]) as client:
        yield client


@pytest.fixture
def ours(threads: ThreadsApi) -> Access:
    """The municipality's login."""
    number = threads.an_account("fjordvik", "Fjordvik kommune")
    return Access(
        "threads", number, "fjordvik", threads.base, {"access_token": threads.login(number)}
    )


@pytest.fixture(scope="session")
def files() -> Iterator[Files]:
    """Where pictures and films lie that are fetched."""
    with Files() as server:
        yield server
