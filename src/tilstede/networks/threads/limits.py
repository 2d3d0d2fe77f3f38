"""What Threads takes: documentation, as read. Pictures go out by hand only."""

from __future__ import annotations

from datetime import date
from typing import Final

import regex

from tilstede.networks.kit.limits import Limits

LIMITS: Final = Limits(
    source="developers.facebook.com/docs/threads/overview",
    day=date(2026, 11, 22),
    text=500,
)
_EMOJI: Final = regex.compile(
    r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{EMod}|[\u200d\ufe0f\u20e3]"
)


def counted(text: str) -> int:
    """Characters; an emoji counts the bytes it has in UTF-8."""
    emoji = _EMOJI.findall(text)
    return len(text) - len(emoji) + sum(len(one.encode()) for one in emoji)
