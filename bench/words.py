"""Words that look and are spread like Norwegian ones, made and not copied from any list.

Real function words stand first, where most of a text is; behind them come made stems, compounds and inflected
forms, so that the tail is as long as in a language that joins words. How often each is used follows
Zipf-Mandelbrot (exponent 1.05, offset 2.7: values that fit newspaper text in several languages).
"""

from __future__ import annotations

import random
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_EXPONENT, _OFFSET = 1.05, 2.7
_STEMS = 30_000


class Tongue(NamedTuple):
    """A language as far as a made text needs it. ``share``: how many of the posts are in it; ``size``: words."""

    code: str
    share: float
    size: int
    function_words: tuple[str, ...]
    endings: tuple[str, ...]


_MADE_OF = tomllib.loads((Path(__file__).parent / "words.toml").read_text())


def _listed(words: str) -> tuple[str, ...]:
    """Parts of words, ``-`` for none at all."""
    return tuple(word.replace("-", "") for word in words.split())


TONGUES = tuple(
    Tongue(
        tongue["code"],
        tongue["share"],
        tongue["size"],
        _listed(tongue["function_words"]),
        _listed(tongue["endings"]),
    )
    for tongue in _MADE_OF["tongues"]
)
PLACES = _listed(_MADE_OF["places"])
_ONSETS, _VOWELS, _CODAS = (_listed(_MADE_OF[part]) for part in ("onsets", "vowels", "codas"))


class Vocabulary(NamedTuple):
    """Words by rank, and the running sum of how often each is used."""

    words: list[str]
    sums: NDArray[np.float64]

    def draw(self, generator: np.random.Generator, count: int) -> list[int]:
        """Ranks of so many words of a text."""
        ranks: list[int] = np.searchsorted(self.sums, generator.random(count)).tolist()
        return ranks

    def times(self, rank: int) -> float:
        """The share of all words that is the one of this rank."""
        return float(self.sums[rank] - (self.sums[rank - 1] if rank else 0.0))


@cache
def vocabulary(code: str) -> Vocabulary:
    """The words of a language; the same in every process."""
    tongue = next(tongue for tongue in TONGUES if tongue.code == code)
    made = _inflected(tongue, tongue.size - len(tongue.function_words))
    words = list(dict.fromkeys([*tongue.function_words, *made]))
    weights = 1 / np.power(np.arange(1, len(words) + 1) + _OFFSET, _EXPONENT)
    sums = np.cumsum(weights)
    return Vocabulary(words, sums / sums[-1])


@cache
def stems() -> list[str]:
    """Made stems of one to three syllables, the same for all languages, as in neighbours' languages."""
    chance = random.Random(1)
    found: dict[str, None] = {}
    while len(found) < _STEMS:
        count = chance.choices((1, 2, 3), (50, 42, 8))[0]
        found["".join([_syllable(chance) for _ in range(count)])] = None
    return [stem for stem in found if len(stem) > 2]


def _syllable(chance: random.Random) -> str:
    return chance.choice(_ONSETS) + chance.choice(_VOWELS) + chance.choice(_CODAS)


def _inflected(tongue: Tongue, count: int) -> list[str]:
    """Stems, every fifth with another before it, each with an ending; shorter words tend to come first."""
    chance = random.Random(tongue.code)
    all_stems, endings = stems(), tongue.endings
    found: dict[str, float] = {}
    while len(found) < count:
        word = chance.choice(all_stems) + chance.choice(endings)
        if chance.random() < 0.2:
            word = chance.choice(all_stems) + word
        found[word] = len(word) * 0.4 + chance.random() * 4
    return sorted(found, key=found.__getitem__)
