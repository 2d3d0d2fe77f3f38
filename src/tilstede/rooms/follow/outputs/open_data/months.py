"""A table for each month: when it must be made again, and how it is made.

Whatever a table shows follows from the rows of its posts, the directory and a few settings. A digest of those is kept
beside it; where it differs, the table is made again. So what is withdrawn, withheld, destroyed, edited or hidden after
the month's end leaves its table too.
"""

from __future__ import annotations

import gzip
import io
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from django.conf import settings
from django.utils import timezone, translation

from tilstede.core import order
from tilstede.formats.tables import comma, parquet
from tilstede.formats.tables.column import Row
from tilstede.office.models import Account, Body, Holding, Role
from tilstede.posts import read
from tilstede.posts.models import Author, Post
from tilstede.record import read as record
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.outputs.open_data.columns import COLUMNS, VERSION, rows

#: Posts in memory at a time.
_SOME: Final = 500
#: Rows of posts looked at at a time, without their words.
_MANY: Final = 10_000
#: All of a row that its line in the table follows from.
_SEEN: Final = (
    *("key", "number", "event", "gone_event", "gone_at", "author_id"),
    *("language", "language_sure", "versions"),
)
FORMATS: Final = {"csv.gz": "application/gzip", "parquet": "application/vnd.apache.parquet"}


class File(msgspec.Struct, frozen=True):
    """A file as it was made: bytes, and SHA-256 in hexadecimal."""

    size: int
    digest: str


class Made(msgspec.Struct, frozen=True):
    """A month's tables. ``of``: digest of what they were made of. ``events``: how many there were when the making
    began. ``authors``: whose posts are in them."""

    month: str
    posts: int
    of: str
    at: datetime
    files: dict[str, File]
    events: int = 0
    authors: frozenset[int] = frozenset()

    @property
    def shows_hidden(self) -> bool:
        """Whether someone's posts are in them whom the directory has not let the public see since."""
        hidden = Author.objects.filter(hidden=True).values_list("id", flat=True)
        return not self.authors.isdisjoint(hidden)

    @property
    def csv(self) -> File:
        return self.files["csv.gz"]

    @property
    def parquet(self) -> File:
        return self.files["parquet"]


# --- which ---------------------------------------------------------------------------------------------
def months() -> Iterator[str]:
    """Every month in which a public post was written, as ``2026-11`` in the body's zone, the earliest first."""
    key = -1
    while first := Post.objects.filter(public=True, key__gte=key).order_by("key").first():
        month = _month(first.at)
        yield month
        _begin, key = _bounds(month)


def of_posts(numbers: Iterable[int]) -> set[str]:
    """The months in which these posts were written."""
    rows = Post.objects.filter(number__in=list(numbers))
    return {_month(order.time(key)) for key in rows.values_list("key", flat=True)}


def _month(at: datetime) -> str:
    return timezone.localtime(at).date().isoformat()[:7]


def made() -> list[Made]:
    """The tables that there are, the newest month first."""
    found = sorted(folder().glob("*.json"), reverse=True)
    return [msgspec.json.decode(path.read_bytes(), type=Made) for path in found]


def file_of(month: str, ending: str) -> tuple[Path, Made] | None:
    """A month's table in one format, if it was made."""
    try:
        found = msgspec.json.decode((folder() / f"{month}.json").read_bytes(), type=Made)
    except FileNotFoundError:
        return None
    return folder() / _name(found, ending), found


def folder() -> Path:
    """Where the tables lie. All of it can be made again from the record."""
    return Path(settings.DATA) / "open-data"


def due(month: str) -> bool:
    """Whether the month's tables are not as they should be."""
    found = file_of(month, "parquet")
    return found is None or found[1].of != digest(month)


def digest(month: str) -> str:
    """Of all that the month's tables follow from."""
    sum_ = blake2b(digest_size=16)
    sum_.update(_surroundings())
    begin, end = _bounds(month)
    last = begin - 1
    while True:
        found = Post.objects.filter(public=True, key__gt=last, key__lt=end).order_by("key")
        some = list(found.values_list(*_SEEN)[:_MANY])
        for row in some:
            sum_.update(repr(row).encode())
        if len(some) < _MANY:
            return sum_.hexdigest()
        last = some[-1][0]


