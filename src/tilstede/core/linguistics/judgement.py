"""How the evidence of all witnesses is weighed, for many texts at once; why so is told in `core.language`.

In the arrays a row is a text and a column a language; each text is judged as if it were alone.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from functools import cache
from itertools import chain, pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tilstede.core.linguistics.lexicon import COUNTED, HOME, LISTED, NUMBERS, SEQUENCES, lexicon
from tilstede.core.linguistics.prose import FEW
from tilstede.core.linguistics.sequences import sequences

# --- weights ----------------------------------------------------------------------------------------
_SEQUENCE: Final = 0.32
_BYTES: Final = 1.16
_FOREIGN: Final = 1.0
_LISTED: Final = -2.1
_HOME_BIAS: Final = np.array((0.0, 0.5, -1.25, 1.0, 0.85))
#: Languages beyond the five: Northern Sámi is at home too; then those many in Norway write; then the rest.
_SAMI_BIAS: Final = 0.0
_COMMON_BIAS: Final = -1.0
_RARE_BIAS: Final = -4.0
_COMMON: Final = (
    "am ar bg bs cs de el es et fa fi fo fr he hi hr hu is it ja ko ku lt lv nl pl ps pt ro ru sk so sq sr sw"
    " ta th ti tl tr uk ur vi zh"
)
_BEYOND_BIAS: Final = dict.fromkeys(_COMMON.split(), _COMMON_BIAS) | {"se": _SAMI_BIAS}
#: So many languages the byte sequences hold likeliest are weighed, beside the five.
_LIKELIEST: Final = 10

# --- when it is sure --------------------------------------------------------------------------------
_SURE: Final = 0.75
#: Below this, with only a word or two, the letters tell nothing.
_GUESS: Final = 0.3
#: Letters a text must have for a language beyond the five to be sure.
_ENOUGH: Final = 12
#: The Latin script's letters come before it in Unicode.
_GREEK: Final = "\u0370"
#: A word decides when it is this many times (as a natural logarithm) as common in the one as in the other.
_DECIDES: Final = 2.5
#: By this much in the other direction, it speaks against. Swedish is rare here and has many a word of nynorsk's
#: («att»), so that one word which no Swede writes is enough.
_OPPOSES: Final = np.array((3.0, 3.0, 3.0, 2.4, 3.0))
_MOST_SHOWN: Final = 5

_SINGLE: Final = frozenset(string.ascii_lowercase)  # no list holds them
#: Which of `HOME` must be told from which: the other form of Norwegian, Swedish from nynorsk; -1: only from the
#: nearest.
_COUNTERPART: Final = np.array((1, 0, -1, 1, -1))

Numbers = NDArray[np.float64]
Whole = NDArray[np.integer]
Truths = NDArray[np.bool_]

#: Code, whether it is sure, and the deciding words, as in `core.language.Language`.
Verdict = tuple[str, bool, tuple[str, ...]]


class Said(NamedTuple):
    """The lower-case words of all texts, one after the other.

    ``who``: whose each is; ``first``: whether it stands there for the first time; ``rows``: what each says
    (`Lexicon.look_up`); ``sums``: what all words of a text say together; ``size``: how many they are.
    """

    words: list[str]
    who: Whole
    first: Truths
    rows: Numbers
    sums: Numbers
    size: Whole


def judge(texts: Sequence[Sequence[str]]) -> list[Verdict]:
    """The language of each text, given as its words, of which one at least is more than a Latin letter."""
    if not texts:
        return []
    joined = [_without_shouting(" ".join(words)) for words in texts]
    heard, codes = sequences().hear(joined), sequences().codes
    said = _said(joined)
    scores = _scores(said, heard)
    best = scores.argmax(axis=1)
    chance = 1 / np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)
    at_home = scores[:, _home()]
    # «ok», «NAV» could be anything: likeliest ours
    open_ = (chance < _GUESS) & np.array([_is_open(words) for words in texts])
    best[open_] = np.array(_home())[at_home[open_].argmax(axis=1)]
    own = [HOME.index(codes[place]) if codes[place] in HOME else None for place in best.tolist()]
    decided, shown = _by_words(said, at_home, np.array([place or 0 for place in own]))
    likely = (chance >= _SURE).tolist()
    return [
        (codes[place], likely[i] and len("".join(texts[i])) >= _ENOUGH, ())
        if own[i] is None
        else (codes[place], likely[i] and decided[i], shown[i])
        for i, place in enumerate(best.tolist())
    ]


def _without_shouting(text: str) -> str:
    return text.lower() if sum(map(str.isupper, text)) > len(text) / 2 else text


def _is_open(words: Sequence[str]) -> bool:
    return len(words) < FEW and max("".join(words)) < _GREEK


def _said(texts: Sequence[str]) -> Said:
    """Look up each text's words."""
    said = [[word for word in text.lower().split() if word not in _SINGLE] for text in texts]
    words = list(chain.from_iterable(said))
    places, rows = lexicon().look_up(words)
    size = np.array([len(own) for own in said])
    who = np.repeat(np.arange(len(said)), size)
    first = np.zeros(len(words), bool)
    first[np.unique(who * (places.max() + 1) + places, return_index=True)[1]] = True
    sums = np.add.reduceat(rows, size.cumsum() - size, axis=0)
    return Said(words, who, first, rows, sums, size)


