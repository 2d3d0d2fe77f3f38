"""JSON from strangers, read with suspicion: a field that is absent or of another kind is simply empty."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from tilstede.core.text import clean
from tilstede.networks.kit import jsonfields
from tilstede.networks.kit.jsonfields import Refusal as Refusal

#: A record is a megabyte at most (atproto.com/specs/repository, 2026); with its proof and author this is far above.
MAX_BYTES: Final = 8 << 20
#: More digits of a second than Python reads.
_FRACTION = re.compile(r"(\.\d{6})\d+")
#: Characters of the shortest time with that many.
_LONG: Final = len("2026-01-01T00:00:00.1234567")

Odd = dict[str, None]  #: codes of what had to be mended, in order


def load(raw: bytes) -> dict[str, Any]:
    """The JSON object. :raises Refusal: it is none."""
    return jsonfields.load(raw, MAX_BYTES)


def part(value: Any, *path: str) -> dict[str, Any]:
    """The object that lies there, or an empty one."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def parts(value: Any) -> list[dict[str, Any]]:
    """The objects in a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts(value: Any, odd: Odd) -> list[str]:
    """The names in a list, none of them empty."""
    found = value if isinstance(value, list) else []
    return [name for one in found if (name := line(one, odd))]


def mended(text: Any, odd: Odd) -> str:
    """The text fit to be stored, ``""`` for none; ``odd`` gains the codes of what had to be mended."""
    if not isinstance(text, str):
        return ""
    if text.isprintable():
        return text
    whole, found = clean(text)
    odd.update(dict.fromkeys(found))
    return whole


def line(value: Any, odd: Odd) -> str:
    """The same for a name or an address: one line, no spaces at its ends."""
    if not isinstance(value, str):
        return ""
    if value.isprintable() and " " not in value:
        return value
    return " ".join(mended(value, odd).split())


def counted(value: Any) -> int:
    """A size, never below 0 or beyond what a database holds."""
    fits = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 31
    return value if fits else 0


def moment_of(text: Any) -> datetime | None:
    """A time in ISO 8601, in UTC; None when it is no time."""
    if not isinstance(text, str) or not text:
        return None
    try:
        text = text.strip()
        moment = datetime.fromisoformat(text if len(text) < _LONG else _FRACTION.sub(r"\1", text))
        if moment.tzinfo is UTC:
            return moment
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
