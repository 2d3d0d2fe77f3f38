"""Reads the demo's source: readable texts in `texts/`, pictures in `pictures/`, the body in `body.yaml`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from PIL import Image

HERE = Path(__file__).parent
ZONE = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True)
class Note:
    """One post as written in the source; ``fields`` holds what only some posts have (see README.md)."""

    key: str
    at: datetime
    lang: str
    text: str
    fields: dict[str, Any]

    def number(self, below: int) -> int:
        """A number that is always the same for this post, and looks like no other's."""
        return number(self.key, below)


def body() -> dict[str, Any]:
    """The body, its people, accounts, imports and gaps."""
    data: dict[str, Any] = yaml.safe_load((HERE / "body.yaml").read_text(encoding="utf-8"))
    return data


def notes(*names: str) -> list[Note]:
    """The posts of these files, oldest first."""
    found = [_note(entry) for name in names for entry in _entries(name)]
    return sorted(found, key=lambda note: note.at)


def _entries(name: str) -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load((HERE / "texts" / f"{name}.yaml").read_text(encoding="utf-8"))


def _note(entry: dict[str, Any]) -> Note:
    rest = {k: v for k, v in entry.items() if k not in ("key", "at", "lang", "text")}
    return Note(
        entry["key"], moment(entry["at"]), entry.get("lang", ""), entry.get("text", ""), rest
    )


def moment(written: str | date) -> datetime:
    """A local time (``2026-02-09 05:52``) or day (its end) as UTC, to the second."""
    if isinstance(written, date):
        return datetime.combine(written, time(23, 59, 59), ZONE).astimezone(UTC)
    return datetime.strptime(written, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


def zulu(at: datetime) -> str:
    """``2026-02-09T04:52:00Z``"""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def number(words: str, below: int) -> int:
    """A number from 0 that follows from the words alone."""
    return int.from_bytes(hashlib.sha256(words.encode()).digest()[:8]) % below


def picture(name: str) -> bytes:
    """The bytes of a picture."""
    return (HERE / "pictures" / name).read_bytes()


@cache
def size(name: str) -> tuple[int, int]:
    """Width and height of a picture."""
    with Image.open(HERE / "pictures" / name) as image:
        return image.size


@cache
def profiles() -> dict[str, Any]:
    """How the accounts present themselves."""
    data: dict[str, Any] = yaml.safe_load((HERE / "profiles.yaml").read_text(encoding="utf-8"))
    return data
