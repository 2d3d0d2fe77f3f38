"""Whether some words are about a topic of a list, however they are written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

import regex

from tilstede.core.text import tokens

#: A topic of so many letters is looked for inside longer words: «barnevern» in «kommunebarnevernet».
_HELD: Final = 5
#: Where a word ends in a topic like #StoppBarnevernet.
_HUMP: Final = regex.compile(r"(?<=[\p{Ll}\p{N}])(?=\p{Lu})")


def about(topics: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Those of the topics that any of the texts is about.

    The last word of a topic also stands for longer words that begin with it, and a topic of one word of five letters or
    more for all that hold it: forms and compounds. Signs that nobody sees, letters in disguise and words that are
    written as one in a #Topic hide none. A topic without a word is never found.
    """
    held = [tokens(one) for text in texts for one in _bared(text)]
    return [topic for topic in topics if any(_is_about(tokens(_bare(topic)), one) for one in held)]


def place(words: Sequence[str], text: Sequence[str]) -> int:
    """Where in the text they stand next to each other, from 1; 0: nowhere. The last may be the beginning of a word."""
    if not words:
        return 0
    *before, last = words
    for start in range(len(text) - len(words) + 1):
        here = text[start : start + len(words)]
        if list(here[:-1]) == before and here[-1].startswith(last):
            return start + 1
    return 0


def _is_about(topic: Sequence[str], text: Sequence[str]) -> bool:
    if len(topic) == 1 and len(topic[0]) >= _HELD:
        return any(topic[0] in word for word in text)
    return place(topic, text) > 0


def _bared(text: str) -> set[str]:
    bare = _bare(text)
    return {bare, _HUMP.sub(" ", bare)}


def _bare(text: str) -> str:
    """In plain letters, without signs that take no room."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(one for one in plain if unicodedata.category(one) != "Cf")
