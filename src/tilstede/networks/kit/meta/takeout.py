"""Meta's takeouts, whole or single files of them, read from end to end.

What differs between Facebook, Instagram and Threads lies in a `Plan`: which file is what, whose takeout it is, and how
an element becomes a post. Files are known by name, lists inside them by shape, since names inside are translated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zipfile import is_zipfile

from tilstede.core.post import Author, Post, Visibility
from tilstede.core.text import clean
from tilstede.networks.kit.archive import Archive
from tilstede.networks.kit.containers import ArchiveError, BrokenJson, cut_zip, is_tar
from tilstede.networks.kit.items import Attachment, Item, Left, Seen, SetAside
from tilstede.networks.kit.jsonfields import MAX_BYTES, Refusal
from tilstede.networks.kit.jsonstream import Broken, elements
from tilstede.networks.kit.meta.mojibake import repaired_value

JSON: Final = "application/json"
_SMALL: Final = 8 << 20  #: bytes of a file about the account itself
_AHEAD: Final = 4096
_LIST_IN: Final = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"((?:[^"\\]|\\.){1,100})"\s*:\s*\[')
_LIST: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[")
#: The account in the name that Meta gives the file.
_NAMED: Final = re.compile(r"(?:facebook|instagram)-([\w.]{2,60}?)-(?:\d{4}-\d{2}-\d{2}|\d{6,8})")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose takeout it is, and who could read what is in it. ``odd``: what every post of it is marked with."""

    author: Author
    visibility: Visibility = "public"
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """Files whose elements are posts. ``keys``: the lists in it by name, where a file holds several. ``aside``: other
    lists in it that are counted and left alone, with their kind."""

    members: re.Pattern[str]
    keys: tuple[str, ...] = ()
    aside: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """``left``: what is counted and left alone, by kind. ``owner``: from what the files about the account tell, the
    members' names, the account in the takeout's own name, and who it is when nothing tells. ``single``: whether the
    first element of a lone file is one of ours."""

    network: str
    title: str
    kinds: tuple[Kind, ...]
    about: re.Pattern[str]
    left: Mapping[str, re.Pattern[str]]
    owner: Callable[[list[Any], list[str], str, Author], Owner]
    translate: Callable[[Any, Owner], Post]
    single: Callable[[Any], bool]
    tops: frozenset[str] = field(default_factory=frozenset)  #: names at the top of an unpacked one


