"""What stands in a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

#: ``text``; ``integer``; ``truth``; ``moment`` (UTC, to the second); ``list`` (of texts).
Kind = Literal["text", "integer", "truth", "moment", "list"]

#: A row by column name. None: there is no value.
Value = str | int | bool | datetime | list[str] | None
Row = Mapping[str, Value]


class Column(NamedTuple):
    """A column: what it is called, and what kind of value it has."""

    name: str
    kind: Kind