def _surroundings() -> bytes:
    """Settings, and the directory as far as it says who speaks for whom."""
    told: list[Any] = [VERSION, settings.WITHDRAWN, settings.TIME_ZONE, *settings.LICENCE]
    told += Body.objects.order_by("id").values_list("id", "key")
    told += Role.objects.order_by("id").values_list("id", "key", "body_id")
    told += Holding.objects.order_by("id").values_list(
        "id", "role_id", "person__key", "since", "until"
    )
    told += Account.objects.order_by("id").values_list(
        *("id", "network", "native_id", "show", "since", "until"),
        *("body_id", "role_id", "person__key"),
    )
    return repr(told).encode()


def _bounds(month: str) -> tuple[int, int]:
    """The lowest key of a post of the month, and of one of the month after."""
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    begin, end = (
        timezone.make_aware(datetime.combine(day, time.min)).astimezone(UTC)
        for day in (first, after)
    )
    return order.first(begin), order.first(end)


# --- making --------------------------------------------------------------------------------------------
def make(month: str, *, now: datetime) -> Made | None:
    """Make the month's tables; None, and none are left, when it has no public posts.

    The tables get names of their own and the word of them comes last, so a reader meets old ones or new ones, whole.
    """
    events = record.size()  # first of all: what happens while they are made counts as newer
    of, authors, name = digest(month), _authors(month), f"{month}-{secrets.token_hex(4)}"
    with _drafts(name) as drafts, translation.override(settings.LANGUAGE_CODE):
        count = _write(month, drafts)
        if not count:
            forget(month)
            return None
        files = {ending: _settled(draft, ending, month) for ending, draft in drafts.items()}
    found = Made(month, count, of, now, files, events, authors)
    _replace(folder() / f"{month}.json", msgspec.json.encode(found))
    _tidy(found)
    return found


def _about() -> dict[str, str]:
    """What a table says of the terms it is given on. CSV has no place for it; there the answer's Link header has."""
    told = {"license": settings.LICENCE.url, "license_title": settings.LICENCE.title}
    return {name: value for name, value in told.items() if value}


def _authors(month: str) -> frozenset[int]:
    begin, end = _bounds(month)
    found = Post.objects.filter(public=True, key__gte=begin, key__lt=end)
    return frozenset(found.values_list("author_id", flat=True).distinct())


def forget(month: str) -> None:
    """Take the month's tables away."""
    for path in folder().glob(f"{month}*"):
        path.unlink(missing_ok=True)


def _write(month: str, drafts: dict[str, Path]) -> int:
    source = drafts["parquet"].with_suffix(".rows")
    try:
        with source.open("wb") as out, _packed(drafts["csv.gz"]) as text:
            told = parquet.lines(out, COLUMNS, _rows(month))
            count = comma.write(text, COLUMNS, told)
        if count:
            parquet.write(source, drafts["parquet"], COLUMNS, _about())
    finally:
        source.unlink(missing_ok=True)
    return count


def _rows(month: str) -> Iterator[Row]:
    last, end = _bounds(month)
    last -= 1
    while True:
        found = Post.objects.filter(public=True, key__gt=last, key__lt=end).order_by("key")
        some = list(found[:_SOME])
        yield from rows(queries.cards(read.with_words(some)))
        if len(some) < _SOME:
            return
        last = some[-1].key


@contextmanager
def _drafts(name: str) -> Iterator[dict[str, Path]]:
    folder().mkdir(parents=True, exist_ok=True)
    drafts = {ending: folder() / f".{name}.{ending}" for ending in FORMATS}
    try:
        yield drafts
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


@contextmanager
def _packed(path: Path) -> Iterator[IO[str]]:
    """Text into a gzip file without a time of its own, so that the same rows give the same bytes."""
    with (
        path.open("wb") as out,
        gzip.GzipFile("", "wb", 6, out, mtime=0) as packed,
        io.TextIOWrapper(packed, encoding="utf-8", newline="") as text,
    ):
        yield text


def _settled(draft: Path, ending: str, month: str) -> File:
    with draft.open("rb") as file:
        found = File(draft.stat().st_size, file_digest(file, "sha256").hexdigest())
        os.fsync(file.fileno())
    draft.replace(folder() / f"{month}-{found.digest[:16]}.{ending}")
    return found


def _name(found: Made, ending: str) -> str:
    return f"{found.month}-{found.files[ending].digest[:16]}.{ending}"


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(data)
    os.replace(draft, path)


def _tidy(found: Made) -> None:
    """Take away what was made before; who reads it goes on reading."""
    kept = {f"{found.month}.json", *(_name(found, ending) for ending in FORMATS)}
    for path in folder().glob(f"{found.month}*"):
        if path.name not in kept:
            path.unlink(missing_ok=True)
