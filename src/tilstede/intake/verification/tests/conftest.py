"""What the tests of verification share: a body whose site is on this machine, and servers beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tilstede.intake.verification import checking
from tilstede.intake.verification.hosts import Hosts
from tilstede.intake.verification.tests.places import Bluesky, Mastodon, Town
from tilstede.networks.kit.tests.server import serving


@pytest.fixture(autouse=True)
def _here(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers on this machine may be read, and need no rest between two questions."""
    settings.LOOPBACK = ["127.0.0.1:*", "localhost:*"]
    monkeypatch.setattr(checking, "Hosts", lambda: Hosts(pause=0.0))


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """The body, with a site that has a front page."""
    with serving() as site:
        yield Town(site)


@pytest.fixture
def fediverse() -> Iterator[Mastodon]:
    """A server with the API of Mastodon, whose every answer a test can choose."""
    with serving("localhost") as site:
        yield Mastodon(site)


@pytest.fixture
def bluesky(settings: Any) -> Iterator[Bluesky]:
    """The directory of ids and the application that resolves names, in one."""
    with serving("localhost") as site:
        settings.BLUESKY_DIRECTORY = settings.BLUESKY_APPLICATION = site.address
        yield Bluesky(site)
