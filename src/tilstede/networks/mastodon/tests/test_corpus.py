"""Real answers and archives that nobody here wrote; skipped where they are absent."""

from __future__ import annotations

import gzip
import json
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tilstede.networks.kit.conformance import check_export, check_post
from tilstede.networks.mastodon import activity, markup, plain
from tilstede.networks.mastodon.answers import READER
from tilstede.networks.mastodon.network import network

Shared = Callable[[str], Path]


def _statuses(value: Any) -> Iterator[dict[str, Any]]:
    """Every status in an answer, however deep."""
    if isinstance(value, dict):
        if "uri" in value and "content" in value and "account" in value:
            yield value
        for part in value.values():
            yield from _statuses(part)
    elif isinstance(value, list):
        for part in value:
            yield from _statuses(part)


def test_every_recorded_status_is_read(shared: Shared) -> None:
    counted: Counter[str] = Counter()
    with gzip.open(shared("corpus/api/mastodon/mastodon_py_4x.jsonl.gz"), "rt") as lines:
        answers = [json.loads(line) for line in lines]
    assert len(answers) == 444
    context = {"host": "localhost:3000", "domain": "localhost:3000"}
    for answer in answers:
        for status in _statuses(answer["json"]):
            post = network.parse(json.dumps(status).encode(), "application/json", context)
            check_post(post, network)
            assert post.author.handle.endswith("@localhost:3000")
            assert post.text or post.repost_of or post.media
            counted["statuses"] += 1
            counted["boosts"] += bool(post.repost_of)
            counted["quotes"] += bool(post.quote_of)
            counted["polls"] += post.poll is not None
    assert counted == {"statuses": 226, "boosts": 2, "quotes": 3, "polls": 3}


def test_every_recorded_status_is_the_same_by_both_ways(shared: Shared) -> None:
    """Strictly and loosely decoded, rendered with and without a parser; nearly all go the short way."""
    counted: Counter[str] = Counter()
    with gzip.open(shared("corpus/api/mastodon/mastodon_py_4x.jsonl.gz"), "rt") as lines:
        found = [status for line in lines for status in _statuses(json.loads(line)["json"])]
    for status in found:
        strict = READER.strict(json.dumps(status).encode())
        assert strict == READER.loose(status)
        rendered = plain.render(status["content"])
        assert rendered is None or rendered == markup.render(status["content"])
        counted["strict"] += strict is not None
        counted["plain"] += rendered is not None
    assert counted == {"strict": 226, "plain": 223}, "three hold the stand-in for a quote"


def test_every_recorded_activity_is_the_same_by_both_ways(shared: Shared) -> None:
    with zipfile.ZipFile(shared("corpus/exports/mastodon/mastodon-export.zip")) as archive:
        items = json.loads(archive.read("outbox.json"))["orderedItems"]
    for item in items:
        own = activity.read_own(json.dumps(item).encode(), {})
        assert own == activity.read(item, {})
        html = item["object"]["content"]
        assert plain.render(html) == markup.render(html)


def test_recorded_histories_are_read(shared: Shared) -> None:
    with gzip.open(shared("corpus/api/mastodon/mastodon_py_4x.jsonl.gz"), "rt") as lines:
        answers = [json.loads(line) for line in lines]
    histories = [a["json"] for a in answers if a["uri"].endswith("/history")]
    known = next(_statuses(answers[0]["json"]), None) or next(
        status for answer in answers for status in _statuses(answer["json"])
    )
    for version in (version for history in histories for version in history):
        raw = json.dumps({"status": known, "version": version}).encode()
        post = network.parse(raw, "application/json", {})
        check_post(post, network)
        assert post.text


def test_the_archive_comes_in_whole(shared: Shared) -> None:
    counts = check_export(network, shared("corpus/exports/mastodon/mastodon-export.zip"))
    assert counts == {"Seen": 18, "Left": 1, "read": 18}


def test_saved_files_come_in(shared: Shared) -> None:
    folder = shared("corpus/exports/mastodon")
    recognised = set()
    for path in folder.glob("*.json"):
        export = network.open_export(path)
        if export is not None:
            export.close()
            recognised.add(path.name)
            assert check_export(network, path)["Seen"] == 1
    assert recognised == {path.name for path in folder.glob("*.json")} - {"actor.json"}


def test_granary_is_read_or_refused_in_words(shared: Shared) -> None:
    read, refused = 0, list[str]()
    with tarfile.open(shared("corpus/api/granary.tar.gz")) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".json") else None
            if file is None:
                continue
            context = {"actor": "https://granary.example/users/a", "handle": "a@granary.example"}
            try:
                post = network.parse(file.read(), "application/json", context)
            except ValueError as error:
                refused.append(str(error))
            else:
                check_post(post, network)
                read += 1
    assert read >= 5
    assert all(refused)
