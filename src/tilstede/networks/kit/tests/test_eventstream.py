"""Server-sent events, however the bytes come."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.networks.kit.contract import NotUnderstood
from tilstede.networks.kit.eventstream import MAX_BYTES, Event, events

TOLD = b"\n".join(
    [
        b":)",
        b'event: update\ndata: {"a":\ndata: 1}\n',
        b":thump\r\ndata: x\r\n\r",
        b"id: 7\n",
        b"event: delete\ndata:9\n",
        b"data: cut",
    ]
)
MEANT = [
    Event(),
    Event("update", b'{"a":\n1}'),
    Event(),
    Event("message", b"x"),
    Event("delete", b"9"),
]


@given(st.lists(st.integers(0, len(TOLD)), max_size=8))
def test_where_the_pieces_are_cut_does_not_matter(cuts: list[int]) -> None:
    places = sorted({0, len(TOLD), *cuts})
    pieces = [TOLD[start:end] for start, end in pairwise(places)]
    assert list(events(pieces)) == MEANT


def test_an_event_without_end_is_given_up() -> None:
    with pytest.raises(NotUnderstood):
        list(events(b"x" * (1 << 20) for _ in range(MAX_BYTES // (1 << 20) + 1)))
