"""What the byte sequences of a text say of 139 languages: the model of py3langid (BSD-3-Clause).

The numbers are those of its `LanguageIdentifier.rank`, for many texts at once: the automaton takes one step
in all of them together, and no time goes to putting languages in order.
"""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_DIR, MODEL_FILE, RAW_FLOOR
from py3langid.modelio import load_model

#: The model's names that are not the shortest BCP 47 has.
_CODES: Final = {"no": "nb", "gug": "gn", "kik": "ki"}
#: What is no language at all.
_NONE: Final = "zxx"
#: With fewer texts than this, stepping through them one by one is faster.
_TOGETHER: Final = 16
#: The model's half-precision numbers are whole multiples of 1/512 and are kept so, in as little room.
_UNIT: Final = 512

Whole = NDArray[np.integer]


class Sequences:
    """The model. ``codes``: the languages, in the order of the numbers that `hear` gives."""

    def __init__(self) -> None:
        table, bias, labels, moves, rows, features = load_model(MODEL_DIR / MODEL_FILE)
        self._table = (table * np.float16(_UNIT)).astype(np.int16)
        self._bias = bias
        self._moves = moves
        self._moves_of_all = np.asarray(moves)
        self._rows = array("I", [row << 8 for row in rows])
        self._rows_of_all = np.array(self._rows, np.int64)
        self._features = np.array(features)
        first: dict[str, int] = {}
        places = [first.setdefault(label, place) for place, label in enumerate(labels)]
        #: A language written in two scripts has two columns; the likelier counts, in the first.
        self._twice = [(place, other) for other, place in enumerate(places) if place != other]
        self._kept = [place for label, place in first.items() if label != _NONE]
        self.codes = [_CODES.get(labels[place], labels[place]) for place in self._kept]

    def hear(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """For each text a row of natural logarithms, tempered by the root of its length in bytes."""
        lengths = np.array([len(text.encode()) for text in texts])
        said = self._scores([_bytes(text) for text in texts])
        for place, other in self._twice:
            np.maximum(said[:, place], said[:, other], out=said[:, place])
        tempered: NDArray[np.float64] = said[:, self._kept] * (1 / np.sqrt(lengths))[:, None]
        return tempered

    def _scores(self, texts: Sequence[bytes]) -> NDArray[np.float64]:
        """Naive Bayes: each feature that occurs, weighed by the logarithm of how often."""
        who, feature, count = self._counts(texts)
        weights = np.log1p(count.astype(np.float32)) / np.float32(_UNIT)
        bounds = np.searchsorted(who, np.arange(len(texts) + 1)).tolist()
        space = np.empty((max(b - a for a, b in pairwise(bounds)), len(self._bias)), np.int16)
        scores = np.full((len(texts), len(self._bias)), RAW_FLOOR)
        for place, (a, b) in enumerate(pairwise(bounds)):
            if a < b:
                numbers = self._table.take(feature[a:b], axis=0, out=space[: b - a], mode="clip")
                scores[place] = np.einsum("i,ij->j", weights[a:b], numbers) + self._bias
        return scores

    def _counts(self, texts: Sequence[bytes]) -> tuple[Whole, Whole, Whole]:
        """Text, feature, and how often it occurs there, ordered by text."""
        who, states = self._visits(texts)
        features = self._features[states]
        found = features >= 0
        keys, count = np.unique(who[found] * len(self._table) + features[found], return_counts=True)
        who, features = np.divmod(keys, len(self._table))
        return who, features, count

    def _visits(self, texts: Sequence[bytes]) -> tuple[Whole, Whole]:
        """Every state the automaton comes to, and in which text."""
        order = np.argsort([-len(text) for text in texts], kind="stable")
        longest_first = [texts[place] for place in order]
        lengths = np.array([len(text) for text in longest_first])
        shared = int(lengths[_TOGETHER - 1]) if len(texts) >= _TOGETHER else 0
        counts = np.searchsorted(-lengths, -np.arange(shared), side="left").tolist()
        data, begin = np.frombuffer(b"".join(longest_first), np.uint8), lengths.cumsum() - lengths
        state = np.zeros(len(texts), self._moves_of_all.dtype)
        visits = []
        for step, count in enumerate(counts):
            letters = data[begin[:count] + step]
            state = self._moves_of_all[self._rows_of_all[state[:count]] + letters]
            visits.append(state)
        rest = [
            self._alone(text[shared:], last)
            for text, last in zip(longest_first, state[:_TOGETHER].tolist(), strict=False)
        ]
        who = [order[:count] for count in counts]
        who += [np.repeat(order[place], len(own)) for place, own in enumerate(rest)]
        return np.concatenate(who), np.concatenate([*visits, *rest])

    def _alone(self, text: bytes, state: int) -> Whole:
        """The states of one text from there on."""
        moves, rows, states = self._moves, self._rows, []
        for letter in text:
            state = moves[rows[state] + letter]
            states.append(state)
        return np.array(states, self._moves_of_all.dtype)


@cache
def sequences() -> Sequences:
    """The one that all share; the first call loads the model."""
    return Sequences()


def _bytes(text: str) -> bytes:
    """As py3langid prepares a text."""
    if text.isupper():
        text = text.lower()
    return unicodedata.normalize("NFC", text).encode()
