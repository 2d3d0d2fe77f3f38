"""Elements of Meta's takeouts in fields of known names, whose values may be of any kind.

msgspec reads an element straight into its `Shape`. Where a list or an object is something else, the element is read
loosely: what does not fit is as if it were absent, and the rest stands. Texts are put right when they are asked for:
most of an element is never used.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import inspect

from tilstede.networks.kit.jsonfields import MAX_BYTES, line_of, mended
from tilstede.networks.kit.meta.mojibake import repaired
from tilstede.networks.kit.meta.plan import decoded

S = TypeVar("S", bound="Shape")


class Shape(msgspec.Struct, gc=False):
    """An object's fields, as far as they are used. Every one may be absent, and is then None."""


class Reader(Generic[S]):
    """Reads elements of one shape."""

    def __init__(self, shape: type[S]) -> None:
        self._decode = msgspec.json.Decoder(shape).decode
        self._shape = shape

    def read(self, raw: bytes) -> S:
        """The element; one that is no object has nothing in it. :raises Refusal: it is no JSON."""
        if len(raw) > MAX_BYTES:
            return loose(decoded(raw), self._shape)
        try:
            # What is not used is passed over without a look whether it is text, so that is asked first.
            return self._decode(raw if raw.isascii() else raw.decode())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return loose(decoded(raw), self._shape)


def loose(value: Any, shape: type[S]) -> S:
    """The value in that shape, as far as it fits."""
    told = value if isinstance(value, dict) else {}
    return shape(**{name: fit(told[name]) for name, fit in _fits(shape) if name in told})


@cache
def _fits(shape: type[Shape]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """For every field what makes a value fit it."""
    info = inspect.type_info(shape)
    assert isinstance(info, inspect.StructType)
    return tuple((field.encode_name, _fit_of(field.type)) for field in info.fields)


def _fit_of(kind: inspect.Type) -> Callable[[Any], Any]:
    for one in kind.types if isinstance(kind, inspect.UnionType) else (kind,):
        if isinstance(one, inspect.StructType):
            return _object_of(one.cls)
        if isinstance(one, inspect.ListType):
            return _list_of(_fit_of(one.item_type))
    return lambda value: value


def _object_of(shape: type[Any]) -> Callable[[Any], Any]:
    return lambda value: loose(value, shape) if isinstance(value, dict) else None


def _list_of(fit: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def fitted(value: Any) -> list[Any] | None:
        if not isinstance(value, list):
            return None
        return [whole for one in value if (whole := fit(one)) is not None]

    return fitted


def text(value: Any, odd: dict[str, None]) -> str:
    """Words as they were written; ``odd`` gains the codes of what had to be mended."""
    if not isinstance(value, str):
        return ""
    whole = repaired(value)
    return whole if whole.isprintable() else mended(whole, odd)


def line(odd: dict[str, None], *values: Any) -> str:
    """The first of these that can serve as a name or an address."""
    for value in values:
        if found := line_of(repaired(value) if isinstance(value, str) else value, odd):
            return found
    return ""


def lines(values: Any, odd: dict[str, None]) -> tuple[str, ...]:
    """The texts in a list, each once."""
    if not isinstance(values, list):
        return ()
    found = [line(odd, one) for one in values if isinstance(one, str)]
    return tuple(dict.fromkeys(filter(None, found)))
