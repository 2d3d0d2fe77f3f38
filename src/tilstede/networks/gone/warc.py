"""Pages and pictures out of a web archive (ISO 28500, WARC), read with warcio."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from tilstede.networks.kit.contract import SetAside

LARGEST_PAGE: Final = 32 << 20
LARGEST_PICTURE: Final = 32 << 20
ALL_PICTURES: Final = 4 << 30


class Page(NamedTuple):
    """A web page as it was fetched then."""

    address: str
    content: bytes


def pages(file: BinaryIO) -> Iterator[Page | SetAside]:
    """Every page that was answered well; what is damaged is told, and ends the reading where nothing can follow."""
    for record in _records(file):
        if isinstance(record, SetAside):
            yield record
            continue
        address, kind = _address(record), _kind(record)
        if kind not in ("text/html", "application/xhtml+xml"):
            continue
        try:
            content = record.content_stream().read(LARGEST_PAGE + 1)
        except (OSError, EOFError, ValueError) as error:
            yield SetAside(address, "unreadable-member", str(error))
        else:
            yield Page(address, content)


def keep_pictures(file: BinaryIO, folder: Path) -> dict[str, Path]:
    """Write the pictures to a folder, under names of our own. Address -> file."""
    kept: dict[str, Path] = {}
    size = 0
    for record in _records(file):
        if isinstance(record, SetAside) or not _kind(record).startswith("image/"):
            continue
        try:
            content = record.content_stream().read(LARGEST_PICTURE + 1)
        except (OSError, EOFError, ValueError):
            continue  # its page tells of it as a picture that did not come along
        size += len(content)
        if len(content) > LARGEST_PICTURE or size > ALL_PICTURES:
            continue
        path = folder / str(len(kept))
        path.write_bytes(content)
        kept[_address(record)] = path
    return kept


def _records(file: BinaryIO) -> Iterator[ArcWarcRecord | SetAside]:
    """Responses with status 200."""
    iterator = iter(ArchiveIterator(file, arc2warc=True))
    while True:
        try:
            record = next(iterator)
        except StopIteration:
            return
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            yield SetAside("the rest", "cut-off", str(error))
            return
        headers = record.http_headers
        if record.rec_type == "response" and headers and headers.get_statuscode() == "200":
            yield record


def _address(record: ArcWarcRecord) -> str:
    return record.rec_headers.get_header("WARC-Target-URI") or ""


def _kind(record: ArcWarcRecord) -> str:
    told = record.http_headers.get_header("Content-Type") or ""
    return told.partition(";")[0].strip().lower()