# --- which language ---------------------------------------------------------------------------------
@cache
def _home() -> list[int]:
    """Where each of `HOME` stands among the languages of `sequences`."""
    return [sequences().codes.index(code) for code in HOME]


@cache
def _bias() -> Numbers:
    return np.array([_BEYOND_BIAS.get(code, _RARE_BIAS) for code in sequences().codes])


def _scores(said: Said, heard: Numbers) -> Numbers:
    """The weighed sum for each language of `sequences`; only differences mean anything.

    Neighbouring words are evidence of each other, so sums are tempered by the root of their number.
    """
    listed = said.sums[:, LISTED]
    scale = 1 / np.sqrt(said.size)
    beyond = (_LISTED * listed + _FOREIGN * (said.size - listed)) * scale
    scores = beyond[:, None] + _BYTES * heard + _bias()
    scores[~_likeliest(heard)] = -np.inf
    by_sequences = said.sums[:, SEQUENCES]
    tempered = _SEQUENCE / np.sqrt(np.maximum(1, said.sums[:, COUNTED]))
    behind = by_sequences - by_sequences.max(axis=1, keepdims=True)
    by_letters = tempered[:, None] * behind + _BYTES * heard[:, _home()]
    scores[:, _home()] = scale[:, None] * said.sums[:, NUMBERS] + by_letters + _HOME_BIAS
    return scores


def _likeliest(heard: Numbers) -> Truths:
    """The `_LIKELIEST` of each text; of several alike at the edge, the foremost."""
    least = np.partition(heard, -_LIKELIEST, axis=1)[:, -_LIKELIEST, None]
    above, alike = heard > least, heard == least
    room = _LIKELIEST - above.sum(axis=1, keepdims=True)
    likely: Truths = above | (alike & (alike.cumsum(axis=1) <= room))
    return likely


# --- which words decide it --------------------------------------------------------------------------
def _by_words(said: Said, scores: Numbers, own: Whole) -> tuple[list[bool], list[tuple[str, ...]]]:
    """Whether words decide for ``own`` of `HOME`, against the nearest rival and the other form of Norwegian;
    and the deciding words, the weightiest first."""
    others = scores.copy()
    np.put_along_axis(others, own[:, None], -np.inf, axis=1)
    rival = others.argmax(axis=1)
    counterpart = np.where(_COUNTERPART[own] < 0, rival, _COUNTERPART[own])
    near, form = _margins(said, own, rival), _margins(said, own, counterpart)
    enough = said.size >= FEW
    opposes = _OPPOSES[own][said.who]
    decided = enough & _decided(said, near, opposes) & _decided(said, form, opposes)
    told_by_form = np.bincount(said.who[form >= _DECIDES], minlength=len(own)) > 0
    margins = np.where(told_by_form[said.who], form, near)
    return decided.tolist(), _deciding(said, margins)


def _margins(said: Said, own: Whole, rival: Whole) -> Numbers:
    """How much more each word speaks for its text's own language than for a rival; 0 where it is said again."""
    numbers, every = said.rows[:, NUMBERS], np.arange(len(said.words))
    margins = numbers[every, own[said.who]] - numbers[every, rival[said.who]]
    return np.where(said.first, margins, 0.0)


def _decided(said: Said, margins: Numbers, opposes: Numbers) -> Truths:
    texts = len(said.size)
    for_, against = (
        np.bincount(said.who[chosen], minlength=texts)
        for chosen in (margins >= _DECIDES, margins <= -opposes)
    )
    return for_ > 2 * against


def _deciding(said: Said, margins: Numbers) -> list[tuple[str, ...]]:
    found = np.flatnonzero(margins >= _DECIDES)
    found = found[np.lexsort((-margins[found], said.who[found]))]
    bounds = np.searchsorted(said.who[found], np.arange(len(said.size) + 1)).tolist()
    places = found.tolist()
    return [
        tuple([said.words[place] for place in places[a : min(b, a + _MOST_SHOWN)]])
        for a, b in pairwise(bounds)
    ]
