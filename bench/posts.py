"""Posts as public bodies and those who govern write them, made: the same for the same number on every machine.

Lengths and what posts contain follow 1,064 Norwegian tweets that were counted (NorDial, github.com/jerbarnes/nordial,
tweet level, without those of 2020; only the counts are here). Posts are made in segments that do not depend on each
other, so that five million can be made piece by piece, by any process.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from bench.words import PLACES, TONGUES, Vocabulary, stems, vocabulary

SEGMENT = 50_000

#: Characters, from so many up to 20 more -> share of the tweets.
LENGTHS = {
    40: 0.03383,
    60: 0.09774,
    80: 0.0968,
    100: 0.11466,
    120: 0.08553,
    140: 0.09117,
    160: 0.07143,
    180: 0.06767,
    200: 0.06485,
    220: 0.05921,
    240: 0.04511,
    260: 0.07707,
    280: 0.06109,
    300: 0.02632,
    320: 0.0047,
    340: 0.00188,
    360: 0.00094,
}
_BIN = 20
#: Shares of the tweets that have one. Mentions are halved: bodies answer less than people do.
_LINK, _MENTION, _TAG, _EMOJI, _BREAK, _NUMBER, _QUESTION = 0.15, 0.35, 0.06, 0.17, 0.20, 0.39, 0.17
_PLACE = 0.25
_SIGNS = ("😊", "👍", "❤️", "🇳🇴", "🎉", "🌞", "👏", "😀")

_BEGINNING = 1_388_534_400  #: 2014-01-01, Unix seconds
_SPAN = 315_360_000  #: ten years


class Made(NamedTuple):
    """A post before any network's form is put on it. ``at``: Unix seconds; ``links``: whole addresses."""

    number: int
    account: int
    at: int
    language: str
    text: str
    links: tuple[str, ...]
    mentions: tuple[int, ...]
    tags: tuple[str, ...]


def accounts(size: int) -> int:
    """How many write a collection of that size: 20,000 in a large one."""
    return max(20, min(20_000, size // 50))


@cache
def handle(account: int) -> str:
    """How an account is called."""
    found = stems()
    name = found[account % len(found)] + PLACES[account % len(PLACES)].casefold()
    return name.translate(str.maketrans("æøåé", "eoae")) + str(account)


def some(begin: int, end: int, size: int) -> Iterator[Made]:
    """Posts ``begin`` up to ``end`` of a collection of ``size``, in the order they were written."""
    for segment in range(begin // SEGMENT, -(-end // SEGMENT)):
        first = segment * SEGMENT
        for made in _segment(segment, min(SEGMENT, size - first), size):
            if begin <= made.number < end:
                yield made


def _segment(segment: int, count: int, size: int) -> Iterator[Made]:
    maker = _Maker(segment, count, size)
    for place in range(count):
        yield maker.make(segment * SEGMENT + place, place)


class _Maker:
    """Draws the dice for a whole segment at once: that is most of the time a post takes to make."""

    def __init__(self, segment: int, count: int, size: int) -> None:
        draw = np.random.default_rng((7, segment))
        bins = np.array(list(LENGTHS))
        shares = np.array(list(LENGTHS.values()))
        self._size = size
        self._lengths = draw.choice(bins, count, p=shares / shares.sum()) + draw.integers(
            0, _BIN, count
        )
        self._tongues = draw.choice(
            len(TONGUES), count, p=[tongue.share for tongue in TONGUES]
        ).tolist()
        self._accounts = _skewed(draw, count, accounts(size))
        self._chance = random.Random(segment)
        self._texts = [_Stream(vocabulary(tongue.code), draw, count) for tongue in TONGUES]

    def make(self, number: int, place: int) -> Made:
        chance = self._chance
        links = (_link(number, chance),) if chance.random() < _LINK else ()
        mentions = (chance.randrange(accounts(self._size)),) if chance.random() < _MENTION else ()
        tags = (chance.choice(stems()[:2000]),) if chance.random() < _TAG else ()
        tongue = self._tongues[place]
        named = [f"@{handle(account)}" for account in mentions]
        ends = [*[f"#{tag}" for tag in tags], *links]
        length = int(self._lengths[place]) - sum(map(len, (*named, *ends)))
        words = self._texts[tongue].take(max(length, 20), chance)
        _season(words, chance)
        text = " ".join([*named, *words, *ends])
        if chance.random() < _BREAK:
            text = text.replace(". ", ".\n\n", 1)
        at = _BEGINNING + number * _SPAN // self._size
        code = TONGUES[tongue].code
        return Made(number, self._accounts[place], at, code, text, links, mentions, tags)


class _Stream:
    """Words of one language, one after the other."""

    def __init__(self, words: Vocabulary, draw: np.random.Generator, count: int) -> None:
        self._vocabulary = words
        self._generator = draw
        self._count = count * 8
        self._ranks = self._drawn()

    def take(self, length: int, chance: random.Random) -> list[str]:
        """Sentences of about so many characters."""
        found: list[str] = []
        left, until = length, chance.randint(5, 14)
        while left > 0:
            rank = next(self._ranks, None)
            if rank is None:
                self._ranks = self._drawn()
                continue
            word = self._vocabulary.words[rank]
            left -= len(word) + 1
            until -= 1
            if not until:
                word += "."
                until = chance.randint(5, 14)
            found.append(word if found and not found[-1].endswith(".") else word.capitalize())
        return found

    def _drawn(self) -> Iterator[int]:
        return iter(self._vocabulary.draw(self._generator, self._count))


def _season(words: list[str], chance: random.Random) -> None:
    """What makes a post more than words: a place, a number, a question, a sign."""
    if chance.random() < _PLACE:
        place = PLACES[int(chance.random() ** 2 * len(PLACES))]
        words.insert(len(words) // 2, f"{place} kommune")
    if chance.random() < _NUMBER:
        words.insert(chance.randrange(len(words)), str(chance.randint(2, 2030)))
    words[-1] = words[-1].rstrip(".") + ("?" if chance.random() < _QUESTION else ".")
    if chance.random() < _EMOJI:
        words.append(chance.choice(_SIGNS))


def _link(number: int, chance: random.Random) -> str:
    return f"https://www.{chance.choice(stems()[:300]).translate(_ASCII)}.example/sak/{number}"


_ASCII = str.maketrans("æøå", "eoa")


def _skewed(draw: np.random.Generator, count: int, accounts: int) -> list[int]:
    """Who wrote each: few write much (Zipf, exponent 1)."""
    sums = np.cumsum(1 / (np.arange(accounts) + 10.0))
    found: list[int] = np.searchsorted(sums / sums[-1], draw.random(count)).tolist()
    return found
