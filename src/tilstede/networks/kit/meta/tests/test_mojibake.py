"""Texts put right one by one, and never made worse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilstede.networks.kit.meta.mojibake import repaired, repaired_value
from tilstede.networks.kit.meta.plan import value_of


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_meta_did_is_undone(text: str) -> None:
    assert repaired(text.encode().decode("latin-1")) == text


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


_TEXTS = st.text().map(lambda text: text.encode("utf-8", "replace").decode("latin-1")) | st.text()


@settings(max_examples=300)
@given(
    st.recursive(
        _TEXTS | st.none() | st.integers(-9, 9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
        max_leaves=6,
    ),
    st.booleans(),
)
def test_an_element_read_at_once_is_as_one_put_right_text_by_text(
    value: Any, escaped: bool
) -> None:
    raw = json.dumps(value, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    assert value_of(raw) == repaired_value(json.loads(raw.decode("utf-8", "surrogatepass")))


@pytest.mark.parametrize(
    "text",
    [
        r"\\u00c3\\u00b8",
        r"\u0022,\u0022",
        r"\u005cn",
        r"\u00c3",
        r"\u00C3\u00B8 \u20ac",
        r"\\\u00c3\u00b8",
    ],
)
def test_escapes_that_mean_something_stand(text: str) -> None:
    raw = f'["{text}", "\\u00c3\\u00b8"]'.encode()
    assert value_of(raw) == repaired_value(json.loads(raw))


def test_known_pairs(shared: Callable[[str], Path]) -> None:
    for line in shared("corpus/exports/facebook/mojibake_pairs.jsonl").read_text().splitlines():
        pair = json.loads(line)
        text = json.loads(f'"{pair["raw_json_text"]}"')
        expected = pair["expected"]
        assert repaired(text) in (expected, json.loads(f'"{expected}"'))
