"""RFC 8785 JSON (JCS): one and only one sequence of bytes for a value, to be hashed and signed.

Own writer, since the `rfc8785` package is too slow for every event; the tests hold the two equal.
"""

from __future__ import annotations

import math
from json.encoder import encode_basestring as _quoted
from typing import Any

#: Beyond this, readers that hold numbers as doubles lose digits (RFC 8785 § 3.2.2.3).
LARGEST_INTEGER = 2**53 - 1


def dumps(value: Any) -> bytes:
    """The canonical bytes of None, bool, int, float, str, and lists, tuples and dicts of these.

    :raises ValueError: a number JSON cannot carry, a key that is no text, a lone surrogate.
    :raises TypeError: a value that is not of these kinds.
    """
    return _text(value).encode()


def _text(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, dict):
        return _object(value)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(map(_text, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _object(value: dict[Any, Any]) -> str:
    if not all(isinstance(key, str) for key in value):
        raise ValueError("keys must be text")
    keys = value if len(value) < 2 else sorted(value, key=_utf16)
    return "{" + ",".join(f"{_quoted(key)}:{_text(value[key])}" for key in keys) + "}"


def _utf16(key: str) -> bytes:
    """Keys are ordered as UTF-16 code units (RFC 8785 § 3.2.3): above U+FFFF not as code points."""
    return key.encode("utf-16-be")


def _integer(value: int) -> str:
    if abs(value) > LARGEST_INTEGER:
        raise ValueError(f"{value} is too large for a JSON number")
    return str(value)


def _number(value: float) -> str:
    """As ECMAScript's Number::toString (ECMA-262 § 6.1.6.1.20; RFC 8785 § 3.2.2.3)."""
    if not math.isfinite(value):
        raise ValueError(f"{value} has no JSON form")
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = f"{abs(value)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    return sign + _placed(digits.rstrip("0"), point)


def _placed(digits: str, point: int) -> str:
    """``digits`` with the point after the first ``point`` of them, in ECMAScript's four layouts."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return "0." + "0" * -point + digits
    fraction = f".{digits[1:]}" if count > 1 else ""
    return f"{digits[0]}{fraction}e{point - 1:+d}"
