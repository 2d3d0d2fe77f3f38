"""Two ways of reading an element, and one outcome."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilstede.networks.kit.jsonfields import MAX_BYTES, Refusal
from tilstede.networks.kit.meta.plan import decoded
from tilstede.networks.kit.meta.shapes import Reader, Shape, line, lines, loose, text


class _Inner(Shape):
    uri: Any = None


class _Outer(Shape):
    title: Any = None
    inner: _Inner | None = None
    media: list[_Inner] | None = None


_reader = Reader(_Outer)
_NAMES = st.sampled_from(["title", "inner", "media", "uri", "x"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=300)
@given(_VALUES, st.booleans())
def test_read_straight_is_as_read_loosely(value: Any, escaped: bool) -> None:
    raw = json.dumps(value, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    try:
        expected = loose(decoded(raw), _Outer)
    except Refusal:
        with pytest.raises(Refusal):
            _reader.read(raw)
    else:
        assert _reader.read(raw) == expected


def test_what_does_not_fit_is_as_if_absent() -> None:
    read = _reader.read(b'{"title": 3, "inner": [], "media": [1, {"uri": "a"}, null, {}]}')
    assert read == _Outer(title=3, media=[_Inner(uri="a"), _Inner()])
    assert _reader.read(b"[1]") == _reader.read(b'"x"') == _Outer()


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"x": "\xff", "title": "a"}', "not-text"),
        (b'{"title": ', "broken-json"),
        (b'{"x": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", "too-deep"),
        (b'{"x": "' + b"a" * MAX_BYTES + b'"}', "too-large"),
    ],
    ids=["not-text", "broken-json", "too-deep", "too-large"],
)
def test_what_is_not_used_is_looked_at_too(raw: bytes, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        _reader.read(raw)
    assert refused.value.reason == reason


def test_texts_are_put_right_when_asked_for() -> None:
    odd: dict[str, None] = {}
    assert text("blÃ¥bÃ¦r\n", odd) == "blåbær\n"
    assert text("rett å", odd) == "rett å"
    assert text(3, odd) == text(None, odd) == ""
    assert line(odd, None, " ", "Ã¸st  vest", "nord") == "øst vest"
    assert line(odd, 12345) == "12345"
    assert lines(["Ã¸", 3, "ø", ""], odd) == ("ø",)
    assert lines("Ã¸", odd) == ()
    assert not odd
    assert text("a\x07", odd) == "a"
    assert list(odd) == ["control-characters"]
