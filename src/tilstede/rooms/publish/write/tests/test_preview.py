"""What is shown beside the text says what leaves, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilstede.outbox.drafting.models import Wording
from tilstede.rooms.publish.write.preview import Piece, pieces
from tilstede.rooms.publish.write.wordings import stretches

MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)


@given(st.text(alphabet="a #@./:hps\n", max_size=60))
def test_nothing_of_the_text_is_lost(text: str) -> None:
    assert "".join(piece.shown for piece in pieces(text, short=False)) == text


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("#ferje", "tag", "#ferje"),
        ("@ordforar@sosial.example", "name", "@ordforar@sosial.example"),
        ("https://www.fjordvik.example/", "link", "fjordvik.example/"),
        (f"https://fjordvik.example/{'a' * 40}", "link", f"fjordvik.example/{'a' * 13}…"),
        ("kari@fjordvik.example", "text", "kari@fjordvik.example"),
        ("C#major", "text", "C#major"),
    ],
)
def test_what_a_network_makes_links_of_is_marked(text: str, kind: str, shown: str) -> None:
    assert list(pieces(text, short=True)) == [Piece(kind, shown)]


def _wording(number: int, by: str, minutes: int, base: int | None = None) -> Wording:
    at = MORNING + timedelta(minutes=minutes)
    return Wording(number=number, by=by, at=at, base=number - 1 if base is None else base)


def test_a_stretch_of_work_is_one_line_and_what_two_wrote_at_once_is_two() -> None:
    rows = [
        _wording(1, "kari", 0),
        _wording(2, "kari", 1),
        _wording(3, "kari", 2),
        _wording(4, "ola", 3, base=2),
        _wording(5, "ola", 4, base=3),
        _wording(6, "ola", 60),
    ]
    assert [row.number for row in stretches(rows)] == [2, 3, 4, 5, 6]
