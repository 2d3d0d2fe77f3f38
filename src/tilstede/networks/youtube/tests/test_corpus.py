"""Answers of the real API, recorded by others, as far as they lie beside the checkout."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from tilstede.networks.kit.conformance import check_again, check_post
from tilstede.networks.youtube import faults, parse
from tilstede.networks.youtube.api import Answer
from tilstede.networks.youtube.network import network
from tilstede.networks.youtube.tests.town import NOW


def elements(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.glob("*.json")):
        yield from msgspec.json.decode(path.read_bytes(), type=Answer).raws


def videos(shared: Callable[[str], Path]) -> Iterator[bytes]:
    """Those that tell more than counters."""
    for raw in elements(shared("corpus/api/youtube/v3/videos")):
        if b'"youtube#video"' in raw and b'"snippet"' in raw:
            yield raw


def test_recorded_videos(shared: Callable[[str], Path]) -> None:
    read = 0
    for raw in videos(shared):
        post = network.parse(raw, "application/json", {})
        check_post(post, network)
        check_again(raw, post, network)
        assert post.title
        assert {one.kind for one in post.media} == {"video", "image"}
        read += 1
    assert read > 5


def test_recorded_captions(shared: Callable[[str], Path]) -> None:
    tracks = list(elements(shared("corpus/api/youtube/v3/captions")))
    raw = parse.joined(next(videos(shared)), tracks)
    post = network.parse(raw, "application/json", {})
    check_again(raw, post, network)
    assert [one.mime for one in post.media].count("text/vtt") == len(tracks) > 0


def test_recorded_errors(shared: Callable[[str], Path]) -> None:
    folder = shared("corpus/api/youtube/v3")
    for name in ("error_response.json", "error_permission_resp.json"):
        words, codes = faults.reasons_in((folder / name).read_bytes())
        assert words
        assert codes
        assert faults.of(403, (folder / name).read_bytes(), NOW).detail.startswith("YouTube: ")
