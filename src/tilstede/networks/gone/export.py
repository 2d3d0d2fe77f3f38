"""Pages or tables of a network that is gone, with the mapping file that says how to read them.

The mapping lies among the files (`tilstede.yaml` in a folder or an archive), or is named itself and says where they
are: ``archive:`` a file beside it, else the files of its own folder.
"""

from __future__ import annotations

import fnmatch
import posixpath
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import unquote, urljoin

import msgspec

from tilstede.core.post import Author, Post
from tilstede.networks.gone import mapping as mappings
from tilstede.networks.gone import parse
from tilstede.networks.gone.mapping import Mapping, MappingError
from tilstede.networks.kit.archive import Archive, ArchiveError, open_archive
from tilstede.networks.kit.contract import Attachment, Item, Seen, SetAside
from tilstede.networks.kit.csvrows import BrokenRow, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST_PAGE: Final = 32 << 20
_WEB: Final = (".html", ".htm", ".xhtml", ".php", ".asp", ".aspx", "")
_SHOWN: Final = 200  #: characters of a table's own names that are told
_WARC: Final = (".warc", ".warc.gz")


def open_export(path: Path) -> Takeout | None:
    """:raises MappingError: there is a mapping, and something is wrong with it. :raises ArchiveError:"""
    if path.is_dir():
        lying = mappings.beside(path)
        return _opened(Archive(path), lying.name) if lying else None
    if not path.is_file():
        return None
    if path.suffix in mappings.ENDINGS:
        return _named(path)
    return _packed(path)


def _named(path: Path) -> Takeout | None:
    if path.stat().st_size > mappings.LONGEST or not mappings.is_mapping(path.read_bytes()):
        return None
    told = mappings.read(path.read_bytes(), path.name)
    lying = path.parent / told.archive if told.archive else path.parent
    if told.archive and Path(told.archive).name != told.archive:
        raise MappingError(f"{path.name}: 'archive' must be a file beside it, not {told.archive!r}")
    if not lying.exists():
        raise MappingError(f"{path.name}: there is no {told.archive} beside it")
    if lying.is_dir():
        return Takeout(path.name, told, Archive(lying))
    archive = open_archive(lying)
    if archive is not None:
        return Takeout(path.name, told, archive)
    return Takeout(path.name, told, Archive(lying.parent, deep=False), only=lying.name)


def _packed(path: Path) -> Takeout | None:
    try:
        archive = open_archive(path)
    except ArchiveError:
        return None
    name = next((name for name in mappings.NAMES if archive and name in archive), "")
    if archive is not None and not name:
        archive.close()
    return _opened(archive, name) if archive is not None and name else None


def _opened(archive: Archive, name: str) -> Takeout:
    """With the mapping that lies in it. The archive is closed again when that cannot be read."""
    with ExitStack() as closing:
        closing.callback(archive.close)
        with archive.open(name) as file:
            told = mappings.read(file.read(mappings.LONGEST), name)
        takeout = Takeout(name, told, archive)
        closing.pop_all()
    return takeout


