"""What single words say of the five languages at home, by word lists and by their letters.

The lists and the five-letter sequences are those of langidentify lite (Apache-2.0); words right in one
written form of Norwegian only are in ``norwegian.toml`` beside this file.
"""

from __future__ import annotations

import tomllib
import warnings
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import chain, count
from typing import Any, Final, NamedTuple

import numpy as np
from langidentify import Language as ModelLanguage
from langidentify import Model
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
_LETTERS: Final = 5  #: in a sequence
#: So many words are remembered: beyond the commonest, few come back.
_MOST: Final = 1 << 16
_MODEL_NAMES: Final = {"nb": "no"}

Numbers = NDArray[np.float64]
Whole = NDArray[np.integer]


class Lexicon:
    """What each lower-case word says. Words met before are remembered. Not for several threads at once."""

    def __init__(self) -> None:
        words, sequences = _tables()
        self._common = _numbered(words.keys)
        self._commonness = words.numbers - words.numbers.max(axis=1, keepdims=True)
        self._sequences = _numbered(sequences.keys)
        self._above = sequences.numbers - sequences.absent
        self._forms = forms()
        self._places: dict[str, int] = {}
        self._rows = np.zeros((_MOST // 16, _WIDTH))

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
        """The longest listed end of at least four letters that leaves two or more."""
        common = self._common
        for start in range(2, len(word) - 3):
            if entry := common.get(word[start:]):
                return entry
        return _NO

    def _known(self, word: str) -> list[int]:
        held = self._sequences
        return [entry for i in range(len(word) - 4) if (entry := held.get(word[i : i + _LETTERS]))]


@cache
def lexicon() -> Lexicon:
    """The one that all share; the first call loads the model."""
    return Lexicon()


class _Table(NamedTuple):
    """``keys``: a line each; ``numbers``: of row `_NO` first, then of each, for each of `HOME`; ``absent`` where
    a language lacks it."""

    keys: str
    numbers: Numbers
    absent: float


def _tables() -> tuple[_Table, _Table]:
    """Of words and of sequences. Keys are joined, and parted again when the model is gone: its own strings would
    hold on to the memory around them."""
    languages = [ModelLanguage.from_string(_MODEL_NAMES.get(code, code)) for code in HOME]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves closing its files to Python
        model = Model.load_lite(languages)
    Model.clear_cache()
    names = [language.iso_code for language in model.languages]
    order = [names.index(_MODEL_NAMES.get(code, code)) for code in HOME]
    # A sequence that a language lacks counts as the rarest it could have.
    words = _table(model.topwords_table, order, _ABSENT)
    return words, _table(model.get_table(_LETTERS), order, model.min_log_prob)


def _table(entries: dict[str, Any], order: list[int], absent: float) -> _Table:
    # Not a pair: a word that the lists mark as telling nothing.
    kept = {key: entry for key, entry in entries.items() if isinstance(entry, tuple)}
    rows = np.full((1 + len(kept), len(order)), absent, float)
    for row, (columns, numbers) in enumerate(kept.values(), 1):
        rows[row, columns] = numbers
    return _Table("\n".join(kept), rows[:, order], absent)


def _numbered(keys: str) -> dict[str, int]:
    """Line → its number, from 1."""
    return dict(zip(keys.split("\n"), count(1), strict=False))


def forms() -> dict[str, int]:
    """Words that are right in one written form of Norwegian, and the form they are wrong in."""
    text = resources.files(__package__).joinpath("norwegian.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    wrong = dict.fromkeys(lists["nb"].split(), HOME.index("nn"))
    return wrong | dict.fromkeys(lists["nn"].split(), HOME.index("nb"))
