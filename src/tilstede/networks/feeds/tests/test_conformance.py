"""Feeds, held to what every network is held to."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tilstede.networks.feeds.network import network
from tilstede.networks.feeds.tests.documents import ATOM, BLOG, BROKEN, JSON, RSS
from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.tests.server import Page, serving


class TestFeeds(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, tmp_path: Path) -> list[Path]:
        contents = {
            "nytt.rss": RSS,
            "nytt.atom": ATOM,
            "nytt.json": JSON,
            "odelagt.xml": BROKEN,
            "blogg.xml": BLOG,
            "pakket.xml.gz": gzip.compress(RSS),
        }
        for name, content in contents.items():
            (tmp_path / name).write_bytes(content)
        return [tmp_path / name for name in contents]

    def test_fetch(self) -> None:
        with serving() as site, Http([site.host]) as http:
            site.pages["/feed"] = Page(RSS)
            source = Source(network.name, site.url("/feed"))
            batches = check_batches(network.fetch(source, http, datetime.now(UTC)), network)
        assert sum(len(batch.items) for batch in batches) == 3
