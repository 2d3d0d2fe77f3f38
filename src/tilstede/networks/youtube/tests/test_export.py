"""Takeouts in several languages, whole and broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tilstede.core import alias
from tilstede.networks.kit.conformance import check_export
from tilstede.networks.kit.contract import Item, Left, Seen, SetAside
from tilstede.networks.youtube import rows
from tilstede.networks.youtube.network import network
from tilstede.networks.youtube.tests import takeouts


def read(path: Path) -> list[Item]:
    export = network.open_export(path)
    assert export is not None
    try:
        return list(export.items())
    finally:
        export.close()


def seen(found: list[Item]) -> dict[str, Seen]:
    return {item.post.aliases[0]: item for item in found if isinstance(item, Seen)}


@pytest.fixture
def norwegian(tmp_path: Path) -> Path:
    return takeouts.packed(tmp_path / "takeout.zip", takeouts.norwegian())


def test_everything_that_was_said_is_found_by_its_shape(norwegian: Path) -> None:
    found = read(norwegian)
    posts = {name: item.post for name, item in seen(found).items()}
    film = posts["yt:fjordvik-01"]
    assert film.title == "Kommunestyret, 1. februar"
    assert film.text == 'Heile møtet, med "spørjetime"\nSak 1: bassenget'
    assert film.published == datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert posts["yt:fjordvik-02"].visibility == "unlisted"
    asked, answer = posts[f"ytc:{takeouts.ASKED}"], posts[f"ytc:{takeouts.ANSWER}"]
    assert asked.text == "Når kjem @borgar?"
    assert asked.reply_to == asked.thread == "yt:fjordvik-01"
    assert (answer.reply_to, answer.text) == (f"ytc:{takeouts.ASKED}", "Måndag\nklokka åtte")
    assert posts[f"ytl:{takeouts.CHAT}"].text == "Velkomen til møtet"
    assert posts[f"ytp:{takeouts.NOTE}"].links[0].url == "https://fjordvik.example/"
    assert {post.author.name for post in posts.values()} == {"Fjordvik kommune"}
    assert [item.reason for item in found if isinstance(item, SetAside)] == ["private"]


def test_what_is_nobodys_words_is_left_and_counted(norwegian: Path) -> None:
    left = {
        item.where.rpartition("/")[2]: item.count
        for item in read(norwegian)
        if isinstance(item, Left)
    }
    assert left == {"kanal.csv": 1, "abonnementer.csv": 2, "seerlogg.json": 1}


def test_the_film_comes_with_its_video(norwegian: Path) -> None:
    export = network.open_export(norwegian)
    assert export is not None
    film = next(item for item in export.items() if isinstance(item, Seen) and item.attachments)
    assert film.post.aliases == ("yt:fjordvik-01",)
    assert film.attachments[0].path.read_bytes() == b"film" * 100
    export.close()


@pytest.mark.parametrize(
    ("content", "title", "words"),
    [
        (takeouts.english_videos(), "Council", "All of it"),
        (takeouts.finnish_videos(), "Kunnanvaltuusto", "Koko kokous"),
    ],
    ids=["english", "headings that say nothing"],
)
def test_titles_and_descriptions_are_told_apart(
    tmp_path: Path, content: bytes, title: str, words: str
) -> None:
    path = tmp_path / "tabell.csv"
    path.write_bytes(content)
    [item] = seen(read(path)).values()
    assert (item.post.title, item.post.text, item.post.visibility) == (title, words, "public")


def test_a_video_and_its_feed_and_its_comment_have_the_names_they_should() -> None:
    assert alias.key("https://www.youtube.com/watch?v=fjordvik-01") == alias.key("yt:fjordvik-01")
    assert alias.normal(f"ytc:{takeouts.ASKED}") == f"ytc:{takeouts.ASKED}"


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ('{"text":"Hei "},{"text":"der"}', "Hei der"),
        ('{"takeoutSegments":[{"text":"Hei "},{"text":"der"}]}', "Hei der"),
        ('[{"text":"Hei"}]', "Hei"),
        ('{"text":"a","mention":{"externalChannelId":"UC"}}', "a"),
    ],
)
def test_words_as_runs_of_json(told: str, text: str) -> None:
    assert rows.run_text(told) == text


def test_a_broken_line_ends_nothing(tmp_path: Path) -> None:
    files = takeouts.norwegian()
    name = next(name for name in files if "kommentarer.csv" in name)
    files[name] += b'UgxBroken0000000000AaABAg,"UCfjordvik-kommune-vidja,2026-03-01T09:00:00Z,0\r\n'
    found = read(takeouts.packed(tmp_path / "broken.zip", files))
    assert "cut-off" in [item.reason for item in found if isinstance(item, SetAside)]
    assert f"ytl:{takeouts.CHAT}" in seen(found)


def test_old_comments_are_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "comments.csv"
    heading = "Channel ID,Comment Create Timestamp,Price,Comment ID,Parent Comment ID,Video ID,Comment Text"
    line = (
        takeouts.CHANNEL,
        "2019-03-01 09:00:00 UTC",
        "",
        takeouts.ASKED,
        "",
        "fjordvik-01",
        "Takk for spørsmålet",
    )
    path.write_bytes(takeouts.table(heading, line))
    [item] = seen(read(path)).values()
    assert item.post.text == "Takk for spørsmålet"
    assert item.post.published == datetime(2019, 3, 1, 9, tzinfo=UTC)


def test_the_tables_beside_the_checkout(shared: Callable[[str], Path]) -> None:
    """A takeout without a word of its own: what was seen is counted and left."""
    counts = check_export(network, shared("corpus/exports/youtube_takeout"))
    assert counts["Left"] > 0
    assert counts["read"] == 0
