"""X keeps what every network promises."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tilstede.networks.kit.conformance import Conformance
from tilstede.networks.kit.contract import Gone, Seen, Source
from tilstede.networks.kit.errors import Refused
from tilstede.networks.kit.http import Http
from tilstede.networks.x.network import network
from tilstede.networks.x.tests import archives


class TestX(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, tmp_path: Path) -> list[Path]:
        tweets = archives.script("tweets", [archives.tweet("Hei")])
        return [
            archives.write_zip(
                tmp_path / "a.zip",
                {"data/account.js": archives.account(), "data/tweets.js": tweets},
            ),
            archives.write_folder(
                tmp_path / "b", {"account.js": archives.account(), "tweet.js": tweets}
            ),
            archives.write_folder(tmp_path / "b", {}) / "tweet.js",
        ]

    def test_deletions_are_told(self, tmp_path: Path) -> None:
        deleted = archives.tweet("Angrar meg", deleted_at="2023-08-30T22:20:03.000Z")
        files = {
            "data/account.js": archives.account(),
            "data/deleted-tweets.js": archives.script("deleted_tweets", [deleted]),
        }
        export = network.open_export(archives.write_zip(tmp_path / "a.zip", files))
        assert export is not None
        seen, gone = export.items()
        export.close()
        assert isinstance(seen, Seen)
        assert isinstance(gone, Gone)
        assert gone.aliases == seen.post.aliases
        assert gone.when == datetime(2023, 8, 30, 22, 20, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "address",
    ["https://x.com/fjordvik", "http://www.twitter.com/fjordvik/status/1", "x.com", "twitter.com/"],
)
def test_addresses_of_x_are_answered_with_the_way_there_is(address: str) -> None:
    with Http() as http, pytest.raises(Refused, match="archive"):
        network.recognise(address, http)
    with Http() as http, pytest.raises(Refused, match="archive"):
        list(network.fetch(Source("x", address), http, datetime.now(UTC)))


@pytest.mark.parametrize(
    "address", ["https://fox.com/x", "https://netflix.com", "https://x.company"]
)
def test_addresses_that_look_like_it_are_not(address: str) -> None:
    with Http() as http:
        assert network.recognise(address, http) is None