class Takeout:
    """The contract's Export. ``only``: a single file, when no more was asked for."""

    def __init__(self, plan: Plan, archive: Archive, only: str = "") -> None:
        self.network = plan.network
        self._plan = plan
        self._archive = archive
        self._only = only
        names = archive.names()
        self._owner = plan.owner(
            list(self._about(names)),
            names,
            _hint(archive, only),
            _unnamed(plan.network, archive, only),
        )
        self.account: Author | None = self._owner.author
        self.title = f"{plan.title}: {self.account.handle or self.account.name}"
        self._files = [(one, name) for one in plan.kinds for name in _matching(one.members, names)]
        if only:
            self._files = [(self._kind_of(only), only)]
        self._left = [] if only or not plan.left else list(filter(self._is_left, names))
        self._size = sum(archive.size(name) for _, name in self._files)
        self._size += sum(archive.size(name) for name in self._left)
        self._mark = archive.bytes_read
        self._done = 0
        self._reading = 0  #: the size of the file under way

    def items(self) -> Iterator[Item]:
        """Posts file by file, then what was left."""
        if not self._only:
            for passed in self._archive.passed:
                detail = "a file in the archive that is not read"
                yield SetAside(ascii(passed.name[:200]), passed.reason, detail)
        for kind, name in self._files:
            for where, item in self._elements(name, kind.keys):
                yield item if isinstance(item, SetAside) else self._item(item, where)
        yield from self._leave()
        self._done = self._size

    def progress(self) -> tuple[int, int]:
        here = min(self._archive.bytes_read - self._mark, self._reading)
        return min(self._done + here, self._size), self._size

    def close(self) -> None:
        self._archive.close()

    def _about(self, names: list[str]) -> Iterator[Any]:
        """The files about the account itself, as far as they can be read."""
        for name in names:
            if self._plan.about.fullmatch(name) and self._archive.size(name) <= _SMALL:
                with suppress(ArchiveError, ValueError), self._archive.open(name) as stream:
                    yield repaired_value(json.loads(stream.read(_SMALL)))

    def _kind_of(self, name: str) -> Kind:
        found = (one for one in self._plan.kinds if one.members.fullmatch(name))
        return next(found, Kind(re.compile("")))

    def _is_left(self, name: str) -> bool:
        known = any(name == taken for _, taken in self._files) or self._plan.about.fullmatch(name)
        return name.endswith(".json") and not known

    def _elements(self, name: str, keys: tuple[str, ...]) -> Iterator[tuple[str, bytes | SetAside]]:
        """The elements of a file, each with its place."""
        self._begin(name)
        try:
            for number, item in enumerate(self._lists(name, keys), 1):
                where = f"{name}, item {number}"
                if isinstance(item, Broken):
                    yield where, SetAside(where, item.reason, f"at byte {item.offset}")
                else:
                    yield where, item
        except ArchiveError as error:
            yield name, SetAside(name, error.reason, str(error))
        self._end(name)

    def _begin(self, name: str) -> None:
        self._mark, self._reading = self._archive.bytes_read, self._archive.size(name)

    def _end(self, name: str) -> None:
        self._done += self._archive.size(name)
        self._mark, self._reading = self._archive.bytes_read, 0

    def _lists(self, name: str, keys: tuple[str, ...]) -> Iterator[bytes | Broken]:
        found = keys or (None,)
        if not keys:
            with self._archive.open(name) as stream:
                head = stream.read(_AHEAD)
            if inner := _LIST_IN.match(head):
                found = (json.loads(b'"' + inner[1] + b'"'),)
            elif not _LIST.match(head):
                with self._archive.open(name) as stream:
                    yield stream.read(MAX_BYTES + 1)
                return
        for key in found:
            with self._archive.open(name) as stream:
                try:
                    yield from elements(stream, key=key)
                except BrokenJson:
                    if key not in keys:
                        raise  # a list that may be there or not is no fault

    def _item(self, raw: bytes, where: str) -> Seen | SetAside:
        try:
            post = self._plan.translate(value_of(raw), self._owner)
        except Refusal as error:
            return SetAside(where, error.reason, error.detail)
        return Seen(raw, JSON, post, where, tuple(self._attachments(post)))

    def _attachments(self, post: Post) -> Iterator[Attachment]:
        for position, one in enumerate(post.media):
            name = one.file if one.file in self._archive else one.file.partition("/")[2]
            if name and name in self._archive:
                size = self._archive.size(name)
                yield Attachment(position, self._archive.as_file(name), one.mime, size)

    def _leave(self) -> Iterator[Item]:
        counts: dict[str, int] = {}
        for one, name in self._files:
            for key, kind in one.aside.items():
                counts[kind] = counts.get(kind, 0) + self._count(name, key)
        for name in self._left:
            kinds = (kind for kind, one in self._plan.left.items() if one.search(name))
            kind = next(kinds, "other")
            found = max(self._count(name, "messages"), 1) if kind == "direct-messages" else 1
            counts[kind] = counts.get(kind, 0) + found
            self._end(name)
        yield from (Left(kind, count) for kind, count in counts.items() if count)

    def _count(self, name: str, key: str) -> int:
        """How many there are; none of them is read."""
        try:
            with self._archive.open(name) as stream:
                return sum(1 for _ in elements(stream, key=key))
        except ArchiveError:
            return 0


