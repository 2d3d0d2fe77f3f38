"""What lies in a folder, a zip or a tar, and how to get at it. `archive.py` makes one thing of the
three.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK: Final = 1 << 20
#: What is unpacked may be this many times its packed size once it is past `RATIO_FROM` bytes:
#: deflate at its utmost gives 1,032, JSON in practice below 60.
RATIO: Final = 250
RATIO_FROM: Final = 128 << 20
#: A tar header's own extension (long names, pax) is read into memory whole.
EXTENSION_LIMIT: Final = 1 << 20

#: Bytes of a cut zip in which to look for the members' own headers.
CUT_ZIP_LOOK: Final = 16 << 20
_ZIP_HEADER = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)

#: What the standard library's readers raise when bytes are not what they should be.
DAMAGE = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
)


class ArchiveError(ValueError):
    """What is wrong with an archive or a member. ``reason``: its code in `contract.REASONS`."""

    reason = "unreadable-member"


class CutOff(ArchiveError):
    """The archive ends before it should, and so much is missing that it cannot be entered.

    ``names``: some of the members that lie before the cut, to know whose archive it was.
    """

    reason = "cut-off"

    def __init__(self, detail: str, names: list[str]) -> None:
        super().__init__(detail)
        self.names = names


class Bomb(ArchiveError):
    """It unpacks to far more than real content does, or its members lie on top of each other."""

    reason = "bomb"


class UnreadableMember(ArchiveError):
    """A member, or the table of contents, is encrypted, damaged or packed in an unknown way."""

    reason = "unreadable-member"


class TooLarge(ArchiveError):
    """There is no room in the temporary folder to unpack it."""

    reason = "too-large"


class BrokenJson(ArchiveError):
    """A member is not the JSON it should be."""

    reason = "broken-json"


@dataclass(frozen=True, slots=True)
class Member:
    """Where a member's bytes are.

    ``size``: bytes unpacked, as stated. ``packed``: bytes it takes up; 0 when it is not packed,
    and then ``size`` is true. ``path``: the file itself, when it is one.
    """

    size: int
    packed: int
    open: Callable[[], IO[bytes]]
    path: Path | None = None


#: Every member under the name it gives itself; None for what is not a plain file.
Listing = Iterator[tuple[str, Member | None]]


def list_folder(folder: Path, *, deep: bool) -> Listing:
    """The files in a folder, and below it, in the order of their names. Links are not followed."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(folders) if deep else []
        links = [name for name in folders if Path(parent, name).is_symlink()]
        for name in sorted(files) + links:
            path = Path(parent, name)
            plain = path.is_file() and not path.is_symlink()
            yield path.relative_to(folder).as_posix(), _file(path) if plain else None


def _file(path: Path) -> Member:
    return Member(path.stat().st_size, 0, lambda: path.open("rb"), path)


def list_zip(archive: zipfile.ZipFile) -> Listing:
    """The members of a zip. :raises Bomb: some share their bytes."""
    infos = archive.infolist()
    _refuse_overlaps(infos)
    for info in infos:
        if not info.orig_filename.endswith(("/", "\\")):
            yield _zip_name(info), _zip_member(archive, info)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Member | None:
    kind = info.external_attr >> 28  # the highest bits are the kind of file, as Unix has it
    if kind not in (0, 8) or info.header_offset < 0:
        return None
    if info.flag_bits & 1:
        return Member(info.file_size, 1, _encrypted)
    return Member(info.file_size, info.compress_size or 1, lambda: archive.open(info))


def _encrypted() -> IO[bytes]:
    raise OSError("it is encrypted")


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name as meant: without the UTF-8 mark it was read as cp437, but most writers put UTF-8
    there.
    """
    if info.flag_bits & 0x800:
        return info.orig_filename
    try:
        return info.orig_filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.orig_filename


def _refuse_overlaps(infos: list[zipfile.ZipInfo]) -> None:
    """:raises Bomb: members share their packed bytes, the way to a zip bomb without nesting."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise Bomb(f"{info.filename!r} lies on top of another member")
        end = info.header_offset + 30 + info.compress_size


