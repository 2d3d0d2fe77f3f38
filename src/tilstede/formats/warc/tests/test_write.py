from __future__ import annotations

import io
from datetime import UTC, datetime

from warcio.archiveiterator import ArchiveIterator

from tilstede.formats.warc.write import Fetched, write

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = Fetched(
    "https://fjordvik.example/vatn",
    200,
    {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip", "Set-Cookie": "a=b"},
    b"<p>Vatnet er stengt.</p>",
    NOW,
)


def test_another_reader_opens_it_and_finds_the_page() -> None:
    found = list(_records(write([PAGE], software="tilstede")))
    assert [kind for kind, _, _ in found] == ["warcinfo", "response"]
    _, address, body = found[1]
    assert (address, body) == (PAGE.address, PAGE.content)


def test_its_digests_hold_and_no_cookie_is_kept() -> None:
    data = write([PAGE], software="tilstede")
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        record.content_stream().read()
        if record.rec_type == "response":
            assert record.http_headers.get_header("Set-Cookie") is None
            assert record.http_headers.get_header("Content-Encoding") is None
            assert record.rec_headers.get_header("WARC-Date") == "2026-11-22T12:00:00Z"


def _records(data: bytes) -> list[tuple[str, str | None, bytes]]:
    return [
        (
            record.rec_type,
            record.rec_headers.get_header("WARC-Target-URI"),
            record.content_stream().read(),
        )
        for record in ArchiveIterator(io.BytesIO(data))
    ]
