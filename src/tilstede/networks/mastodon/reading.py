"""JSON from strangers, read with suspicion: a field that is absent or of another kind is simply empty."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tilstede.networks.kit.jsonfields import MAX_BYTES as MAX_BYTES
from tilstede.networks.kit.jsonfields import Refusal as Refusal
from tilstede.networks.kit.jsonfields import load as load
from tilstede.networks.kit.jsonfields import mended as mended
from tilstede.networks.kit.jsonfields import moment_of as moment_of


class Fields:
    """One JSON object. Every name handed out is fit to be stored; what was mended is noted in ``odd``."""

    def __init__(self, value: Any, odd: dict[str, None] | None = None) -> None:
        self._value: dict[Any, Any] = value if isinstance(value, dict) else {}
        self.odd: dict[str, None] = {} if odd is None else odd  #: an ordered set of codes

    def __bool__(self) -> bool:
        return bool(self._value)

    def __contains__(self, name: str) -> bool:
        return self._value.get(name) is not None

    def raw(self, name: str) -> Any:
        """The value as it came, whatever it is."""
        return self._value.get(name)

    def name(self, *names: str) -> str:
        """The first of these fields that can serve as a name or address: one line, no spaces at its ends."""
        for name in names:
            value = self._value.get(name)
            fits = isinstance(value, str | int) and not isinstance(value, bool)
            if fits and (found := line(value, self.odd)):
                return found
        return ""

    def flag(self, name: str) -> bool:
        return self._value.get(name) is True

    def number(self, name: str) -> int:
        """A size or count, never below 0 or beyond what a database holds."""
        value = self._value.get(name)
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        return counted(value) if fits else 0

    def time(self, *names: str) -> datetime | None:
        """The first of these fields that is a time, in UTC; a time without a zone is taken as UTC."""
        for name in names:
            value = self._value.get(name)
            if isinstance(value, str) and (moment := moment_of(value)):
                return moment
        return None

    def object(self, name: str) -> Fields:
        return Fields(self._value.get(name), self.odd)

    def objects(self, name: str) -> list[Fields]:
        """The objects in a list; ActivityStreams lets a list of one be written without its brackets."""
        return [
            Fields(value, self.odd)
            for value in listed(self._value.get(name))
            if isinstance(value, dict)
        ]


def line(value: str | int | None, odd: dict[str, None]) -> str:
    """The same for a name or an address: one line, no spaces at its ends, also when it is a number."""
    if isinstance(value, int):
        return str(value) if abs(value) < 1 << 63 else ""
    if not value or (" " not in value and value.isprintable()):
        return value or ""
    return " ".join(mended(value, odd).split())


def counted(value: float | None) -> int:
    """A size or count, never below 0 or beyond what a database holds."""
    return int(value) if value is not None and 0 <= value < 1 << 31 else 0


def listed(value: Any) -> list[Any]:
    """A value that may be one or several, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def unique(values: Iterable[str]) -> tuple[str, ...]:
    """The non-empty ones, each once, in order."""
    return tuple(dict.fromkeys(filter(None, values)))
