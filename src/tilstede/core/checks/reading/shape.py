"""How a post is built, in numbers, and how far that is from how others build theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Final, NamedTuple

from tilstede.core.checks.reading import links, persons, prose

_TAG: Final = re.compile(r"(?<![\w&/])#\w")


class Side(NamedTuple):
    """One measure: what the draft has, what the middle one of the others has, and ``place``: the part of the
    others that have less, from 0 to 1."""

    name: str
    has: float
    usual: float
    place: float

    @property
    def off(self) -> float:
        """How far from the middle of the crowd: 0 in the middle, 1 outside."""
        return abs(2 * self.place - 1)


def measure(texts: Sequence[str], form: str) -> Mapping[str, float]:
    """``length``: in words. ``sentence``: words in a sentence. ``long``: words of more than six letters, percent.
    ``speaks``, ``spoken_to``, ``asks``, ``links``: 1 or 0. ``tags``: how many."""
    told = [one for text in texts for one in prose.sentences(text)]
    found = [word for one in told for word in one.words]
    return {
        "length": len(found),
        "sentence": len(found) / max(1, len(told)),
        "long": 100 * sum(len(word.text) > prose.LONG for word in found) / max(1, len(found)),
        "speaks": bool(persons.said(texts, persons.speaks(form))),
        "spoken_to": bool(persons.said(texts, persons.spoken_to(form))),
        "asks": bool(persons.questions(texts)),
        "links": bool(links.written(texts)),
        "tags": sum(len(_TAG.findall(text)) for text in texts),
    }


def compare(texts: Sequence[str], others: Sequence[str], form: str) -> list[Side]:
    """The draft beside the others, of whom there is one at least; furthest off first."""
    mine = measure(texts, form)
    theirs = [measure([text], form) for text in others]
    sides = (_side(name, has, [one[name] for one in theirs]) for name, has in mine.items())
    return sorted(sides, key=lambda side: -side.off)


def distance(sides: Sequence[Side]) -> float:
    """0: in the middle of the crowd; 1: outside in everything."""
    return sum(side.off for side in sides) / len(sides)


def _side(name: str, has: float, theirs: Sequence[float]) -> Side:
    less = sum(one < has for one in theirs) + sum(one == has for one in theirs) / 2
    return Side(name, has, median(theirs), less / len(theirs))
