"""JSON from strangers: what is absent, of another kind or unclean is empty or mended, never an error."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tilstede.networks.kit.hostile import HOSTILE
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, moment_of


def test_what_is_told() -> None:
    told = Fields(
        {
            "text": "to\nlinjer ",
            "id": 12,
            "at": "2026-11-22T12:00:00+01:00",
            "list": [{"a": 1}, 3, None],
            "tags": ["møte", " ", "møte", 4],
            "yes": True,
        }
    )
    assert (told.text("text"), told.line("text"), told.line("id")) == (
        "to\nlinjer ",
        "to linjer",
        "12",
    )
    assert told.time("at") == datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert [one.number("a") for one in told.objects("list")] == [1]
    assert told.lines("tags") == ("møte",)
    assert told.flag("yes")
    assert told.line("absent", "id") == "12"


def test_what_is_of_another_kind_is_empty() -> None:
    told = Fields({"text": 1, "line": True, "at": 5, "object": [], "list": {}, "size": -1})
    assert (told.text("text"), told.line("line"), told.number("size")) == ("", "", 0)
    assert told.time("at") is None
    assert not told.object("object")
    assert told.objects("list") == []
    assert not Fields([1])


def test_what_is_mended_is_told() -> None:
    told = Fields({"a": {"b": "x\x00y"}})
    assert told.object("a").line("b") == "xy"
    assert list(told.odd) == ["control-characters"]


@pytest.mark.parametrize("text", ["", "i går", "9999-12-31T23:59:59-23:00", "2026-13-01"])
def test_what_is_no_time(text: str) -> None:
    assert moment_of(text) is None


def test_hostile_bytes_are_refused_or_read() -> None:
    refusals = []
    for raw in HOSTILE:
        try:
            load(raw)
        except Refusal as refusal:
            refusals.append((refusal.reason, refusal.detail))
    assert refusals
    assert all(reason and detail for reason, detail in refusals)
