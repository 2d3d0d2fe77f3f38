"""What single words say of the five languages at home, by word lists and by their letters.

The lists and the five-letter sequences are those of langidentify lite (Apache-2.0); words right in one
written form of Norwegian only are in ``norwegian.toml`` beside this file.
"""

from __future__ import annotations

import gzip
import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import chain, count
from typing import Final

import numpy as np
from numpy.typing import NDArray

HOME: Final = ("nb", "nn", "da", "sv", "en")

#: What a row of `Lexicon.look_up` holds, as natural logarithms for each of `HOME`: how common the word is,
#: and what its sequences say; then how many sequences the model knows, and 1 if a list holds the word whole.
NUMBERS: Final = slice(0, 5)
SEQUENCES: Final = slice(5, 10)
COUNTED: Final = 10
LISTED: Final = 11
_WIDTH: Final = 12

# --- weights, see `core.language` -------------------------------------------------------------------
#: Natural logarithm of how common a word is taken to be in a language whose list lacks it.
_ABSENT: Final = -13.0
_WORD: Final = 1.32
_TAIL: Final = 0.26
_FORM: Final = 5.4

_NO: Final = 0  #: the row of what no table holds
_SHORTEST_TAIL: Final = 4  #: in letters
_LETTERS: Final = 5  #: in a sequence
#: So many words are remembered: beyond the commonest, few come back.
_MOST: Final = 1 << 15
_FILE_NAMES: Final = {"nb": "no"}

Numbers = NDArray[np.float64]
Whole = NDArray[np.integer]


class Lexicon:
    """What each lower-case word says. Words met before are remembered. Not for several threads at once."""

    def __init__(self) -> None:
        self._common, numbers = _table([_words_of(code) for code in HOME], _ABSENT)
        self._commonness = numbers - numbers.max(axis=1, keepdims=True)
        self._ends = {word[-_SHORTEST_TAIL:] for word in self._common}
        # A sequence that a language lacks counts as the rarest it could have.
        self._sequences, numbers = _table([_sequences_of(code) for code in HOME], _RAREST)
        self._above = numbers - _RAREST
        self._forms = forms()
        self._places: dict[str, int] = {}
        self._rows = np.zeros((_MOST // 8, _WIDTH))

    def look_up(self, words: Sequence[str]) -> tuple[Whole, Numbers]:
        """For each word a number that is its own, and what it says: see `NUMBERS` to `LISTED`."""
        if len(self._places) > _MOST:
            self._places = {}
        if new := [word for word in dict.fromkeys(words) if word not in self._places]:
            self._remember(new)
        places = np.array([self._places[word] for word in words])
        return places, self._rows[places]

    def _remember(self, new: Sequence[str]) -> None:
        begin = len(self._places)
        end = begin + len(new)
        while end > len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[begin:end] = self._looked_up(new)
        self._places.update(zip(new, range(begin, end), strict=True))

    def _looked_up(self, words: Sequence[str]) -> Numbers:
        rows = np.zeros((len(words), _WIDTH))
        common = self._common
        listed = [common.get(word) or common.get(word.removesuffix("'"), _NO) for word in words]
        ends = [_NO if at else self._tail(word) for word, at in zip(words, listed, strict=True)]
        rows[:, NUMBERS] = _WORD * self._commonness[listed] + _TAIL * self._commonness[ends]
        rows[:, LISTED] = np.array(listed) != _NO
        for place, word in enumerate(words):
            if word in self._forms:
                rows[place, self._forms[word]] -= _FORM
        known = [self._known(word) for word in words]
        rows[:, COUNTED] = [len(entries) for entries in known]
        some = np.flatnonzero(rows[:, COUNTED])
        sizes = rows[some, COUNTED].astype(int)
        numbers = self._above[list(chain(*known))]
        rows[some, SEQUENCES] = np.add.reduceat(numbers, sizes.cumsum() - sizes, axis=0)
        return rows

    def _tail(self, word: str) -> int:
        """The longest listed end that leaves two letters or more."""
        if word[-_SHORTEST_TAIL:] in self._ends:  # as of few words: spares looking for the rest
            for start in range(2, len(word) - _SHORTEST_TAIL + 1):
                if entry := self._common.get(word[start:]):
                    return entry
        return _NO

    def _known(self, word: str) -> list[int]:
        held = self._sequences
        return [
            entry
            for i in range(len(word) - _LETTERS + 1)
            if (entry := held.get(word[i : i + _LETTERS]))
        ]


@cache
def lexicon() -> Lexicon:
    """The one that all share; the first call loads the model."""
    return Lexicon()


# --- the files of langidentify ----------------------------------------------------------------------
# Its own loader takes five times as long and three times the memory, for sequences of all lengths. A line
# is a word or a sequence, a space, and how common it is: a logarithm, or a number of a total in the head.
_FILES: Final = resources.files("langidentify.models.lite")
_WORD_LINE: Final = re.compile(r"^(\S+) (-\d+\.\d+)$", re.MULTILINE)
_SEQUENCE_LINE: Final = re.compile(rf"^(\S{{{_LETTERS}}}) (\d+)$", re.MULTILINE)
_TOTAL: Final = re.compile(rf" {_LETTERS}:\d+/(\d+) ")
_RAREST: Final = -12.0  #: natural logarithm; the files end there


def _words_of(code: str) -> dict[str, float]:
    skipped = _FILES.joinpath("skipwords.txt").read_text(encoding="utf-8").splitlines()
    found = dict(_WORD_LINE.findall(_file("topwords", code)))
    return {word: float(found[word]) for word in found.keys() - skipped}


def _sequences_of(code: str) -> dict[str, float]:
    text = _file("ngrams", code)
    total = _TOTAL.search(text)
    assert total, "the head tells how many sequences were counted"
    found = {key: math.log(int(n) / int(total[1])) for key, n in _SEQUENCE_LINE.findall(text)}
    return {key: number for key, number in found.items() if number >= _RAREST}


def _file(kind: str, code: str) -> str:
    name = f"{kind}-{_FILE_NAMES.get(code, code)}.txt.gz"
    return gzip.decompress(_FILES.joinpath(name).read_bytes()).decode()


def _table(
    languages: Sequence[Mapping[str, float]], absent: float
) -> tuple[dict[str, int], Numbers]:
    """Key → row, and the rows: a number for each language, ``absent`` where it has none; row `_NO` has none."""
    places = dict(zip(dict.fromkeys(chain(*languages)), count(_NO + 1), strict=False))
    numbers = np.full((1 + len(places), len(languages)), absent)
    for column, entries in enumerate(languages):
        numbers[[places[key] for key in entries], column] = list(entries.values())
    return places, numbers


def forms() -> dict[str, int]:
    """Words that are right in one written form of Norwegian, and the form they are wrong in."""
    text = resources.files(__package__).joinpath("norwegian.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    wrong = dict.fromkeys(lists["nb"].split(), HOME.index("nn"))
    return wrong | dict.fromkeys(lists["nn"].split(), HOME.index("nb"))
