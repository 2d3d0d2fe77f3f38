"""An event's one and only sequence of bytes: what the leaf in the tree is the hash of.

``{"digests":{"post":"…"},"kind":"seen","number":12,"time":"2026-11-22T13:29:11.123Z","v":1}``,
canonical JSON (RFC 8785). It is made from the event's columns and never stored, so it cannot differ
from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

ROLE: Final = re.compile(r"[a-z][a-z0-9.-]{0,40}")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


def milliseconds(moment: datetime) -> int:
    """Since 1970-01-01T00:00:00Z. :raises ValueError: a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time in the record has a zone")
    return (moment - _EPOCH) // _MILLISECOND


def moment(time: int) -> datetime:
    """The UTC time of so many milliseconds."""
    return _EPOCH + time * _MILLISECOND


def time_text(time: int) -> str:
    """``2026-11-22T13:29:11.123Z`` (RFC 3339)."""
    return moment(time).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def digests_text(pairs: Iterable[tuple[str, str]]) -> str:
    """The canonical JSON object of (role, hex digest), given in the order of the roles."""
    return "{" + ",".join([f'"{role}":"{digest}"' for role, digest in pairs]) + "}"


def entry_bytes(number: int, time: str, kind: str, digests: str) -> bytes:
    """The entry, from its parts in text form."""
    return (
        f'{{"digests":{digests},"kind":"{kind}","number":{number},"time":"{time}","v":1}}'.encode()
    )
