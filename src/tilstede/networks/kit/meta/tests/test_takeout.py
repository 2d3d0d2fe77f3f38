"""What is a takeout and what is not, and what is wrong in one."""

from __future__ import annotations

import json
import time
import tracemalloc
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.networks.kit import registry
from tilstede.networks.kit.items import Item, Seen, SetAside
from tilstede.networks.kit.meta.names import by_content, second_of
from tilstede.networks.kit.meta.tests.takeouts import broken, write_folder, write_zip

META = ("facebook", "instagram", "threads")
POSTS = "your_facebook_activity/posts/your_posts__check_ins__photos_and_videos_1.json"


def post(words: str, seconds: int = 1_700_000_000) -> dict[str, Any]:
    return {"timestamp": seconds, "data": [{"post": words}]}


def read(path: Path, network: str = "facebook") -> list[Item]:
    export = registry.get(network).open_export(path)
    assert export is not None
    try:
        return list(export.items())
    finally:
        export.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("posts.json", [{"id": 1, "title": "En blogg", "body": "Hei"}]),
        ("posts_1.json", [{"uri": "https://fjordvik.example/1", "title": "Hei"}]),
        ("comments.json", [{"id": 1, "comment": "Hei"}]),
        ("comments/comments.json", [{"id": 1, "comment": "Hei"}]),
        ("media/posts.json", {"posts": [{"id": 1}]}),
        ("media.json", {"files": [{"path": "a.jpg"}]}),
        ("data.json", [["2020-10-14", "Hei", "nabo"]]),
        ("data.json", [{"timestamp": 1_700_000_000, "value": 3}]),
        ("threads_and_replies.json", [{"media": []}]),
    ],
)
def test_others_files_are_left_to_others(tmp_path: Path, name: str, content: Any) -> None:
    path = write_folder(tmp_path / "a", {name: json.dumps(content).encode()}) / name
    packed = write_zip(tmp_path / "a.zip", {name: json.dumps(content).encode(), "x.txt": b""})
    for network in META:
        for one in (path, packed, tmp_path / "a"):
            assert registry.get(network).open_export(one) is None, f"{network} takes {one.name}"


def test_each_takes_its_own(tmp_path: Path) -> None:
    """Instagram's zip holds Threads too: both know it, and each reads its own part."""
    files = {
        "your_instagram_activity/media/posts_1.json": broken(
            [{"media": [{"uri": "a.jpg", "creation_timestamp": 1_700_000_000, "title": "Bilete"}]}]
        ),
        "your_instagram_activity/threads/threads_and_replies.json": broken(
            {
                "text_post_app_text_posts": [
                    {"media": [{"creation_timestamp": 1_700_000_000, "title": "Ord", "uri": ""}]}
                ]
            }
        ),
    }
    path = write_zip(tmp_path / "instagram-fjordvik-2026-01-01-x.zip", files)
    assert registry.get("facebook").open_export(path) is None
    told = {
        name: [item.post.text for item in read(path, name) if isinstance(item, Seen)]
        for name in ("instagram", "threads")
    }
    assert told == {"instagram": ["Bilete"], "threads": ["Ord"]}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", {"SetAside": 1}),
        (b"[]", {}),
        (b"{", {"SetAside": 1}),
        (b'{"a": 3}', {"SetAside": 1}),
        (b"[1, null, {}]", {"SetAside": 3}),
        (
            b'[{"timestamp": 1, "data": [{"post": "Ein"}]}, {"timestamp": 2',
            {"Seen": 1, "SetAside": 1},
        ),
        (b'[{"timestamp": 99999999999999, "data": [{"post": "Ein"}]}]', {"SetAside": 1}),
        (b'[{"timestamp": "nei", "data": {"post": 3}, "attachments": [[1]]}]', {"SetAside": 1}),
        (b'{"\\x": [1]}', {"SetAside": 1}),
        (
            b"[" + b'{"timestamp": 1, "data": ' + b"[" * 50_000 + b"]" * 50_000 + b"}]",
            {"SetAside": 1},
        ),
        (b'[{"timestamp": 1, "data": [{"post": "\xff\xfe"}]}]', {"SetAside": 1}),
        ('[{"timestamp": 1, "data": [{"post": "\\ud83d h\u0000a"}]}]'.encode(), {"Seen": 1}),
    ],
    ids=range(12),
)
def test_what_is_wrong_costs_itself_only(
    tmp_path: Path, content: bytes, expected: dict[str, int]
) -> None:
    files = {POSTS: broken([post("Heil")]), POSTS.replace("_1.json", "_2.json"): content}
    found = read(write_zip(tmp_path / "a.zip", files))
    counts = Counter(type(item).__name__ for item in found)
    assert counts == Counter({"Seen": 1}) + Counter(expected)
    assert all(item.reason for item in found if isinstance(item, SetAside))


def test_a_zip_that_breaks_off_is_refused_in_words(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {POSTS: broken([post(f"{n}") for n in range(500)])})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match=r"\w"):
        registry.get("facebook").open_export(path)


def test_a_damaged_member_is_set_aside(tmp_path: Path) -> None:
    other = POSTS.replace("_1.json", "_2.json")
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(POSTS, broken([post("Heil")]))
        archive.writestr(other, broken([post("Skadd")]))
    path.write_bytes(path.read_bytes().replace(b"Skadd", b"Skade"))
    counts = Counter(type(item).__name__ for item in read(path))
    assert counts["SetAside"] == 1


def test_many_posts_take_little_memory(tmp_path: Path) -> None:
    files = {
        POSTS: broken([post(f"Melding {n} på Fjordvik", 1_600_000_000 + n) for n in range(6_000)])
    }
    export = registry.get("facebook").open_export(write_zip(tmp_path / "a.zip", files))
    assert export is not None
    begun = time.perf_counter()
    tracemalloc.start()
    try:
        count = sum(1 for item in export.items() if isinstance(item, Seen))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        export.close()
    assert count == 6_000
    assert peak < 40 << 20
    assert time.perf_counter() - begun < 60


@given(st.text(st.sampled_from("aå\u030a \u00a0\n\t\x85b")))
def test_a_name_depends_on_no_space(words: str) -> None:
    when = second_of(1_700_000_000)
    spaced = " ".join(unicodedata.normalize("NFC", words).split())
    assert by_content("fb", when, "a", words) == by_content("fb", when, "a", spaced)


def test_names_by_content() -> None:
    when = second_of(1_700_000_000)
    name = by_content("fb", when, "Fjordvik  Kommune", "Blåbær\npå søndag ")
    assert name.startswith("fb:at:1700000000:")
    assert name == by_content("fb", when, "fjordvik kommune", "Bla\u030abær på søndag")
    assert name != by_content(
        "fb", second_of(1_700_000_001), "Fjordvik kommune", "Blåbær på søndag"
    )
    assert name != by_content("fb", when, "Nabo kommune", "Blåbær på søndag")
    assert by_content("fb", when, "a", "x") != by_content("fb", when, "a", "", ["x"])
    assert by_content("fb", None, "a", "x") == by_content("fb", when, "a", " ") == ""
    assert second_of(0) is second_of(1 << 62) is None
