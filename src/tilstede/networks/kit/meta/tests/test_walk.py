"""A list read visit by visit: whatever is said in between and wherever a visit is cut short, nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Missing
from tilstede.networks.kit.meta.graph import Graph, Page, decoded
from tilstede.networks.kit.meta.walk import Walk

#: Never asked.
HTTP = Http()
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


class Listed(Graph):
    """A list that grows at its top; a place to go on from is an element, as Meta's cursors are."""

    def __init__(self, size: int) -> None:
        super().__init__(HTTP, "https://graph.example", "")
        self.size = size
        self.count = 0

    def page(self, path: str, params: Mapping[str, str]) -> Page:
        first = int(params.get("after", self.count))
        numbers = range(first - 1, max(first - 1 - self.size, -1), -1)
        data = [{"id": str(one), "made": made(one)} for one in numbers]
        paging = {}
        if numbers and numbers[-1] > 0:
            paging = {"next": f"https://graph.example/x?access_token=t&after={numbers[-1]}"}
        page: Page = decoded(json.dumps({"data": data, "paging": paging}).encode(), Page)
        return page


def made(number: int) -> str:
    """Two in each second."""
    return (BEGINNING + timedelta(seconds=number // 2)).isoformat()


def when(raw: bytes) -> datetime:
    return datetime.fromisoformat(json.loads(raw)["made"])


def visit(listed: Listed, cursor: dict[str, Any], batches: int) -> tuple[dict[str, Any], set[int]]:
    """The cursor after so many batches, and what was seen."""
    cursor, seen = deepcopy(cursor), set()
    walk = Walk(listed, "x", {"limit": "5"}, cursor, when)
    for number, elements in enumerate(walk.read(), 1):
        assert "access_token" not in json.dumps(cursor)
        seen |= {int(json.loads(one)["id"]) for one in elements if not isinstance(one, Missing)}
        kept = deepcopy(cursor)
        if number == batches:
            break
    return kept, seen


@given(
    size=st.integers(1, 7),
    visits=st.lists(st.tuples(st.integers(0, 25), st.integers(1, 6)), max_size=6),
)
def test_nothing_is_lost(size: int, visits: list[tuple[int, int]]) -> None:
    listed, cursor, seen = Listed(size), {}, set()
    for said, batches in visits:
        listed.count += said
        cursor, found = visit(listed, cursor, batches)
        seen |= found
    cursor, found = visit(listed, cursor, 1000)
    assert seen | found == set(range(listed.count))
    assert cursor["walks"] == []
    quiet, again = visit(listed, cursor, 1000)
    assert len(again) <= size + 2, "the newest page, and what was made in its last second"
    assert quiet["newest"] == cursor["newest"] if listed.count else True
