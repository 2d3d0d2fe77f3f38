"""What stands in a file before it is understood: texts with their lines, whatever the format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

#: What YAML 1.1 reads as nothing when it stands without quotes (yaml.org/type/null.html).
_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})


class Text(msgspec.Struct, frozen=True):
    """One value. ``plain``: written without quotes."""

    text: str
    line: int = 0
    plain: bool = True

    @property
    def empty(self) -> bool:
        """Whether nothing is said."""
        return self.text in _NOTHING if self.plain else not self.text


class Several(msgspec.Struct, frozen=True):
    """A list of values."""

    values: list[Value]
    line: int = 0


class Fields(msgspec.Struct, frozen=True):
    """Values by name; an entry is one of these. ``line``: where it begins, 0 outside a file."""

    values: dict[str, Value]
    line: int = 0

    def line_of(self, name: str) -> int:
        """Where a field stands, or where the entry begins."""
        value = self.values.get(name)
        return self.line if value is None else value.line


Value = Text | Several | Fields


def fields(entry: Mapping[str, Any]) -> Fields:
    """An entry given as plain data: texts, truths, days, lists and dicts of these."""
    return Fields({name: _value(value) for name, value in entry.items() if value is not None})


def _value(value: Any) -> Value:
    if isinstance(value, Mapping):
        return fields(value)
    if isinstance(value, list | tuple):
        return Several([_value(one) for one in value])
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    return Text(str(value).replace("\r\n", "\n"), plain=False)  # as browsers send what has lines
