"""Writes and reads the lock file. One row an account; evidence as ``code: detail; code: detail``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from tilstede.core.directory.finding import Finding
from tilstede.core.directory.problems import Problem, Problems
from tilstede.formats.decoding import NotText, decode

COLUMNS: Final = Finding.__struct_fields__
_TIMES: Final = ("first_seen", "last_ok", "last_checked")
_STATUSES: Final = ("unchecked", "ok", "quiet", "unreachable", "gone", "held")


def is_one(data: bytes) -> bool:
    """Whether a table is a lock file, by the names of its columns."""
    first = data.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    return {b"url", b"stable_id"} <= {cell.strip(b' "\r') for cell in first.split(b",")}


def write(findings: Iterable[Finding]) -> bytes:
    """The whole table."""
    out = io.StringIO(newline="")
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(COLUMNS)
    rows.writerows(_row(one) for one in findings)
    return out.getvalue().encode()


def _row(one: Finding) -> list[str]:
    said = {name: getattr(one, name) for name in COLUMNS}
    said |= {name: _written(said[name]) for name in _TIMES}
    said["evidence"] = "; ".join(": ".join(filter(None, pair)) for pair in one.evidence)
    return [str(said[name]) for name in COLUMNS]


def _written(moment: datetime | None) -> str:
    """A day where it is the beginning of one, else to the second."""
    if moment is None:
        return ""
    text = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return text.removesuffix("T00:00:00Z")


def read(data: bytes) -> tuple[list[Finding], list[Problem]]:
    """All rows, and what is wrong with them."""
    problems = Problems()
    try:
        text = decode(data).removeprefix("\ufeff")
    except NotText as error:
        return [], [error.problem]
    rows = csv.DictReader(io.StringIO(text, newline=""), restval="")
    findings: list[Finding] = []
    try:
        if "url" not in (rows.fieldnames or ()):
            problems.add("no-columns", 1, missing="url")
            return [], problems
        findings += (_finding(row, rows.line_num, problems) for row in rows if row["url"])
    except csv.Error as error:
        problems.add("syntax", rows.line_num, detail=error)
    return findings, problems


def _finding(row: Mapping[str, str], line: int, problems: Problems) -> Finding:
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    times = {name: _moment(said[name], name, line, problems) for name in _TIMES}
    if said["status"] not in ("", *_STATUSES):
        allowed = ", ".join(_STATUSES)
        problems.add("choice", line, "status", said["status"], allowed=allowed)
    if said["level"] not in ("", "0", "1", "2", "3"):
        problems.add("choice", line, "level", said["level"], allowed="0, 1, 2, 3")
    return Finding(
        url=said["url"],
        network=said["network"],
        stable_id=said["stable_id"],
        handle=said["handle"],
        level=int(said["level"]) if said["level"].isdecimal() else 0,
        evidence=tuple(_evidence(said["evidence"])),
        status=said["status"] or "unchecked",
        changed=said["changed"],
        **times,
    )


def _evidence(text: str) -> Iterable[tuple[str, str]]:
    for piece in filter(None, text.split("; ")):
        code, _, detail = piece.partition(": ")
        yield code, detail


def _moment(text: str, name: str, line: int, problems: Problems) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        problems.add("date", line, name, text)
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
