"""Meta's takeouts, whole or single files of them, read from end to end.

What differs between Facebook, Instagram and Threads lies in a `plan.Plan`. Files are known by name, lists inside them
by shape, since names inside are translated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Any, Final

from tilstede.core.post import Author, Media
from tilstede.core.text import clean
from tilstede.networks.kit.archive import Archive
from tilstede.networks.kit.containers import ArchiveError, BrokenJson
from tilstede.networks.kit.items import Attachment, Item, Left, Seen, SetAside
from tilstede.networks.kit.jsonfields import MAX_BYTES, Refusal
from tilstede.networks.kit.jsonstream import Broken, elements
from tilstede.networks.kit.meta.mojibake import repaired_value
from tilstede.networks.kit.meta.plan import LIST, Joined, Kind, Numbered, Plan, beginning, list_in

JSON: Final = "application/json"
_SMALL: Final = 8 << 20  #: bytes of a file about the account itself
#: The account in the name that Meta gives the file.
_NAMED: Final = re.compile(r"(?:facebook|instagram)-([\w.]{2,60}?)-(?:\d{4}-\d{2}-\d{2}|\d{6,8})")


class Takeout:
    """The contract's Export. ``only``: a single file, when no more was asked for."""

    def __init__(self, plan: Plan, archive: Archive, only: str = "") -> None:
        self.network = plan.network
        self._plan = plan
        self._archive = archive
        self._only = only
        names = archive.names()
        self._names = frozenset(names)
        self._owner = plan.owner(
            list(self._about(names)),
            names,
            _hint(archive, only),
            _unnamed(plan.network, archive, only),
        )
        self.account: Author | None = self._owner.author
        self.title = f"{plan.title}: {self.account.handle or self.account.name}"
        self._files = [
            (one, name)
            for one in plan.kinds
            if not one.lone
            for name in _matching(one.members, names)
        ]
        if only:
            self._files = [(self._kind_of(only), only)]
        self._left = [] if only or not plan.left else list(filter(self._is_left, names))
        self._size = sum(archive.size(name) for _, name in self._files)
        self._size += sum(archive.size(name) for name in self._left)
        self._mark = archive.bytes_read
        self._done = 0
        self._joined = 0  #: elements that are part of the one before them
        self._reading = 0  #: the size of the file under way

    def items(self) -> Iterator[Item]:
        """Posts file by file, then what was left."""
        if not self._only:
            for passed in self._archive.passed:
                detail = "a file in the archive that is not read"
                yield SetAside(ascii(passed.name[:200]), passed.reason, detail)
        for kind, name in self._files:
            yield from self._elements(name, kind)
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
                with (
                    suppress(ArchiveError, ValueError, RecursionError),
                    self._archive.open(name) as stream,
                ):
                    yield repaired_value(json.loads(stream.read(_SMALL)))

    def _kind_of(self, name: str) -> Kind:
        found = (one for one in self._plan.kinds if one.members.fullmatch(name))
        return next(found, Kind(re.compile("")))

    def _is_left(self, name: str) -> bool:
        known = any(name == taken for _, taken in self._files) or self._plan.about.fullmatch(name)
        return name.endswith(".json") and not known

    def _elements(self, name: str, kind: Kind) -> Iterator[Seen | SetAside]:
        """The elements of a file."""
        self._begin(name)
        numbered: Iterable[Numbered] = enumerate(self._lists(name, kind.keys), 1)
        if kind.join:
            numbered = self._joining(kind.join(numbered))
        try:
            for number, raw in numbered:
                yield self._item(raw, f"{name}, item {number}")
        except ArchiveError as error:
            yield SetAside(name, error.reason, str(error))
        self._end(name)

    def _joining(self, joined: Iterable[Joined]) -> Iterator[Numbered]:
        for number, raw, parts in joined:
            self._joined += parts - 1
            yield number, raw

    def _begin(self, name: str) -> None:
        self._mark, self._reading = self._archive.bytes_read, self._archive.size(name)

    def _end(self, name: str) -> None:
        self._done += self._archive.size(name)
        self._mark, self._reading = self._archive.bytes_read, 0

    def _lists(self, name: str, keys: tuple[str, ...]) -> Iterator[bytes | Broken]:
        with self._archive.open(name) as stream:
            head = beginning(stream)
        inside = list_in(head)
        if keys:
            yield from self._several(name, keys)
        elif inside is None and not LIST.match(head):
            with self._archive.open(name) as stream:
                yield stream.read(MAX_BYTES + 1)
        else:
            with self._archive.open(name) as stream:
                yield from elements(stream, key=inside)

    def _several(self, name: str, keys: tuple[str, ...]) -> Iterator[bytes | Broken]:
        """:raises BrokenJson: none of the lists is there."""
        absent: list[BrokenJson] = []
        for key in keys:
            try:
                with self._archive.open(name) as stream:
                    yield from elements(stream, key=key)
            except BrokenJson as error:
                absent.append(error)
        if len(absent) == len(keys):
            raise absent[0]

    def _item(self, raw: bytes | Broken, where: str) -> Seen | SetAside:
        if isinstance(raw, Broken):
            return SetAside(where, raw.reason, f"at byte {raw.offset}")
        try:
            post = self._plan.translate(raw, self._owner)
        except Refusal as error:
            return SetAside(where, error.reason, error.detail)
        return Seen(raw, JSON, post, where, self._attached(post.media) if post.media else ())

    def _attached(self, media: tuple[Media, ...]) -> tuple[Attachment, ...]:
        found = []
        for position, one in enumerate(media):
            name = one.file if one.file in self._names else one.file.partition("/")[2]
            if name in self._names:
                size = self._archive.size(name)
                file = self._archive.as_file(name)
                found.append(Attachment(position, file, one.mime, size))
        return tuple(found)

    def _leave(self) -> Iterator[Item]:
        counts = {"joined": self._joined}
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
