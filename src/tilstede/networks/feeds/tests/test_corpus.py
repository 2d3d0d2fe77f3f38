"""Feeds that others wrote, most of them broken on purpose: all go through, and are read as others read them."""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tilstede.networks.feeds.network import network
from tilstede.networks.kit import markup
from tilstede.networks.kit.conformance import check_export, check_item
from tilstede.networks.kit.contract import Item, Left, Seen, SetAside


def _unpacked(archive: Path, folder: Path) -> list[Path]:
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _items(path: Path) -> list[Item] | None:
    export = network.open_export(path)
    if export is None:
        return None
    try:
        items = [item for item in export.items() if not isinstance(item, Left)]
    finally:
        export.close()
    for item in items:
        check_item(item, network)
    return items


def _as_feedparser_counts(path: Path) -> int:
    found = feedparser.parse(
        io.BytesIO(path.read_bytes()), sanitize_html=False, resolve_relative_uris=False
    )
    return len(found["entries"])


@pytest.mark.slow
def test_every_feed_of_the_validator(shared: Callable[[str], Path], tmp_path: Path) -> None:
    """Each entry is taken in or set aside with its reason, as many as feedparser finds in the whole."""
    counts: Counter[str] = Counter()
    other = []
    for path in _unpacked(shared("corpus/feeds/feedvalidator.tar.gz"), tmp_path):
        if path.suffix != ".xml":
            continue
        items = _items(path)
        if items is None:
            counts["no feed"] += 1
            continue
        counts["feeds"] += 1
        counts.update(
            item.reason if isinstance(item, SetAside) else type(item).__name__ for item in items
        )
        if len(items) != _as_feedparser_counts(path):
            other.append(path.name)
    assert counts == {"feeds": 1505, "no feed": 3, "Seen": 926, "empty": 192}
    # An entry inside an entry's source is part of it; RSS 1.1 is read too.
    assert other == ["missing-self.xml", "source-entry.xml", "neg-anyarss.xml"]


def test_real_feeds(shared: Callable[[str], Path]) -> None:
    counts: Counter[str] = Counter()
    for path in sorted(shared("corpus/feeds/real").iterdir()):
        if path.name == "unrecognized.rss":
            assert network.open_export(path) is None
        else:
            counts += check_export(network, path)
    assert counts == {"Seen": 348, "SetAside": 2, "read": 350}


def test_the_results_another_reader_expects(shared: Callable[[str], Path], tmp_path: Path) -> None:
    """Titles, links and dates as feed-rs reads them; where we differ we resolve or read more."""
    agreed: Counter[str] = Counter()
    differ: set[tuple[str, str]] = set()
    for path in _unpacked(shared("corpus/feeds/feed_rs.tar.gz"), tmp_path):
        expected = path.with_name(f"{path.stem}.serde.json")
        if path.name.endswith(".serde.json") or not expected.exists():
            continue
        theirs = json.loads(expected.read_bytes())["entries"]
        ours = _items(path)
        assert ours is not None
        assert len(ours) == len(theirs), path.name
        for item, entry in zip(ours, theirs, strict=True):
            assert isinstance(item, Seen), path.name
            for field, same in _compared(item, entry):
                agreed[field] += same
                if not same:
                    differ.add((field, path.name))
    assert agreed == {"title": 75, "link": 61, "date": 73}
    assert differ == {
        ("date", "rss_1.0_example_1.xml"),  # they read no date without a zone
        ("date", "rss_2.0_nbcny.xml"),
        ("link", "atom_relative.xml"),  # they leave it relative
        ("link", "rss_1.0_example_1.xml"),
    }


def _compared(item: Seen, entry: dict[str, Any]) -> list[tuple[str, bool]]:
    post = item.post
    media = entry["media"][0] if entry["media"] else {}
    told = entry["published"] or entry["updated"]
    date = datetime.fromisoformat(f"{told[:19]}+00:00") if told else None
    links = [link["href"] for link in entry["links"] if link["rel"] in (None, "alternate")]
    compared = [
        ("title", post.title == (_line(entry["title"]) or _line(media.get("title")))),
        ("date", (post.published and post.published.replace(microsecond=0)) == date),
    ]
    if links:
        compared.append(
            ("link", post.url.rstrip("/") in [link.strip().rstrip("/") for link in links])
        )
    return compared


def _line(text: dict[str, Any] | None) -> str:
    shown = markup.text_of(markup.Markup(text["content"] or "", html=True)) if text else ""
    return re.sub(r"\s+", " ", shown).strip()
