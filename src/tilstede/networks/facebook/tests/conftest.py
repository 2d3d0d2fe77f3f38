"""Facebook as a server of our own, with a Page on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.meta_networks import FacebookApi

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.http import Http


@pytest.fixture(scope="session")
def listening() -> Iterator[FacebookApi]:
    server = FacebookApi()
    yield server
    server.close()


@pytest.fixture
def facebook(listening: FacebookApi) -> FacebookApi:
    """Emptied."""
    listening.clear()
    return listening


@pytest.fixture
def http(facebook: FacebookApi) -> Iterator[Http]:
    with Http(allow_loopback=["127.0.0.1:*"]) as client:
        yield client


@pytest.fixture
def ours(facebook: FacebookApi) -> Access:
    """The municipality's login."""
    number = facebook.a_page("Fjordvik kommune", "fjordvikkommune")
    secrets = {"access_token": facebook.login(number), "client_secret": facebook.app_secret}
    return Access("facebook", number, "fjordvikkommune", facebook.base, secrets)