class Takeout:
    """The contract's Export."""

    network: str = parse.NETWORK
    account: Author | None

    def __init__(self, name: str, told: Mapping, archive: Archive, only: str = "") -> None:
        self.title = told.network
        self._told = told
        self._reader = parse.Reader(told)
        self._archive = archive
        self._names = [only] if only else self._matching(name)
        self._sizes = sum(map(archive.size, self._names))
        self._done = 0
        self._kept: dict[str, Path] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="tilstede-")
        account = told.account
        self._own = f"{parse.NETWORK}:{told.code}:{account.id}"
        self.account = Author(id=self._own, handle=account.id, name=account.name, url=account.url)

    def _matching(self, name: str) -> list[str]:
        found = sorted(fnmatch.filter(self._archive.names(), self._told.files))
        endings = {"csv": (".csv", ".tsv", ".txt"), "html": _WEB, "warc": _WARC}[self._told.kind]
        return [one for one in found if one != name and one.lower().endswith(endings)]

    def items(self) -> Iterator[Item]:
        """One bad page never ends it."""
        self._done = 0
        if not self._names:
            yield SetAside(
                self._told.files, "unknown-format", f"no file is called {self._told.files}"
            )
        for name in self._names:
            try:
                yield from self._read(name)
            except (ArchiveError, OSError) as error:
                yield SetAside(name, getattr(error, "reason", "unreadable-member"), str(error))
            self._done += self._archive.size(name)

    def _read(self, name: str) -> Iterator[Item]:
        with self._archive.open(name) as file:
            match self._told.kind:
                case "csv":
                    yield from self._table(name, file)
                case "html":
                    yield from self._page(name, name, file.read(LARGEST_PAGE + 1))
                case _:
                    yield from self._warc(name, file)

    def _table(self, name: str, file: BinaryIO) -> Iterator[Item]:
        wanted = set(self._told.fields.values())
        nearest: set[str] = set()

        def is_header(values: Sequence[str]) -> bool:
            nonlocal nearest
            if len(wanted & set(values)) > len(wanted & nearest) or not nearest:
                nearest = set(values)
            return wanted <= set(values)

        read = 0
        for row in rows(file, is_header):
            read += 1
            where = f"{name}, line {row.line}"
            if isinstance(row, BrokenRow):
                yield SetAside(where, "unreadable-member", row.why)
            else:
                yield self._item(where, row.text, "", row.fields)
        if not read:
            yield SetAside(name, "unknown-format", _no_rows(wanted, nearest))

    def _page(self, where: str, address: str, page: bytes) -> Iterator[Item]:
        from tilstede.networks.gone import pages  # noqa: PLC0415 - loads lxml, which tables have no use for

        if len(page) > LARGEST_PAGE:
            yield SetAside(where, "too-large", f"more than {LARGEST_PAGE >> 20} MiB")
            return
        number = 0
        for number, markup in enumerate(pages.items(page, self._told.item), 1):
            yield self._item(f"{where}, item {number}", markup, address)
        if not number:
            yield SetAside(where, "not-a-post", f"nothing on the page is a {self._told.item}")

    def _warc(self, name: str, file: BinaryIO) -> Iterator[Item]:
        from tilstede.networks.gone import warc  # noqa: PLC0415 - as above

        if "picture" in self._told.fields:
            with self._archive.open(name) as again:
                self._kept = warc.keep_pictures(again, Path(self._folder.name))
        for page in warc.pages(file):
            if isinstance(page, SetAside):
                yield SetAside(f"{name}, {page.where}", page.reason, page.detail)
            elif fnmatch.fnmatch(page.address, self._told.pages):
                yield from self._page(f"{name}, {page.address}", page.address, page.content)

    def _item(self, where: str, item: str, page: str, row: dict[str, str] | None = None) -> Item:
        kept = parse.Item(self._told, item, page)
        try:
            if "picture" in self._told.fields and (files := dict(self._files(kept))):
                kept = msgspec.structs.replace(kept, files=files)
            post = self._reader.read(kept, row)
        except ValueError as error:
            return SetAside(where, "not-a-post", str(error))
        heard = post.author.id != self._own
        attached = self._attached(post) if post.media else ()
        return Seen(self._reader.pack(kept), parse.MIME, post, where, attached, heard)

    def _files(self, item: parse.Item) -> Iterator[tuple[str, str]]:
        """The pictures that lie among the files: what the page calls each, and its name."""
        for told in parse.pictures(item):
            if told in self._kept or urljoin(item.page, told) in self._kept:
                yield told, urljoin(item.page, told)
            near = posixpath.normpath(posixpath.join(posixpath.dirname(item.page), unquote(told)))
            if near in self._archive:
                yield told, near

    def _attached(self, post: Post) -> tuple[Attachment, ...]:
        found = []
        for position, medium in enumerate(post.media):
            if kept := self._kept.get(medium.file):
                size = kept.stat().st_size
                found.append(Attachment(position, partial(Path, kept), medium.mime, size))
            elif medium.file and medium.file in self._archive:
                file, size = self._archive.as_file(medium.file), self._archive.size(medium.file)
                found.append(Attachment(position, file, medium.mime, size))
        return tuple(found)

    def progress(self) -> tuple[int, int]:
        return min(self._done, self._sizes), self._sizes

    def close(self) -> None:
        self._archive.close()
        self._folder.cleanup()


def _no_rows(wanted: set[str], nearest: set[str]) -> str:
    """Why nothing was read of a table. ``nearest``: the row most like the header that is looked for."""
    if missing := wanted - nearest:
        has = ", ".join(sorted(filter(None, nearest)))[:_SHOWN] or "nothing"
        return f"it has no column called {', '.join(sorted(missing))}; it has {has}"
    return "no row stands below the header"
