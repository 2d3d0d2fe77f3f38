"""JSON from strangers, read with suspicion: a field that is absent or of another kind is simply empty."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from tilstede.core.text import clean

#: An item larger than this is no post; the largest that servers allow is some hundred kilobytes.
MAX_BYTES: Final = 16 << 20


class Refusal(ValueError):
    """Why an item cannot be a post. ``reason``: its code in `items.REASONS`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Fields:
    """One JSON object. Every text handed out is fit to be stored; what was mended is noted in ``odd``."""

    def __init__(self, value: Any, odd: dict[str, None] | None = None) -> None:
        self._value: dict[Any, Any] = value if isinstance(value, dict) else {}
        self.odd: dict[str, None] = {} if odd is None else odd  #: an ordered set of codes

    def __bool__(self) -> bool:
        return bool(self._value)

    def __contains__(self, name: str) -> bool:
        return self._value.get(name) is not None

    def text(self, name: str) -> str:
        """Words as they were written, with their line breaks."""
        value = self._value.get(name)
        return mended(value, self.odd) if isinstance(value, str) else ""

    def line(self, *names: str) -> str:
        """The first of these that can serve as a name or an address: one line, no spaces at its ends."""
        for name in names:
            if found := line_of(self._value.get(name), self.odd):
                return found
        return ""

    def flag(self, name: str) -> bool:
        return self._value.get(name) is True

    def number(self, name: str) -> int:
        """A size or count, never below 0 or beyond what a database holds."""
        return number_of(self._value.get(name))

    def time(self, name: str) -> datetime | None:
        """A time in ISO 8601, in UTC."""
        value = self._value.get(name)
        return moment_of(value) if isinstance(value, str) else None

    def object(self, name: str) -> Fields:
        return Fields(self._value.get(name), self.odd)

    def objects(self, name: str) -> list[Fields]:
        """The objects in a list."""
        value = self._value.get(name)
        some = value if isinstance(value, list) else []
        return [Fields(one, self.odd) for one in some if isinstance(one, dict)]

    def lists(self, name: str) -> list[list[Fields]]:
        """The objects in each list of a list."""
        value = self._value.get(name)
        some = value if isinstance(value, list) else []
        return [Fields({"": one}, self.odd).objects("") for one in some]

    def lines(self, name: str) -> tuple[str, ...]:
        """The texts in a list, each once."""
        value = self._value.get(name)
        some = value if isinstance(value, list) else []
        texts = [Fields({"": one}, self.odd).line("") for one in some if isinstance(one, str)]
        return tuple(dict.fromkeys(filter(None, texts)))


def mended(text: str | None, odd: dict[str, None]) -> str:
    """The text fit to be stored, ``""`` for none; ``odd`` gains the codes of what had to be mended."""
    if not text:
        return ""
    if text.isprintable() or text.replace("\n", "").isprintable():
        return text
    whole, found = clean(text)
    odd.update(dict.fromkeys(found))
    return whole


def line_of(value: Any, odd: dict[str, None]) -> str:
    """What can serve as a name or an address, on one line and without spaces at its ends; ``""`` for anything else."""
    if isinstance(value, str):
        if value and " " not in value and value.isprintable():
            return value
        return " ".join(mended(value, odd).split())
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63:
        return str(value)
    return ""


def number_of(value: Any) -> int:
    """A size or count, never below 0 or beyond what a database holds; 0 for anything else."""
    if type(value) is not int and type(value) is not float:
        return 0
    return int(value) if 0 <= value < 1 << 31 else 0


def moment_of(text: str | None) -> datetime | None:
    """A time in ISO 8601, in UTC; one without a zone is taken as UTC. None when it is no time."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        if moment.tzinfo is UTC:
            return moment
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def load(raw: bytes, most: int = MAX_BYTES) -> dict[str, Any]:
    """The JSON object, of at most so many bytes. :raises Refusal: it is none."""
    if len(raw) > most:
        raise Refusal("too-large", f"{len(raw)} bytes, more than {most}")
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