def cut_zip(path: Path) -> CutOff | None:
    """What is wrong with a zip that lacks its table of contents; None when the file is no zip."""
    with path.open("rb") as file:
        start = file.read(CUT_ZIP_LOOK)
    if not start.startswith(b"PK\x03\x04"):
        return None
    names = []
    for found in _ZIP_HEADER.finditer(start):
        length = int.from_bytes(found[1], "little")
        names.append(start[found.end() : found.end() + length].decode("utf-8", "replace"))
    return CutOff(f"{path.name} is cut off: a zip's table of contents lies at its end", names)


def is_tar(path: Path) -> bool:
    """Whether the file is a tar, packed or not, by its first header."""
    try:
        with _unpacked(path) as stream:
            tarfile.TarInfo.frombuf(stream.read(tarfile.BLOCKSIZE), "utf-8", "surrogateescape")
    except DAMAGE:
        return False
    return True


def _unpacked(path: Path) -> io.BufferedIOBase:
    with path.open("rb") as file:
        start = file.read(6)
    if start.startswith(b"\x1f\x8b"):
        return gzip.open(path)
    if start.startswith(b"BZh"):
        return bz2.open(path)
    if start.startswith(b"\xfd7zXZ\x00"):
        return lzma.open(path)
    return path.open("rb")


def plain_tar(path: Path, folder: Path) -> tuple[Path, bool]:
    """The tar unpacked: itself, or a copy in `folder`; and whether it breaks off before its end.

    :raises Bomb: it unpacks to far too much.
    :raises TooLarge: there is no room in `folder`.
    """
    with _unpacked(path) as source:
        if isinstance(source, io.BufferedReader):
            return path, False
        plain = folder / "plain.tar"
        return plain, _unpack(source, plain, max(path.stat().st_size * RATIO, RATIO_FROM))


def _unpack(source: io.BufferedIOBase, plain: Path, limit: int) -> bool:
    """Write out what the stream holds; True when it breaks off."""
    with plain.open("wb") as target:
        while True:
            try:
                chunk = source.read1(CHUNK)
            except DAMAGE:
                return True
            if not chunk:
                return False
            if target.tell() > limit:
                raise Bomb(f"it unpacks to more than {RATIO} times its size")
            try:
                target.write(chunk)
            except OSError as error:
                raise TooLarge(
                    f"there is no room to unpack it in {plain.parent}: {error}"
                ) from error


class _Header(tarfile.TarInfo):
    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        """Refuses an extension so large that reading it is the attack."""
        file = tarfile.fileobj
        assert file is not None
        here = file.tell()
        header = cls.frombuf(file.read(512), tarfile.encoding or "utf-8", tarfile.errors or "")
        file.seek(here)
        if not header.isreg() and not header.isdir() and header.size > EXTENSION_LIMIT:
            raise Bomb(f"a header of {header.size} bytes")
        return super().fromtarfile(tarfile)


def list_tar(plain: Path) -> Listing:
    """The members of an unpacked tar.

    :raises tarfile.TarError: it breaks off; what came is complete, but perhaps the last one.
    """
    with tarfile.open(plain, "r:", tarinfo=_Header, encoding="utf-8") as archive:
        while header := archive.next():
            archive.members = []  # type: ignore[attr-defined]  # or it keeps every header
            if not header.isdir():
                whole = header.isreg() and not header.issparse()
                yield header.name, _tar_member(plain, header) if whole else None
        with plain.open("rb") as file:
            file.seek(archive.offset)
            if file.read(tarfile.BLOCKSIZE).strip(b"\0") or file.tell() == archive.offset:
                raise tarfile.ReadError("no end mark")


def _tar_member(plain: Path, header: tarfile.TarInfo) -> Member:
    at, size = header.offset_data, header.size
    return Member(size, 0, lambda: io.BufferedReader(_Slice(plain, at, size)))


class _Slice(io.RawIOBase):
    """A stretch of a file. Reading raises EOFError when the file ends before the stretch does."""

    def __init__(self, path: Path, at: int, size: int) -> None:
        super().__init__()
        self._left = size
        self._file = path.open("rb", buffering=0)
        self._file.seek(at)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer)[: self._left]
        read = self._file.readinto(view)
        if len(view) and not read:
            raise EOFError("it is cut off")
        self._left -= read
        return read

    def close(self) -> None:
        self._file.close()
        super().close()
