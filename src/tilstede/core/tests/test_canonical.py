"""Our canonical JSON writer against the reference package, and RFC 8785's own examples."""

from __future__ import annotations

import json
import math

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tilstede.core import canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_writes_as_the_reference_package(value):
    assert canonical.dumps(value) == rfc8785.dumps(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_as_the_reference_package(value):
    assert canonical.dumps(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [  # RFC 8785, appendix B
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (-1.7976931348623157e308, "-1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (333333333.33333329, "333333333.3333333"),
        (-0.0000033333333333333333, "-0.0000033333333333333333"),
        (1424953923781206.2, "1424953923781206.2"),
        (1e21, "1e+21"),
        (1e-7, "1e-7"),
        (1e-6, "0.000001"),
    ],
)
def test_numbers_of_the_rfc(value, text):
    assert canonical.dumps(value) == text.encode()


def test_orders_keys_by_utf16_units():
    keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\x80": 6, "ö": 7}
    written = json.loads(canonical.dumps(keys), object_pairs_hook=list)
    assert [value for _, value in written] == [2, 4, 6, 7, 1, 5, 3]


@pytest.mark.parametrize("value", [math.nan, math.inf, 2**53, {1: "a"}, "\ud800"])
def test_refuses_what_json_cannot_carry(value):
    with pytest.raises(ValueError):
        canonical.dumps(value)


def test_refuses_other_kinds():
    with pytest.raises(TypeError, match="set"):
        canonical.dumps({1, 2})
