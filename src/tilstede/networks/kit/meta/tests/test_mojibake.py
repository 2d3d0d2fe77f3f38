"""Texts put right one by one, and never made worse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tilstede.networks.kit.meta.mojibake import repaired, repaired_value


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_meta_did_is_undone(text: str) -> None:
    assert repaired(text.encode().decode("latin-1")) == text


@settings(deadline=None)
@given(st.text())
def test_what_meta_did_not_do_stays(text: str) -> None:
    """Unless it happens to be such bytes."""
    found = repaired(text)
    assert found in (text, found.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    if found != text:
        assert found.encode().decode("latin-1") == text


def test_each_text_by_itself() -> None:
    value = {"Navn på": "blÃ¥bÃ¦r", "rett": "blåbær", "liste": ["Ã¸", 3, None, "→"], "Ã¸": True}
    assert repaired_value(value) == {
        "Navn på": "blåbær",
        "rett": "blåbær",
        "liste": ["ø", 3, None, "→"],
        "ø": True,
    }


def test_known_pairs(shared: Callable[[str], Path]) -> None:
    for line in shared("corpus/exports/facebook/mojibake_pairs.jsonl").read_text().splitlines():
        pair = json.loads(line)
        text = json.loads(f'"{pair["raw_json_text"]}"')
        expected = pair["expected"]
        assert repaired(text) in (expected, json.loads(f'"{expected}"'))
