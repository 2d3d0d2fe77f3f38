"""A takeout as one thing to read, be it a zip, a tar or a folder. Nothing is unpacked under its
own name.

A zip and a folder are read where they lie. A tar has no table of contents, and a packed one cannot
be entered in the middle: it is unpacked once, to one plain tar in the temporary folder
(``TMPDIR``). That costs disk, but every later reading is direct, in whatever order the members are
asked for.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tarfile
import tempfile
import weakref
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from tilstede.networks.kit.containers import (
    CHUNK,
    DAMAGE,
    RATIO,
    RATIO_FROM,
    ArchiveError,
    Bomb,
    CutOff,
    Listing,
    Member,
    UnreadableMember,
    cut_zip,
    is_tar,
    list_folder,
    list_tar,
    list_zip,
    plain_tar,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "Archive",
    "ArchiveError",
    "Bomb",
    "CutOff",
    "Passed",
    "UnreadableMember",
    "open_archive",
]

#: Control characters, absolute paths, drives, and steps upwards.
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f]|^/|^[A-Za-z]:|(?:^|/)\.\.(?:/|$)")


class Passed(NamedTuple):
    """A member that is not offered.

    ``reason``: ``unsafe-path``; ``unreadable-member`` (a link, a device, a sparse file);
    ``same-id`` (another member of the same name comes later; the last one holds, as for everyone
    who unpacks).
    """

    name: str
    reason: str


class Archive:
    """An opened archive. Names are relative, with ``/``, less the one folder that all may lie
    under.

    ``passed``: members never offered. ``cut_off``: it ends too early, and what lies before that is
    offered. ``bytes_read``: how much has been handed out so far, of all members.
    """

    def __init__(self, path: Path, *, deep: bool = True) -> None:
        """``deep``: of a folder, also what lies in the folders below.

        :raises ArchiveError: it is no archive, or one that cannot be entered.
        """
        self.path = path
        self._deep = deep
        self.passed: list[Passed] = []
        self.cut_off = False
        self.bytes_read = 0
        self._members: dict[str, Member] = {}
        self._open = ExitStack()
        self._folder = Path(
            self._open.enter_context(tempfile.TemporaryDirectory(prefix="tilstede-"))
        )
        try:
            self._enter()
        except BaseException:
            self.close()
            raise
        self._members = _without_top(self._members)

    def _enter(self) -> None:
        if self.path.is_dir():
            self._take(list_folder(self.path, deep=self._deep))
        elif zipfile.is_zipfile(self.path):
            self._enter_zip()
        else:
            self._enter_tar()

    def _enter_zip(self) -> None:
        try:
            opened = self._open.enter_context(zipfile.ZipFile(self.path))
        except (*DAMAGE, UnicodeDecodeError) as error:
            raise UnreadableMember(f"{self.path.name} cannot be entered: {error}") from error
        self._take(list_zip(opened))

    def _enter_tar(self) -> None:
        plain, self.cut_off = plain_tar(self.path, self._folder)
        try:
            self._take(list_tar(plain))
        except tarfile.TarError:
            self.cut_off = True

    def _take(self, listing: Listing) -> None:
        for given, member in listing:
            name = _clean(given)
            if name is None or member is None:
                reason = "unsafe-path" if name is None else "unreadable-member"
                self.passed.append(Passed(given, reason))
                continue
            if name in self._members:
                self.passed.append(Passed(name, "same-id"))
            self._members[name] = member

    def names(self) -> list[str]:
        """The members, in the order they lie."""
        return list(self._members)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def size(self, name: str) -> int:
        """Bytes unpacked, as the archive states. :raises KeyError: no such member."""
        return self._members[name].size

    def open(self, name: str) -> BinaryIO:
        """The member as a stream of bytes; several may be open at once.

        :raises KeyError: no such member.
        :raises ArchiveError: here or while reading: damaged, encrypted, cut off, or a bomb.
        """
        member = self._members[name]
        if member.packed and member.size > max(member.packed * RATIO, RATIO_FROM):
            raise Bomb(f"{name} unpacks to more than {RATIO} times its size")
        try:
            source = member.open()
        except DAMAGE as error:
            raise UnreadableMember(f"{name} cannot be read: {error}") from error
        return io.BufferedReader(_Reading(self, name, source), CHUNK)

    def copy_to(self, name: str, path: Path) -> None:
        """The member as a file of its own. :raises ArchiveError: as `open`; nothing is left
        behind.
        """
        try:
            read = self.bytes_read
            with self.open(name) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target, CHUNK)
            self.bytes_read = read
        except ArchiveError:
            path.unlink(missing_ok=True)
            raise

    def as_file(self, name: str) -> Callable[[], Path]:
        """How to have the member as a file, while the archive is open and what this returns is
        held.

        Copied out when first called (a file in a folder is just pointed at) and deleted when let
        go of: so the media of a known post are never copied, and those of one batch are gone
        before the next.

        :raises KeyError: no such member.
        :raises ArchiveError: when called, as `open`.
        """
        path = self._members[name].path
        return (lambda: path) if path else _Copied(self, name, self._folder)

    def close(self) -> None:
        """Let go of the archive and of every copy."""
        self._open.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_archive(path: Path) -> Archive | None:
    """The file or folder as an archive; None when it is none. Looks at the content, not at the
    name.

    :raises ArchiveError: it is one, but cannot be entered.
    """
    if path.is_dir() or zipfile.is_zipfile(path) or is_tar(path):
        return Archive(path)
    if cut := cut_zip(path):
        raise cut
    return None


def _clean(name: str) -> str | None:
    """The name as we know it; None when it leads out of the archive or could not be shown."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\\", "/")
    if _UNSAFE.search(name):
        return None
    return "/".join(part for part in name.split("/") if part not in ("", ".")) or None


def _without_top(members: dict[str, Member]) -> dict[str, Member]:
    """The members by their names below the one folder all lie in, less what desktops add of their
    own.
    """
    real = {
        name: member
        for name, member in members.items()
        if not name.startswith("__MACOSX/") and not name.endswith(".DS_Store")
    }
    tops = {name.partition("/")[0] for name in real}
    if len(tops) != 1 or any("/" not in name for name in real):
        return real
    return {name.partition("/")[2]: member for name, member in real.items()}


class _Reading(io.RawIOBase):
    """A member being read: what goes wrong becomes an `ArchiveError`; bytes are counted."""

    def __init__(self, archive: Archive, name: str, source: IO[bytes]) -> None:
        super().__init__()
        self._archive = archive
        self._name = name
        self._source = source
        #: A piece at a time, so that what lies before a damaged place comes first.
        self._read: Callable[[int], bytes] = getattr(source, "read1", source.read)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        try:
            data = self._read(len(view))
        except DAMAGE as error:
            raise UnreadableMember(f"{self._name} cannot be read: {error or 'cut off'}") from error
        view[: len(data)] = data
        self._archive.bytes_read += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()


class _Copied:
    """A member as a file on demand; the file goes when this object goes."""

    def __init__(self, archive: Archive, name: str, folder: Path) -> None:
        self._archive = archive
        self._name = name
        self._folder = folder
        self._path: Path | None = None

    def __call__(self) -> Path:
        if self._path is None:
            handle, given = tempfile.mkstemp(dir=self._folder)
            os.close(handle)
            path = Path(given)
            weakref.finalize(self, path.unlink, missing_ok=True)
            self._archive.copy_to(self._name, path)
            self._path = path
        return self._path
