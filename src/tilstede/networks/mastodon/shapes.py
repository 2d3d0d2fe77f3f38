"""JSON objects from strangers in fields of known kinds, read in two ways with one outcome.

`msgspec` reads an object straight into its `Shape` when every field is of the kind that is written down: that is a
tenth of the time. Where one is not (a number for a text, null for a list, one object where a list should be), the
item is read loosely: what does not fit is as if it were absent, and the rest stands.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import inspect

from tilstede.networks.mastodon.reading import MAX_BYTES, load

#: A text; and one that may serve as a name or number, which some servers write as a number.
Text = str | None
Name = str | int | None
#: A count or size, which some servers write with a decimal point.
Number = int | float | None
Flag = bool | None

S = TypeVar("S", bound=msgspec.Struct)
_SCALARS: Final[dict[type[inspect.Type], type]] = {
    inspect.StrType: str,
    inspect.IntType: int,
    inspect.FloatType: float,
}


class Shape(msgspec.Struct):
    """An object's fields, as far as they are used. Every one may be absent, and is then None."""


class Reader(Generic[S]):
    """Reads objects of one shape."""

    def __init__(self, shape: type[S]) -> None:
        self._decoder = msgspec.json.Decoder(shape)
        self._shape = shape

    def read(self, raw: bytes) -> S:
        """The object. :raises Refusal: it is none, or no JSON."""
        found = self.strict(raw)
        return self.loose(load(raw)) if found is None else found

    def strict(self, raw: bytes) -> S | None:
        """The object when every field is as written down; None otherwise."""
        if len(raw) > MAX_BYTES:
            return None
        try:
            raw.decode()  # msgspec passes over what is not used without looking whether it is text
            return self._decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def loose(self, value: dict[str, Any]) -> S:
        """The object, as far as its fields fit."""
        return loose(value, self._shape)


def loose(value: dict[str, Any], shape: type[S]) -> S:
    """The object in that shape, as far as its fields fit."""
    return shape(**{name: fit(value[name]) for name, fit in _fits(shape) if name in value})


@cache
def _fits(shape: type[msgspec.Struct]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """For every field what makes a value fit it."""
    info = inspect.type_info(shape)
    assert isinstance(info, inspect.StructType)
    return tuple((field.encode_name, _fit_of(field.type)) for field in info.fields)


def _fit_of(kind: inspect.Type) -> Callable[[Any], Any]:
    """What gives a value of any kind as one of this kind, or None."""
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    for one in kinds:
        if isinstance(one, inspect.AnyType):
            return lambda value: value
        if isinstance(one, inspect.StructType):
            return _object_of(one.cls)
        if isinstance(one, inspect.ListType):
            return _list_of(_fit_of(one.item_type))
    if any(isinstance(one, inspect.BoolType) for one in kinds):
        return lambda value: value if isinstance(value, bool) else None
    allowed = tuple(_SCALARS[type(one)] for one in kinds if type(one) in _SCALARS)
    return lambda value: (
        value if isinstance(value, allowed) and not isinstance(value, bool) else None
    )


def _object_of(shape: type[msgspec.Struct]) -> Callable[[Any], Any]:
    return lambda value: loose(value, shape) if isinstance(value, dict) else None


def _list_of(fit: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """ActivityStreams lets a list of one be written without its brackets, and so do some servers' APIs."""

    def fitted(value: Any) -> list[Any] | None:
        if value is None:
            return None
        values = value if isinstance(value, list) else [value]
        return [whole for one in values if (whole := fit(one)) is not None]

    return fitted
