from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from tilstede.formats.calendar.icalendar import Event, write

AT = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)
#: What is no line break or control character, of which a calendar has only one.
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"))


def event(**told: object) -> Event:
    fields = {"id": "a@b", "at": date(2025, 10, 2), "title": "x", "url": "https://x.example/1"}
    return Event(**{**fields, "noted": AT, **told})


def read(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_days_are_days_and_moments_moments() -> None:
    day, moment = read(write("Fjordvik", [event(), event(at=AT)]))
    assert day["DTSTART"].dt == date(2025, 10, 2)
    assert moment["DTSTART"].dt == AT
    assert day["TRANSP"] == "TRANSPARENT"


@given(WORDS, WORDS)
def test_every_text_is_read_again_and_no_line_is_too_long(title: str, about: str) -> None:
    data = write(title, [event(title=title, about=about + "\n;,\\")])
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    [found] = read(data)
    assert str(found["SUMMARY"]) == title
    assert str(found["DESCRIPTION"]) == about + "\n;,\\"


def test_nothing_gets_out_of_its_line() -> None:
    [found] = read(write("x", [event(title="a\r\nATTENDEE:mailto:x@y\x00")]))
    assert "ATTENDEE" not in found
