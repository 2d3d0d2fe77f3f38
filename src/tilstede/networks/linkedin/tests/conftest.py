"""LinkedIn as a server of our own, with a page on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.servers.linkedin_api import LinkedInApi

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.http import Http


@pytest.fixture(scope="session")
def listening() -> Iterator[LinkedInApi]:
    with LinkedInApi() as server:
        yield server


@pytest.fixture
def linkedin(listening: LinkedInApi) -> LinkedInApi:
    """Emptied."""
    listening.clear()
    return listening


@pytest.fixture
def http(linkedin: LinkedInApi) -> Iterator[Http]:
    with Http(allow_loopback=["127.0.0.1:*"]) as client:
        yield client


@pytest.fixture
def ours(linkedin: LinkedInApi) -> Access:
    """The municipality's login."""
    page = linkedin.a_page("Fjordvik kommune", "fjordvik")
    held = {"access_token": linkedin.login(page), "page_name": "Fjordvik kommune"}
    return Access("linkedin", page, "company/fjordvik", linkedin.base, held)
