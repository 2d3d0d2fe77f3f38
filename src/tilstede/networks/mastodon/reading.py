"""JSON from strangers, read with suspicion: a field that is absent or of another kind is simply empty."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from tilstede.core.text import clean

#: An item larger than this is no post; the largest servers allow is some hundred kilobytes.
MAX_BYTES: Final = 16 << 20


class Refusal(ValueError):
    """Why an item cannot be a post. ``reason``: its code in `contract.REASONS`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


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


def mended(text: str | None, odd: dict[str, None]) -> str:
    """The text fit to be stored, ``""`` for none; ``odd`` gains the codes of what had to be mended."""
    if not text:
        return ""
    if text.isprintable():
        return text
    whole, found = clean(text)
    odd.update(dict.fromkeys(found))
    return whole


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


def moment_of(text: str | None) -> datetime | None:
    """A time in ISO 8601, in UTC; None when it is no time."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is UTC:
            return moment
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def load(raw: bytes) -> dict[str, Any]:
    """The JSON object. :raises Refusal: it is none."""
    if len(raw) > MAX_BYTES:
        raise Refusal("too-large", f"{len(raw)} bytes, more than {MAX_BYTES}")
    try:
        value = _decoded(raw)
    except RecursionError:
        raise Refusal("too-deep", "nested too deeply") from None
    except UnicodeDecodeError as error:
        raise Refusal("not-text", f"not UTF-8: {error.reason}") from error
    except ValueError as error:
        raise Refusal("broken-json", f"not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise Refusal("not-a-post", "not a JSON object")
    return value


def _decoded(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except msgspec.DecodeError:
        # Lone surrogates and raw control characters: msgspec refuses them, they are mended later.
        return json.loads(raw.decode("utf-8-sig"), strict=False)
