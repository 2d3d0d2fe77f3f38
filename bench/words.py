"""Words that look and are spread like Norwegian ones, made and not copied from any list.

Real function words stand first, where most of a text is; behind them come made stems, compounds and inflected
forms, so that the tail is as long as in a language that joins words. How often each is used follows
Zipf-Mandelbrot (exponent 1.05, offset 2.7: values that fit newspaper text in several languages).
"""

from __future__ import annotations

import random
from functools import cache
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


_NB = Tongue(
    "nb",
    0.74,
    200_000,
    tuple(
        "og i det er på som en til av for at med de ikke har den et om jeg men fra var han vi så hun seg ved eller kan"
        " nå skal sin når etter også da ut opp blir over dette bli vil man må år der noe alle bare andre mer under siden"
        " få inn før mot gjør her mange to hva sa dag mellom mye ble slik selv hele gå meg deg oss dere dem hvor hvis"
        " fordi både uten ny nye store første kommer går får sier kommunen saken barn skole helse vei møte ordfører"
        " regjeringen politiet innbyggere åpent stengt sammen takk viktig arbeid tid uke måned mandag fredag".split()
    ),
    (
        "",
        "",
        "en",
        "et",
        "er",
        "ene",
        "ene",
        "a",
        "ing",
        "het",
        "lig",
        "te",
        "e",
        "isk",
        "ens",
        "sjon",
    ),
)
_NN = Tongue(
    "nn",
    0.14,
    80_000,
    tuple(
        "og i det er på som ein til av for at med dei ikkje har den eit om eg men frå var han vi så ho seg ved eller kan"
        " no skal sin når etter også då ut opp blir over dette bli vil må år der noko alle berre andre meir under sidan"
        " få inn før mot gjer her mange to kva sa dag mellom mykje vart slik sjølv heile gå meg deg oss dykk kvar dersom"
        " fordi både utan ny nye store første kjem går får seier kommunen saka born skule helse veg møte ordførar"
        " regjeringa politiet innbyggjarar ope stengt saman takk viktig arbeid tid veke månad måndag fredag".split()
    ),
    (
        "",
        "",
        "en",
        "et",
        "ar",
        "ane",
        "ane",
        "a",
        "ing",
        "heit",
        "leg",
        "te",
        "e",
        "isk",
        "inga",
        "sjon",
    ),
)
_EN = Tongue(
    "en",
    0.12,
    60_000,
    tuple(
        "the to of and a in is for on that with we you are it this be our will at as have from by not has their more"
        " can new was all they an but people about who your been today us one so out what or if government work support"
        " public health school council meeting open minister question answer".split()
    ),
    ("", "", "s", "ed", "ing", "er", "ly", "ness", "ment", "tion", "al", "y"),
)
TONGUES = (_NB, _NN, _EN)

#: Names of places, for phrases that are often searched for: "X kommune".
PLACES = tuple(
    "Fjordvik Nordnes Lyngøy Storvåg Ytrebygd Sørholt Elvestrand Havnes Bakkeli Tverrdal Øystad Molvik Granset Hamnøy"
    " Vesterås Kvalvåg Lauvnes Steinsund Åsvang Rognlia Fagerdal Langnes Myrvoll Sandøy Heimdalen".split()
)

_ONSETS = (
    "b bl br d dr f fj fl fr g gj gl gr h hj hv j k kj kl kn kr kv l m n p pl pr r s sj sk skj skr sl sm sn sp st str sv"
    " t tr tv v vr"
).split()
_VOWELS = "a a a e e e i i o o u y æ ø å ei au øy".split()
_CODAS = " l n r s t k g d m p v ng nk st rt nd ld rk lt rn ft ks kt ll mm nn ss tt".split(" ")


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
