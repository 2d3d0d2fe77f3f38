"""What a server says of its own end, found in what it says of itself. It is for a person to judge."""

from __future__ import annotations

import re
from typing import Final

_TAG: Final = re.compile("<[^<>]*>")
#: So it is said in the languages of most servers that bodies use.
_CLOSING: Final = re.compile(
    r"\b(?:(?:will|to) (?:be )?(?:shut|closed?) down|shutting down|will (?:be )?closed? on"
    r"|(?:legges|blir lagt|vert lagd|vert lagt) ned"
    r"|wird (?:\S+ ){0,4}(?:abgeschaltet|eingestellt)|va fermer|läggs ner|lukker ned)\b",
    re.IGNORECASE,
)
#: Signs before and after it that are told with it, for a person to judge.
_AROUND: Final = 120


def told(said: str) -> str:
    """The words in which a server says that it will close, with some around them, or "". ``said``: plain or HTML."""
    text = " ".join(_TAG.sub(" ", said).split())
    found = _CLOSING.search(text)
    if found is None:
        return ""
    return text[max(0, found.start() - _AROUND) : found.end() + _AROUND].strip()
