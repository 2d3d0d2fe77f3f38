"""A file that lies with the network."""

from __future__ import annotations

import pytest

from tilstede.networks.kit.errors import Unreachable
from tilstede.networks.kit.fetched import Fetched


def test_it_is_fetched_once_and_goes_with_who_holds_it() -> None:
    asked = []

    def fetch() -> bytes:
        asked.append(1)
        return b"WEBVTT\n"

    file = Fetched(fetch, "nn")
    assert not asked
    path = file()
    assert path.read_bytes() == b"WEBVTT\n"
    assert file() == path
    assert len(asked) == 1
    del file
    assert not path.exists()


def test_one_that_cannot_be_had() -> None:
    def fetch() -> bytes:
        raise Unreachable("video.fjordvik.example does not answer")

    with pytest.raises(ValueError, match="nn: video"):
        Fetched(fetch, "nn")()
