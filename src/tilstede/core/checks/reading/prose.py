"""The sentences and words of a text, each with its place in characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, NamedTuple

from tilstede.core.checks.reading.lists import read

#: Of a longer text no more than this many characters is read: the longest post a network takes.
MOST: Final = 100_000
#: A word of more letters than this is long (C. H. Björnsson, Läsbarhet, 1968).
LONG: Final = 6

#: What stands in a text and is no prose: addresses, handles, the sign before a tag.
_NO_PROSE: Final = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<!\w)[\w.+-]{0,64}@[\w.-]+(?:@[\w.-]+)?"
    r"|(?<![\w.@-])(?:[\w-]{1,63}\.){1,4}(?:com|de|dk|eu|fi|io|is|net|no|org|se|tv|uk)\b(?:/\S*)?"
    r"|#(?=\w)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
#: An end mark with what closes after it, before a space; or a line's end.
_END: Final = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|\n+")
#: What may stand after an end mark; and so many marks may be one, as in «?!».
_CLOSING: Final = "\"'”’»)] "
_MARKS: Final = 3
_BEFORE: Final = re.compile(r"([^\s(«\"]+)$")
_ORDINAL: Final = re.compile(r"\d{1,3}|[A-ZÆØÅ]|[IVX]+")


class Word(NamedTuple):
    """A word as written, and where it stands."""

    text: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.text[0].isdigit()


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text``: as written, to its end mark. ``words``: those that are not numbers, addresses or handles. ``asks``: it
    ends in a question mark."""

    text: str
    start: int
    end: int
    words: tuple[Word, ...]
    asks: bool


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[Sentence, ...]:
    """In order. A line is a sentence of its own, as in lists and headings; pieces without words are left out."""
    text = text[:MOST]
    seen = masked(text)
    found = (_sentence(text, seen, start, end) for start, end in _bounds(seen))
    return tuple(one for one in found if one.words)


def words(texts: Iterable[str]) -> list[Word]:
    """All words of the texts, each with its place in its own."""
    return [word for text in texts for one in sentences(text) for word in one.words]


def masked(text: str) -> str:
    """The text with spaces where addresses, handles and the sign of a tag stood, so that all places stay."""
    if not any(sign in text for sign in ".@#:"):
        return text
    return _NO_PROSE.sub(lambda hit: " " * len(hit[0]), text)


def lix(texts: Iterable[str]) -> float:
    """Läsbarhetsindex: words per sentence, and the long ones' part of all words in percent; 0 without words."""
    told = [one for text in texts for one in sentences(text)]
    count = sum(len(one.words) for one in told)
    if not count:
        return 0.0
    long = sum(len(word.text) > LONG for one in told for word in one.words)
    return count / len(told) + 100 * long / count


def _bounds(text: str) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for hit in _END.finditer(text):
        if hit[0] == "." and not _ends(text, start, hit):
            continue
        bounds.append((start, hit.end()))
        start = hit.end()
    return [*bounds, (start, len(text))]


def _ends(text: str, start: int, stop: re.Match[str]) -> bool:
    """Whether a full stop ends a sentence: not after what is shortened, nor between a number and a small letter."""
    before = _BEFORE.search(text, start, stop.start())
    if before is None:
        return True
    after = text[stop.end() :].lstrip()[:1]
    word = before[1].casefold()
    if word in _shortened("last"):
        return not after.islower()
    if word in _shortened("words"):
        return not after
    return not (_ORDINAL.fullmatch(before[1]) and (after.islower() or after.isdigit()))


@cache
def _shortened(name: str) -> frozenset[str]:
    return frozenset(str(read("shortened")[name]).split())


def _sentence(text: str, seen: str, start: int, end: int) -> Sentence:
    found = (Word(hit[0], hit.start(), hit.end()) for hit in _WORD.finditer(seen, start, end))
    words = tuple(word for word in found if not word.is_number)
    start = words[0].start if words else start
    told = seen[start:end].rstrip()
    end = start + len(told)
    asks = "?" in told.rstrip(_CLOSING)[-_MARKS:]
    return Sentence(text[start:end], start, end, words, asks)