def open_takeout(plan: Plan, path: Path) -> Takeout | None:
    """The file or folder as a takeout of this plan's, or None. :raises ValueError: it is one, but unusable."""
    if path.is_dir():
        tops = {one.name for one in path.iterdir()} if path.exists() else set()
        inner = [one for one in path.iterdir() if one.is_dir()] if len(tops) == 1 else []
        tops |= {one.name for folder in inner for one in folder.iterdir()}
        return _opened(plan, Archive(path)) if tops & plan.tops else None
    if not path.is_file():
        return None
    if is_zipfile(path) or (is_tar(path) and path.suffix in (".gz", ".tar", ".tgz")):
        return _opened(plan, Archive(path))
    if (cut := cut_zip(path)) and any(_is_ours(plan, name) for name in cut.names):
        raise cut
    return _lone(plan, path)


def _opened(plan: Plan, archive: Archive) -> Takeout | None:
    with ExitStack() as closing:
        closing.callback(archive.close)
        names = archive.names()
        if not any(_is_ours(plan, name) for name in names):
            if any(
                _is_ours(plan, f"{name.removesuffix('.html')}.json")
                for name in names
                if name.endswith(".html")
            ):
                raise Refusal("unknown-format", "a takeout as web pages: ask Meta for it as JSON")
            return None
        takeout = Takeout(plan, archive)
        closing.pop_all()
    return takeout


def _is_ours(plan: Plan, name: str) -> bool:
    return any(kind.members.fullmatch(name) for kind in plan.kinds)


def _lone(plan: Plan, path: Path) -> Takeout | None:
    """One file out of a takeout. Whose it is may stand in the files beside it."""
    if path.suffix.lower() != ".json" or not _begins_as(plan, path):
        return None
    with ExitStack() as closing:
        archive = Archive(path.parent, deep=False)
        closing.callback(archive.close)
        takeout = Takeout(plan, archive, path.name)
        closing.pop_all()
    return takeout


def _begins_as(plan: Plan, path: Path) -> bool:
    kind = next((one for one in plan.kinds if one.members.fullmatch(path.name)), None)
    with path.open("rb") as file:
        head = file.read(_AHEAD)
        file.seek(0)
        inner = _LIST_IN.match(head)
        key = json.loads(b'"' + inner[1] + b'"') if inner else None
        if not inner and not _LIST.match(head):
            return False
        if kind is not None and kind.keys:
            return key in kind.keys
        try:
            first = next((one for one in elements(file, key=key) if isinstance(one, bytes)), b"")
            return bool(first) and plan.single(value_of(first))
        except (ArchiveError, Refusal):
            return False


def value_of(raw: bytes) -> Any:
    """An element with its texts put right. :raises Refusal: it is none."""
    if len(raw) > MAX_BYTES:
        raise Refusal("too-large", f"{len(raw)} bytes, more than {MAX_BYTES}")
    try:
        return repaired_value(json.loads(raw.decode("utf-8-sig"), strict=False))
    except RecursionError:
        raise Refusal("too-deep", "nested too deeply") from None
    except UnicodeDecodeError as error:
        raise Refusal("not-text", f"not UTF-8: {error.reason}") from error
    except ValueError as error:
        raise Refusal("broken-json", f"not valid JSON: {error}") from error


def _matching(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    return sorted((name for name in names if pattern.fullmatch(name)), key=_numbered)


def _numbered(name: str) -> tuple[str, int]:
    """``posts_10.json`` after ``posts_9.json``."""
    stem = name.removesuffix(".json").rstrip("0123456789")
    digits = name.removesuffix(".json")[len(stem) :]
    return stem, int(digits[:9] or 0)


def _hint(archive: Archive, only: str) -> str:
    """The account's name in the takeout's own, or ``""``."""
    found = _NAMED.match(only or archive.path.name)
    return found[1] if found else ""


def _unnamed(network: str, archive: Archive, only: str) -> Author:
    """The author of a takeout that does not tell whose it is: known by its files alone."""
    names = [only] if only else sorted(archive.names())
    told = [f"{name} {archive.size(name)}" for name in names]
    digest = sha256("\n".join(told).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Author(id=f"{network}:takeout:{digest}", name=clean(only or archive.path.name)[0])
