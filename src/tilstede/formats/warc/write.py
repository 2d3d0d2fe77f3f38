"""Web pages as they were fetched, as a web archive (ISO 28500:2017, WARC 1.1) that any reader of such opens."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

MIME: Final = "application/warc"
#: What an answer says of its transport, and no longer holds of bytes that are unpacked; and what is nobody's business.
_PASSING: Final = frozenset(
    {"connection", "content-encoding", "content-length", "set-cookie", "transfer-encoding"}
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. ``content``: unpacked. ``at``: when it was asked for, UTC."""

    address: str
    status: int
    headers: Mapping[str, str]
    content: bytes
    at: datetime


def write(answers: Iterable[Fetched], *, software: str) -> bytes:
    """A gzipped archive: what made it, then a response for each answer, with digests. The same answers, the same texts;
    record ids are new each time."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    told = {"software": software, "format": "WARC File Format 1.1"}
    _write(writer, writer.create_warcinfo_record("page.warc.gz", told))
    for answer in answers:
        _write(writer, _response(writer, answer))
    return out.getvalue()


def _response(writer: WARCWriter, answer: Fetched) -> object:
    kept = [(name, value) for name, value in answer.headers.items() if name.lower() not in _PASSING]
    kept.append(("Content-Length", str(len(answer.content))))
    status = StatusAndHeaders(str(answer.status), kept, protocol="HTTP/1.1")
    date = answer.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return writer.create_warc_record(
        answer.address,
        "response",
        payload=io.BytesIO(answer.content),
        http_headers=status,
        warc_headers_dict={"WARC-Date": date},
    )


def _write(writer: WARCWriter, record: object) -> None:
    writer.write_record(record)
    record.raw_stream.close()  # type: ignore[attr-defined]  # warcio has no types; its records hold a file each
