"""The suite itself, on the smallest network there can be: it catches what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tilstede.core.post import Author, Post
from tilstede.core.text import clean
from tilstede.networks.kit.conformance import Conformance, check_export, check_post
from tilstede.networks.kit.contract import (
    Batch,
    Found,
    Item,
    Listening,
    NetworkError,
    NotUnderstood,
    Seen,
    SetAside,
    Source,
)
from tilstede.networks.kit.http import Http


class _Note(msgspec.Struct):
    id: str
    text: str


class _Notes:
    """A file of notes, one JSON object a line."""

    network = "notes"
    title = "notes"
    account = Author(id="note:writer")

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._size = path.stat().st_size

    def items(self) -> Iterator[Item]:
        for number, line in enumerate(self._file, 1):
            try:
                yield Seen(line, "application/json", network.parse(line, "", {}), f"line {number}")
            except ValueError as error:
                yield SetAside(f"line {number}", "broken-json", str(error))

    def progress(self) -> tuple[int, int]:
        return self._file.tell(), self._size

    def close(self) -> None:
        self._file.close()


class _Network(Listening):
    name = "notes"
    title = "Notes"
    parser = "notes/1"
    interval = 60
    abilities = frozenset({"export"})

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        try:
            note = msgspec.json.decode(raw, type=_Note)
        except RecursionError as error:
            raise ValueError("nested too deep") from error
        text, odd = clean(note.text)
        name = clean(note.id)[0].strip()
        if not name:
            raise ValueError("no id")
        return Post(
            aliases=(f"note:{name}",),
            author=_Notes.account,
            form="archive",
            network=self.name,
            odd=tuple(dict.fromkeys((*odd, *clean(name)[1]))),
            parser=self.parser,
            text=text,
        )

    def again(self, raw: bytes, post: Post) -> Post:
        return self.parse(raw, "", {})

    def recognise(self, address: str, http: Http) -> Found | None:
        return None

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        raise NotUnderstood("notes have no address")

    def open_export(self, path: Path) -> _Notes | None:
        return _Notes(path) if path.suffix == ".notes" and path.is_file() else None


network = _Network()


class TestNotes(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, tmp_path: Path) -> list[Path]:
        path = tmp_path / "mine.notes"
        path.write_bytes(b'{"id": "1", "text": "hei"}\n{"id": 2}\n')
        return [path]


def test_counts_of_an_export(tmp_path: Path) -> None:
    path = tmp_path / "mine.notes"
    path.write_bytes(b'{"id": "1", "text": "hei"}\n{"id": 2}\n{"id": "3", "text": ""}\n')
    assert check_export(network, path) == {"Seen": 2, "SetAside": 1, "read": 3}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"aliases": []}, "known by something"),
        ({"aliases": ["note:1", "note:1"]}, "an alias twice"),
        ({"text": "a\x00b"}, "unclean"),
        ({"text": "a\u202eb"}, "not told"),
        ({"published": "2026-11-22T10:00:00+01:00"}, "not in UTC"),
        ({"odd": ["Ukjent kode"]}, "Ukjent"),
        ({"parser": "notes/0"}, "notes/0"),
    ],
)
def test_a_wrong_post_is_caught(wrong: dict[str, object], said: str) -> None:
    good = network.parse(b'{"id": "1", "text": "hei"}', "", {})
    post = msgspec.convert({**msgspec.to_builtins(good), **wrong}, Post)
    with pytest.raises(AssertionError, match=said):
        check_post(post, network)


def test_fetch_that_is_missing_says_so() -> None:
    with Http() as http, pytest.raises(NetworkError, match="no address"):
        list(network.fetch(Source("notes", "x"), http, datetime.now(UTC)))


def test_cases_are_found() -> None:
    raw = Path(__file__).parent / "cases" / "greeting.raw.json"
    assert json.loads(raw.read_bytes()) == {"id": "1", "text": "Hei, Fjordvik!\u0007"}
