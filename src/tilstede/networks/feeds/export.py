"""Feeds and WordPress exports as files on disk, plain or packed with gzip."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Final

from tilstede.core.post import Author
from tilstede.networks.feeds import document, fetch, reading, translate, wordpress
from tilstede.networks.feeds.entry import Origin, Raw, Reading, Unusable
from tilstede.networks.feeds.identity import Memory
from tilstede.networks.kit import markup
from tilstede.networks.kit.contract import Item, Left

_GZIP: Final = b"\x1f\x8b"
_BEGINNING: Final = 64 * 1024
_CHUNK: Final = 1 << 20
#: XML packs to a tenth, seldom to a hundredth; beyond this it is made to fill the disk.
_MOST_UNPACKED: Final = 200
_ALWAYS_UNPACKED: Final = 16 << 20


class FeedFile:
    """One feed's document as an import. Close it to let go of the file."""

    network = translate.NETWORK

    def __init__(self, name: str, data: mmap, files: ExitStack, now: datetime) -> None:
        """``data``: the document; ``files``: closed with it. :raises Unusable: it is no feed."""
        self._name = name
        self._data = data
        self._files = files
        self._left: Counter[str] = Counter()
        self._done = 0
        self._reading = document.take_apart(data)
        blog = wordpress.MARK in data[:_BEGINNING]
        self._origin = _origin(self._reading, name, blog, now)
        self.title = self._origin.title or name
        self.account: Author | None = self._origin.author

    def items(self) -> Iterator[Item]:
        """Each entry in turn; last, what was left alone."""
        memory = Memory()
        self._left.clear()
        for item, _ in reading.items(self._entries(), self._origin, memory, self._name):
            yield item
        for kind, count in sorted(self._left.items()):
            yield Left(kind, count, self._name)
        self._done = len(self._data)

    def progress(self) -> tuple[int, int]:
        """Bytes of entries handed out, and bytes of the document."""
        return self._done, len(self._data)

    def close(self) -> None:
        """Let go of the file."""
        self._files.close()

    def _entries(self) -> Iterator[Raw | Unusable]:
        self._done = 0
        for raw in self._reading.entries():
            if isinstance(raw, Raw):
                self._done = min(self._done + len(raw.data), len(self._data))
                if wordpress.is_item(raw.data):
                    kept = wordpress.part(raw, self._left)
                    if kept is None:
                        continue
                    raw = kept
            yield raw


def open_export(path: Path, now: datetime) -> FeedFile | None:
    """The file as a feed, or None when it is none. :raises Unusable: it is one, but a bomb."""
    if not path.is_file():
        return None
    with ExitStack() as files:
        source: IO[bytes] = files.enter_context(path.open("rb"))
        beginning = source.read(2)
        source.seek(0)
        if beginning == _GZIP:
            unpacked = _unpacked(source, path.stat().st_size, files)
            if unpacked is None:
                return None
            source = unpacked
        if document.kind_of(source.read(_BEGINNING)) not in ("xml", "json"):
            return None
        data = files.enter_context(mmap(source.fileno(), 0, access=ACCESS_READ))
        return FeedFile(path.name, data, files.pop_all(), now)


def _unpacked(packed: IO[bytes], size: int, files: ExitStack) -> IO[bytes] | None:
    """The file unpacked to one without a name; None when it does not begin as a feed.

    :raises Unusable: a bomb, or cut so short that nobody can tell what it was.
    """
    limit = max(size * _MOST_UNPACKED, _ALWAYS_UNPACKED)
    target = files.enter_context(TemporaryFile())  # noqa: SIM115 (closed with the rest of `files`)
    try:
        with gzip.open(packed) as stream:
            chunk = stream.read1(_BEGINNING)
            if document.kind_of(chunk) not in ("xml", "json"):
                stream.read(_BEGINNING)
                return None
            while chunk:
                target.write(chunk)
                if target.tell() > limit:
                    raise Unusable("bomb", f"unpacks to more than {_MOST_UNPACKED} times its size")
                chunk = stream.read1(_CHUNK)
    except EOFError as error:
        if not target.tell():
            raise Unusable("cut-off", "it ends before anything can be unpacked") from error
    except (gzip.BadGzipFile, zlib.error):
        pass  # damaged: what came before is read
    target.seek(0)
    return target


def _origin(found: Reading, name: str, blog: bool, now: datetime) -> Origin:
    """The feed's own address where it tells one; else its site's; else the file's name stands for it.

    A WordPress export stands for the feed every WordPress has: the same author, the same posts.
    """
    head = found.head
    site = markup.resolve("", head.site) if head.site else ""
    own = markup.resolve("", head.address) if head.address else ""
    if blog and site:
        own = f"{site.rstrip('/')}/feed/"
    return fetch.origin_of(found, own or site or f"file:{name}", own or site, now)
