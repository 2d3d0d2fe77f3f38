"""Real archives and real tweets, where they are at hand."""

from __future__ import annotations

import json
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tilstede.networks.kit.conformance import check_export, check_post
from tilstede.networks.kit.jsonstream import elements
from tilstede.networks.x.network import network


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        ("ytd_2023", {"Seen": 1, "Left": 4, "Missing": 2}),
        ("community_archive", {"SetAside": 1}),
        ("dogsheep/zip_contents", {"Left": 4}),
        ("dogsheep/tweets.json", {"Seen": 3}),
    ],
)
def test_archives(shared: Callable[[str], Path], folder: str, expected: dict[str, int]) -> None:
    counts = check_export(network, shared(f"corpus/exports/x/{folder}"))
    counts.pop("read")
    assert counts == Counter(expected)


def test_every_file_can_be_read_alone(shared: Callable[[str], Path]) -> None:
    for path in sorted(shared("corpus/exports/x").rglob("*.js")):
        check_export(network, path)


def test_tweets_with_their_users(shared: Callable[[str], Path]) -> None:
    with shared("corpus/exports/x/dogsheep/tweets.json").open("rb") as file:
        raws = [raw for raw in elements(file) if isinstance(raw, bytes)]
    assert raws
    for raw in raws:
        post = network.parse(raw, "application/json", {})
        check_post(post, network)
        assert post.author.handle
        assert "t.co/" not in post.text


def _updates(path: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            file = archive.extractfile(member)
            if file:
                yield member.name, file.read()


def test_tweets_of_the_api(shared: Callable[[str], Path]) -> None:
    """Tweets are read. Activity streams, and files with two objects, are refused."""
    refused = []
    for name, raw in _updates(shared("corpus/api/x/tweet_updates_v1.tar.gz")):
        try:
            post = network.parse(raw, "application/json", {})
        except ValueError as error:
            refused.append((name, str(error)))
        else:
            check_post(post, network)
            assert "text-cut" not in post.odd or "compatibility" in name, name
    assert all(words for _, words in refused)
    others = [name for name, _ in refused if "activity_streams" not in name]
    assert (len(refused), len(others)) == (24, 2)


def test_recorded_answers_of_the_api(shared: Callable[[str], Path]) -> None:
    """Of 2021 and 2022, when X wrote *tweet*: a post with what belongs to it, and lists of posts."""
    folder = shared("corpus/api/x/v2")
    tweet = json.loads((folder / "models/tweet.json").read_bytes())
    parts = json.loads((folder / "models/expansions.json").read_bytes())
    raw = json.dumps({"data": tweet, "includes": parts}).encode()
    post = network.parse(raw, "application/json", {})
    check_post(post, network)
    assert post.author.handle == "TwitterDev"
    assert (post.reply_to, post.language) == ("x:1212092627178287104", "en")
    assert [one.kind for one in post.media] == ["video"]
    assert "t.co" not in post.text
    counted = 0
    for path in sorted((folder / "apis").rglob("*.json")):
        told = json.loads(path.read_bytes())
        listed = told.get("data") if isinstance(told, dict) else None
        listed = [listed] if isinstance(listed, dict) else listed or []
        for one in (one for one in listed if "text" in one):
            one.setdefault("author_id", "2244994945")
            post = network.parse(json.dumps({"data": one}).encode(), "application/json", {})
            check_post(post, network)
            assert post.published is not None
            counted += 1
    assert counted > 15
