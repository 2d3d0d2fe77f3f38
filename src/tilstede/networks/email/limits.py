"""What mail takes: no limit of its own, but for what the server says that it takes."""

from __future__ import annotations

from datetime import date
from typing import Final

from tilstede.networks.kit.limits import Limits

DAY: Final = date(2026, 11, 22)
#: Where a server does not say: what nearly every server takes.
USUAL: Final = 10_000_000
#: A file grows by a third in base64 (RFC 2045, 6.8), with line ends a little more; some room is for the words.
_GROWS: Final = 0.72


def documented(largest: int = 0, server: str = "") -> Limits:
    """``largest``: bytes of a whole letter as the server told (RFC 1870), 0 where it was not asked or said nothing."""
    most = largest or USUAL
    source = f"SIZE told by {server}" if largest else "RFC 1870; servers differ"
    file = int(most * _GROWS)
    return Limits(
        source=source,
        day=DAY,
        bytes=int(most * _GROWS / 2),
        title=900,
        picture_bytes=file,
        film_bytes=file,
        answers_only=True,
        warnings=frozenset(),
        cards="written",
        written_tags=True,
    )
