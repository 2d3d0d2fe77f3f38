"""A calendar of events that nobody is invited to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

MIME: Final = "text/calendar"
_ESCAPED: Final = re.compile(r"[\\;,]")
_CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f]")
_LONGEST: Final = 75  #: octets of a line (section 3.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A day, or a moment in UTC. ``id``: lasting. ``noted``: when it was last known to be so, UTC."""

    id: str
    at: date | datetime
    title: str
    about: str = ""
    url: str
    noted: datetime


def write(name: str, events: Iterable[Event]) -> bytes:
    """The calendar."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tilstede//tilstede//EN",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.id)}"
    yield f"DTSTAMP:{_moment(event.noted)}"
    if isinstance(event.at, datetime):
        yield f"DTSTART:{_moment(event.at)}"
    else:
        yield f"DTSTART;VALUE=DATE:{event.at:%Y%m%d}"
    yield f"SUMMARY:{_text(event.title)}"
    if event.about:
        yield f"DESCRIPTION:{_text(event.about)}"
    yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """Section 3.3.11."""
    escaped = _ESCAPED.sub(lambda found: f"\\{found[0]}", text.replace("\r\n", "\n"))
    return _CONTROL.sub(" ", escaped).replace("\n", "\\n")


def _folded(line: str) -> str:
    """Cut into lines of at most 75 octets, never inside a letter (section 3.1)."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _LONGEST:
            parts.append("")
            size = 1  # the space that the next line begins with
        parts[-1] += letter
        size += width
    return "\r\n ".join(parts)
