"""What a file is that no network knows, so that whoever gave it can be told what to do instead.

By its first bytes and, of an archive, the names in it; a code of `items.REASONS`.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Final

from tilstede.networks.kit.archive import open_archive
from tilstede.networks.kit.containers import ArchiveError

_HEAD: Final = 64 << 10
_MEDIA: Final = (
    *(b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF", b"OggS", b"ID3", b"fLaC"),
    *(b"\x1a\x45\xdf\xa3", b"II*\0", b"MM\0*"),
)
_PACKED: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x28\xb5\x2f\xfd")
#: PDF, and what Word, Excel and PowerPoint wrote before 2007.
_DOCUMENTS: Final = (b"%PDF-", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_OFFICE: Final = re.compile(r"\[Content_Types\]\.xml|word/.*|xl/.*|META-INF/manifest\.xml")
#: Folders of TikTok's takeouts, of which at least two are there.
_TIKTOK: Final = re.compile(
    r"(?:.*/)?(Activity|Your Activity|App Settings|Comments?|Direct Messages?|Posts?|Profile|Videos?)"
    r"/[^/]+\.(?:txt|html?)"
)
#: Classes in the pages of Google's and Meta's takeouts, whatever their language.
_TAKEOUT: Final = re.compile(rb"outer-cell mdl-cell|mdl-typography--|[ \"]_a6-g[ \"]")
_META: Final = re.compile(
    r"(?:.*/)?(?:your_(?:facebook|instagram)_activity|personal_information)/.*\.html"
)
_PAGES: Final = re.compile(r"(?:my ?activity|watch-history|search-history)\.html", re.IGNORECASE)
_JSON: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*[{\[]")
_TEXT: Final = re.compile(rb"[^\x00-\x08\x0e-\x1a\x1c-\x1f]*")


def reason(path: Path) -> str:
    """Why nothing can be made of it. ``unknown-text`` where a mapping file could tell how it is read."""
    try:
        if path.is_dir():
            return "unknown-format"
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return "unknown-format"
    if not head.strip(b"\0"):
        return "empty" if not path.stat().st_size else "unknown-format"
    if kind := _by_head(head):
        return kind
    return _of_archive(path) or _of_text(path, head)


def _by_head(head: bytes) -> str:
    if head.startswith(_MEDIA) or head[4:8] == b"ftyp":
        return "media-file"
    if head.startswith(_PACKED):
        return "packed"
    return "document" if head.startswith(_DOCUMENTS) else ""


def _of_archive(path: Path) -> str:
    """ "" when it is none. One that cannot be entered is not looked into here."""
    try:
        archive = open_archive(path)
    except ArchiveError as error:
        return error.reason
    if archive is None:
        return "empty" if zipfile.is_zipfile(path) else ""
    with archive:
        names = archive.names()
    if not names:
        return "empty"
    if any(map(_OFFICE.fullmatch, names)):
        return "document"
    tiktok = {found[1] for name in names if (found := _TIKTOK.fullmatch(name))}
    pages = any(_META.fullmatch(name) or _PAGES.fullmatch(Path(name).name) for name in names)
    return "ask-json" if pages or len(tiktok) > 1 else "unknown-text"


def _of_text(path: Path, head: bytes) -> str:
    if _TAKEOUT.search(head) or _PAGES.fullmatch(path.name):
        return "ask-json"
    return "unknown-text" if _TEXT.fullmatch(head) and not _JSON.match(head) else "unknown-format"
