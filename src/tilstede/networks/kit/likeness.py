"""Whether a post reads as what was sent: networks put addresses in a form of their own, and trim."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_ADDRESS: Final = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?)", re.IGNORECASE
)
_SHORT: Final = re.compile(r"https?://(?:t\.co|lnkd\.in)/\w[\w-]*")


def alike(read: str, sent: str) -> bool:
    """The same words, whatever the network made of spaces and addresses. A link not opened (t.co, lnkd.in) may be any.

    Before an answer some networks write who is answered.
    """
    there, here = _words(read), _words(sent)
    while len(there) > len(here) and there[0].startswith("@"):
        del there[0]
    return len(there) == len(here) and all(
        one == other or one == "" for one, other in zip(there, here, strict=True)
    )


def _words(text: str) -> list[str]:
    return [_plain(word) for word in unicodedata.normalize("NFC", text).split()]


def _plain(word: str) -> str:
    """The word; an address without scheme and last slash; ``""`` for a short link."""
    if _SHORT.fullmatch(word):
        return ""
    found = _ADDRESS.search(word)
    if found is None:
        return word
    return word[: found.start()] + found[1].rstrip("/").lower() + word[found.end() :]
