"""Whether words are those of a conversation or those of offices: a number for each word, and for a text."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Final, NamedTuple

from tilstede.core.checks.reading.lists import read
from tilstede.core.checks.reading.prose import words

#: Added to each count, so that what was never seen is not impossible.
_SMOOTHED: Final = 0.2
#: A word of the conversation that is joined counts as this many of the posts it is held against at first.
_HERE: Final = 3
#: Words that pull most, of each kind, that are told.
_TOLD: Final = 3
#: A word pulls when it is this many times (as a natural logarithm) as common on one side.
_PULLS: Final = 0.7
#: An office's word of fewer letters is grammar, and of no help to who would write otherwise.
_TELLING: Final = 4


class Score(NamedTuple):
    """``mean``: over 0 people's words, under 0 an office's: the natural logarithm of how much likelier the mean word
    is. ``words``: how many were known. ``nearer``, ``away``: those that pull most, each way."""

    mean: float
    words: int
    nearer: tuple[str, ...]
    away: tuple[str, ...]


def score(texts: Iterable[str], form: str, others: tuple[str, ...] = ()) -> Score | None:
    """None for forms without tables. ``others``: what is said in the conversation."""
    weights = _weights(form, others)
    if not weights:
        return None
    said = [word for word in _counted(texts).elements() if word in weights]
    mean = sum(weights[word] for word in said) / max(1, len(said))
    once = pulls(texts, form, others)
    away = [word for word, pull in once if pull < -_PULLS and len(word) >= _TELLING][:_TOLD]
    nearer = [word for word, pull in reversed(once) if pull > _PULLS][:_TOLD]
    return Score(mean, len(said), tuple(nearer), tuple(away))


def is_told(form: str) -> bool:
    """Whether there are tables for the form; there are for bokmål and nynorsk."""
    return form in read("talk")["people"]


def pulls(texts: Iterable[str], form: str, others: tuple[str, ...] = ()) -> list[tuple[str, float]]:
    """Each known word once, with its number, an office's first."""
    weights = _weights(form, others)
    once = [(word, weights[word]) for word in _counted(texts) if word in weights]
    return sorted(once, key=lambda one: one[1])


@lru_cache(maxsize=16)
def _weights(form: str, others: tuple[str, ...]) -> Mapping[str, float]:
    """For each word of either side, the logarithm of how much likelier it is among people; none without tables."""
    if not is_told(form):
        return {}
    people, office = _cold(form)
    people = people + Counter({word: _HERE * n for word, n in _counted(others).items()})
    size = len(people | office) * _SMOOTHED
    all_people, all_office = people.total() + size, office.total() + size
    return {
        word: math.log((people[word] + _SMOOTHED) / all_people)
        - math.log((office[word] + _SMOOTHED) / all_office)
        for word in people | office
    }


@cache
def _cold(form: str) -> tuple[Counter[str], Counter[str]]:
    tables = read("talk")
    numbers = tables["office"][form].split()
    office = Counter({word: int(n) for word, n in zip(numbers[::2], numbers[1::2], strict=True)})
    return _counted(tables["people"][form].splitlines()), office


def _counted(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _small(text))


def _small(text: str) -> list[str]:
    """Single letters tell nothing, but those that are words."""
    found = (word.text.casefold() for word in words([text]))
    return [word for word in found if len(word) > 1 or word in "iå"]
