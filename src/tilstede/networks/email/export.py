"""Letters in files: one letter (.eml), an mbox, a Maildir, a folder or an archive (.zip, .tar.gz) of letters and
mboxes.

Google's takeout of Gmail is an archive with an mbox. What Outlook keeps in forms of its own (.msg, .pst) is refused in
words.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from tilstede.core.post import Author
from tilstede.networks.email import mbox
from tilstede.networks.email.headers import Headers, read
from tilstede.networks.email.parse import MAX_BYTES
from tilstede.networks.email.taken import take
from tilstede.networks.kit.archive import Archive, ArchiveError, CutOff, open_archive
from tilstede.networks.kit.items import Item, SetAside

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_HEAD: Final = 1 << 16
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MSG: Final = "__properties_version1.0".encode("utf-16-le")
_PST: Final = b"!BDN"
_HEADER_LINE: Final = re.compile(rb"[!-9;-~]+:|From ")
_LETTER: Final = re.compile(r"\.(?:eml|mbox)$", re.IGNORECASE)
#: A letter in a Maildir: below one of these folders, its flags behind the colon.
_MAILDIR: Final = re.compile(r"(?:^|/)(?:cur|new)/[^/]+$")
_DRAFT: Final = re.compile(r"[:;!]2,[A-Z]*D[A-Z]*$")


def open_export(path: Path) -> EmailExport | None:
    """What the path holds of letters, or None. :raises ValueError: letters in a form that cannot be read."""
    if path.is_dir():
        return _Archived(Archive(path)) if _is_folder_of_letters(path) else None
    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if mbox.begins(head):
        return _Mbox(path)
    if _is_letter(head):
        return _Single(path)
    _refuse_outlook(path, head)
    return _open_archive(path)


def _is_folder_of_letters(path: Path) -> bool:
    if (path / "cur").is_dir() and (path / "new").is_dir():
        return True
    patterns = ("*.eml", "*.mbox", "*/*.eml", "*/*.mbox")
    return any(next(path.glob(pattern), None) for pattern in patterns)


def _is_letter(head: bytes) -> bool:
    """Whether it begins with headers, and with those a letter has."""
    if not _HEADER_LINE.match(head):
        return False
    message = Headers(read(head), {})
    told = ("date", "message-id", "received", "mime-version", "subject")
    return "from" in message and sum(name in message for name in told) > 1


def _refuse_outlook(path: Path, head: bytes) -> None:
    if head.startswith(_PST):
        raise ValueError(
            f"{path.name} is an Outlook data file (.pst): export the letters as .eml or mbox"
        )
    if head.startswith(_OLE) and _MSG in path.read_bytes():
        raise ValueError(f"{path.name} is an Outlook item (.msg): save the letter as .eml")


def _open_archive(path: Path) -> EmailExport | None:
    try:
        archive = open_archive(path)
    except CutOff as cut:
        if any(_is_name_of_letter(name) for name in cut.names):
            raise
        return None
    if archive is None:
        return None
    if any(_is_name_of_letter(name) for name in archive.names()):
        return _Archived(archive)
    archive.close()
    return None


def _is_name_of_letter(name: str) -> bool:
    return _LETTER.search(name) is not None


class EmailExport:
    """Letters, streamed. Whose they are is not told: in a mailbox lie letters from everybody."""

    network = "email"
    account: Author | None = None

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.title = path.name
        self._read = 0
        self._size = size

    def items(self) -> Iterator[Item]:
        """The letters in the order they lie."""
        self._read = 0
        yield from self._letters()
        self._read = self._size

    def progress(self) -> tuple[int, int]:
        """Bytes read, and bytes in all."""
        return min(self._read, self._size), self._size

    def close(self) -> None:
        """Let go of every file."""

    def _letters(self) -> Iterator[Item]:
        raise NotImplementedError

    def _of_mbox(self, stream: BinaryIO, name: str) -> Iterator[Item]:
        counted = io.BufferedReader(_Counted(stream, self), mbox.CHUNK)
        for number, piece in enumerate(mbox.pieces(counted, MAX_BYTES), 1):
            where = f"{name}, letter {number}"
            if piece.raw is None:
                yield _too_large(where, piece.size)
            elif piece.raw.strip():
                yield take(piece.raw, "archive", where)

    def advance(self, size: int) -> None:
        """So many more bytes were read."""
        self._read += size


class _Single(EmailExport):
    """One letter in a file of its own."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, path.stat().st_size)

    def _letters(self) -> Iterator[Item]:
        if self._size > MAX_BYTES:
            yield _too_large(self.path.name, self._size)
        else:
            yield take(self.path.read_bytes(), "archive", self.path.name)


class _Mbox(EmailExport):
    """Many letters in one file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, path.stat().st_size)

    def _letters(self) -> Iterator[Item]:
        with self.path.open("rb") as stream:
            yield from self._of_mbox(stream, self.path.name)


class _Archived(EmailExport):
    """A folder or an archive with letters and mboxes in it; what else lies there is left alone."""

    def __init__(self, archive: Archive) -> None:
        names = archive.names()
        self._names = [name for name in names if _is_name_of_letter(name) or _MAILDIR.search(name)]
        super().__init__(archive.path, sum(map(archive.size, self._names)))
        self._archive = archive

    def close(self) -> None:
        self._archive.close()

    def _letters(self) -> Iterator[Item]:
        for passed in self._archive.passed:
            yield SetAside(passed.name, passed.reason)
        if self._archive.cut_off:
            yield SetAside(self.path.name, "cut-off")
        for name in self._names:
            try:
                yield from self._member(name)
            except ArchiveError as error:
                yield SetAside(name, error.reason, str(error))

    def _member(self, name: str) -> Iterator[Item]:
        size = self._archive.size(name)
        with self._archive.open(name) as stream:
            if name.lower().endswith(".mbox"):
                yield from self._of_mbox(stream, name)
                return
            raw = stream.read(MAX_BYTES + 1)
            self.advance(size)
        if len(raw) > MAX_BYTES:
            yield _too_large(name, size)
        elif _DRAFT.search(name):
            yield SetAside(name, "private", "a draft")
        else:
            yield take(raw, "archive", name)


def _too_large(where: str, size: int) -> SetAside:
    return SetAside(where, "too-large", f"{size} bytes, more than {MAX_BYTES}")


class _Counted(io.RawIOBase):
    """A stream that tells its export how far it has come."""

    def __init__(self, source: BinaryIO, export: EmailExport) -> None:
        super().__init__()
        self._read: Callable[[int], bytes] = getattr(source, "read1", source.read)
        self._export = export

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._read(len(view))
        view[: len(data)] = data
        self._export.advance(len(data))
        return len(data)
