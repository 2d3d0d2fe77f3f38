"""Which language a post is written in, how sure that is, and by which words.

Made for what Norwegian public bodies write and are asked in short posts: bokmål and nynorsk first, told
from Danish, Swedish and English; Northern Sámi; any other language coarsely. Five witnesses are weighed:

* how common each word is in each of the five languages, and the tail of a compound that is not listed
  («kommunestyrerepresentantar» by «representantar»): the word lists of langidentify lite (Apache-2.0);
* the five-letter sequences within words: langidentify lite;
* all languages against each other by byte sequences: py3langid (BSD-3-Clause, 140 languages);
* words that are right in one written form of Norwegian only: ``norwegian.toml`` beside this file;
* how many of the words none of the five know, which speaks for some other language.

The weights are a logistic regression over public Norwegian text (treebanks, Storting, norge.no), the
five-language parts of Leipzig Wortschatz and Northern Sámi, and were checked on sources left out of
it; ``tests/test_language.py`` holds the accuracy. The result depends on the text alone.
"""

from __future__ import annotations

import math
import re
import string
import tomllib
import unicodedata
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from langidentify import Model
    from py3langid.langid import LanguageIdentifier


class Language(NamedTuple):
    """The language a text seems to be in.

    ``code``: BCP 47 (`nb nn da sv en se fi uk …`), ``und`` when the text holds no words.
    ``sure``: False must be shown as undecided. A text that is right in both bokmål and nynorsk
    («Takk for praten») has the likelier code and is not sure.
    ``words``: at most five words, the weightiest first, that tell it from the nearest of the other
    four; empty for languages beyond the five, which are not known by their words.
    """

    code: str
    sure: bool
    words: tuple[str, ...]


Vector = tuple[float, ...]

UNKNOWN: Final = Language("und", False, ())

#: No more of a text than this is read, in characters and in words: language shows early.
MOST_CHARACTERS: Final = 2_000
MOST_WORDS: Final = 120

HOME: Final = ("nb", "nn", "da", "sv", "en")
_NOTHING: Final = (0.0,) * len(HOME)
_NB, _NN = HOME.index("nb"), HOME.index("nn")

# --- weights, see the module's docstring ------------------------------------------------------------
#: Natural logarithm of how common a word is taken to be in a language whose list lacks it.
_ABSENT: Final = -13.0
_WORD: Final = 1.32
_TAIL: Final = 0.26
_FORM: Final = 5.4
_SEQUENCE: Final = 0.32
_BYTES: Final = 1.16
_FOREIGN: Final = 1.0
_LISTED: Final = -2.1
_HOME_BIAS: Final = (0.0, 0.5, -1.25, 1.0, 0.85)
#: Languages beyond the five: Northern Sámi is at home too; then those many in Norway write; then the rest.
_SAMI_BIAS: Final = 0.0
_COMMON_BIAS: Final = -1.0
_RARE_BIAS: Final = -4.0
_COMMON: Final = (
    "am ar bg bs cs de el es et fa fi fo fr he hi hr hu is it ja ko ku lt lv nl pl ps pt ro ru sk so sq sr sw"
    " ta th ti tl tr uk ur vi zh"
)
_BEYOND_BIAS: Final = dict.fromkeys(_COMMON.split(), _COMMON_BIAS) | {"se": _SAMI_BIAS}

# --- when it is sure --------------------------------------------------------------------------------
_SURE: Final = 0.75
#: Below this, with only a word or two, the letters tell nothing.
_GUESS: Final = 0.3
#: The Latin script's letters come before it in Unicode.
_GREEK: Final = "\u0370"
#: A word decides when it is this many times (as a natural logarithm) as common in the one as in the other.
_DECIDES: Final = 2.5
#: By this much in the other direction, it speaks against.
_OPPOSES: Final = 3.0
_MOST_SHOWN: Final = 5


def identify(text: str) -> Language:
    """The language of a post's text, of any length; addresses, handles and signs are passed over.

    Hashtags count only where there is little else, parted at capitals (#SpørMinisteren).
    """
    words = _words(text[:MOST_CHARACTERS])
    if not any(len(word) > 1 or word > "\u2e7f" for word in words):
        return UNKNOWN
    evidence = weigh(words)
    scores = evidence.scores()
    code = max(scores, key=scores.__getitem__)
    chance = 1 / sum(math.exp(score - scores[code]) for score in scores.values())
    if chance < _GUESS and len(words) < _FEW and max("".join(words)) < _GREEK:
        code = max(HOME, key=scores.__getitem__)  # «ok», «NAV» could be anything: likeliest ours
    if code in HOME:
        return _at_home(code, chance, scores, evidence)
    return Language(code, chance >= _SURE and len("".join(words)) >= _ENOUGH, ())


def _at_home(code: str, chance: float, scores: dict[str, float], evidence: Evidence) -> Language:
    """Sure only where words decide it, against the nearest rival and the other form of Norwegian."""
    rival = max((other for other in HOME if other != code), key=scores.__getitem__)
    counterpart = {"nb": "nn", "nn": "nb"}.get(code, rival)
    decided = all(_decided(evidence.margins(code, other)) for other in {rival, counterpart})
    shown = _deciding(evidence.margins(code, counterpart)) or _deciding(
        evidence.margins(code, rival)
    )
    sure = decided and chance >= _SURE and len(evidence.words) >= _FEW
    return Language(code, sure, shown[:_MOST_SHOWN])


def _decided(margins: dict[str, float]) -> bool:
    deciding = sum(margin >= _DECIDES for margin in margins.values())
    return deciding > 2 * sum(margin <= -_OPPOSES for margin in margins.values())


def _deciding(margins: dict[str, float]) -> tuple[str, ...]:
    found = [(margin, word) for word, margin in margins.items() if margin >= _DECIDES]
    return tuple(word for _, word in sorted(found, key=lambda pair: -pair[0]))


# --- the words of a post ----------------------------------------------------------------------------
_LETTERS = re.compile(r"[^\W\d_]+(?:'(?=[^\W\d_]))?")
_NO_PROSE = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|[\w.+-]{0,64}@[\w.-]+(?:@[\w.-]+)?"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|de|dk|eu|fi|io|is|net|no|org|se|tv|uk)\b(?:/\S*)?",
    re.IGNORECASE,
)
_TAG = re.compile(r"#(\w+)")
_HUMP = re.compile(r"(?<=[^\W\d_])(?=[A-ZÆØÅÄÖÁČĐŊŠŦŽ][a-zæøåäöáčđŋšŧž])|_")
#: With fewer words than this beside them, hashtags are read too; with fewer, no language is sure.
_FEW: Final = 3
#: Letters a text must have for a language beyond the five to be sure.
_ENOUGH: Final = 12
#: No word is read further than this, in characters.
_LONGEST: Final = 40
#: So many languages the byte sequences hold likeliest are weighed, beside the five.
_LIKELIEST: Final = 10


def _words(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", _NO_PROSE.sub(" ", text)).replace("’", "'")
    words = _LETTERS.findall(_TAG.sub(" ", text))
    if len(words) < _FEW:
        words = _LETTERS.findall(_TAG.sub(lambda tag: f" {_HUMP.sub(' ', tag[1])} ", text))
    return [word[:_LONGEST] for word in words[:MOST_WORDS]]


# --- the witnesses ----------------------------------------------------------------------------------
class Word(NamedTuple):
    """What one word says, as natural logarithms for each of `HOME`; empty where it says nothing.

    ``listed``: the word lists hold it whole. ``sequences``: by its five-letter sequences, of which the
    model knows ``counted``.
    """

    numbers: Vector
    listed: bool
    sequences: Vector
    counted: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the witnesses say. ``bytes_``: logarithms for `HOME` and the likeliest other languages."""

    words: tuple[tuple[str, Word], ...]
    bytes_: dict[str, float]

    def scores(self) -> dict[str, float]:
        """The weighed sum for each language; only differences mean anything.

        Neighbouring words are evidence of each other, so sums are tempered by the root of their number.
        """
        listed = sum(word.listed for _, word in self.words)
        scale = 1 / math.sqrt(max(1, len(self.words)))
        beyond = (_LISTED * listed + _FOREIGN * (len(self.words) - listed)) * scale
        scores = {
            code: beyond + _BYTES * number + _BEYOND_BIAS.get(code, _RARE_BIAS)
            for code, number in self.bytes_.items()
        }
        by_words = _sum(word.numbers for _, word in self.words)
        by_sequences = _sum(word.sequences for _, word in self.words)
        tempered = _SEQUENCE / math.sqrt(max(1, sum(word.counted for _, word in self.words)))
        nearest = max(by_sequences)
        for i, code in enumerate(HOME):
            by_letters = tempered * (by_sequences[i] - nearest) + _BYTES * self.bytes_[code]
            scores[code] = scale * by_words[i] + by_letters + _HOME_BIAS[i]
        return scores

    def margins(self, code: str, rival: str) -> dict[str, float]:
        """How much more each word speaks for one of `HOME` than for another."""
        one, other = HOME.index(code), HOME.index(rival)
        known = ((spelt, word.numbers) for spelt, word in self.words if word.numbers)
        return {spelt: numbers[one] - numbers[other] for spelt, numbers in known}


def _sum(vectors: Iterable[Vector]) -> Vector:
    return tuple(map(sum, zip(_NOTHING, *filter(None, vectors), strict=True)))


def weigh(words: Sequence[str]) -> Evidence:
    """Hear the witnesses on a post's words, which are as it wrote them."""
    text = " ".join(words)
    if sum(map(str.isupper, text)) > len(text) / 2:
        text = text.lower()
    single = frozenset(string.ascii_lowercase)  # no list holds them
    said = [word for word in text.lower().split() if word not in single]
    return Evidence(tuple((word, _word(word)) for word in said), _bytes(text))


@lru_cache(maxsize=1 << 14)
def _word(word: str) -> Word:
    common = _commonness(word) or (_commonness(word[:-1]) if word.endswith("'") else ())
    weight = _WORD if common else _TAIL
    numbers = [weight * number for number in common or _tail(word)]
    forms = _forms()
    if word in forms:
        numbers = numbers or list(_NOTHING)
        numbers[forms[word]] -= _FORM
    return Word(tuple(numbers), bool(common), *_sequences(word))


def _tail(word: str) -> Vector:
    """The longest listed end of a word of at least four letters, when that leaves two or more."""
    ends = (_commonness(word[start:]) for start in range(2, len(word) - 3))
    return next((numbers for numbers in ends if numbers), ())


def _commonness(word: str) -> Vector:
    entry = _model().topwords_table.get(word)
    if not isinstance(entry, tuple):  # absent, or a word the lists mark as telling nothing
        return ()
    numbers = dict(zip(*entry, strict=True))
    columns = [numbers.get(column, _ABSENT) for column in _columns()]
    return tuple(number - max(columns) for number in columns)


def _sequences(word: str) -> tuple[Vector, int]:
    table, floor = _model().get_table(5), _model().min_log_prob
    found = [table[word[i : i + 5]] for i in range(len(word) - 4) if word[i : i + 5] in table]
    # A sequence that a language lacks counts as the rarest it could have.
    above = [{i: number - floor for i, number in zip(*entry, strict=True)} for entry in found]
    return tuple(sum(entry.get(i, 0.0) for entry in above) for i in _columns()), len(found)


def _bytes(text: str) -> dict[str, float]:
    scale = 1 / math.sqrt(len(text.encode()))
    ranked = [(_CODES.get(label, label), score) for label, score in _identifier().rank(text)]
    heard = [pair for pair in ranked if pair[0] != "zxx"]
    home = [pair for pair in heard if pair[0] in HOME]
    return {code: scale * score for code, score in heard[:_LIKELIEST] + home}


# --- the models, loaded at first use ----------------------------------------------------------------
#: The models' names that are not the shortest BCP 47 has.
_CODES: Final = {"no": "nb", "gug": "gn", "kik": "ki"}
_MODEL_NAMES: Final = {"nb": "no"}


@cache
def _model() -> Model:
    from langidentify import Language as ModelLanguage  # noqa: PLC0415 - 0.15 s that most commands
    from langidentify import Model  # noqa: PLC0415 - need not pay

    languages = [ModelLanguage.from_string(_MODEL_NAMES.get(code, code)) for code in HOME]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves closing its files to Python
        return Model.load_lite(languages)


@cache
def _columns() -> tuple[int, ...]:
    """Where each of `HOME` stands in the model's tables."""
    names = [language.iso_code for language in _model().languages]
    return tuple(names.index(_MODEL_NAMES.get(code, code)) for code in HOME)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - as in _model

    return LanguageIdentifier.from_model_file(MODEL_FILE)


@cache
def _forms() -> dict[str, int]:
    """Words that are right in one written form of Norwegian, and the form they are wrong in."""
    text = resources.files(__package__).joinpath("norwegian.toml").read_text(encoding="utf-8")
    lists = tomllib.loads(text)
    return dict.fromkeys(lists["nb"].split(), _NN) | dict.fromkeys(lists["nn"].split(), _NB)


# --- what a network says ----------------------------------------------------------------------------
#: Tags that declare no language: none, not told, several, X's own (qme: only media), and Norwegian
#: without its form, which leaves bokmål and nynorsk as open as before.
_UNDECLARED: Final = frozenset({"no", "nor", "und", "zxx", "mul", "mis", "art"})
_PRIVATE = re.compile("q[a-t][a-z]")
_PRIMARY = re.compile("[a-z]{2,3}")
#: Names in use that are not the shortest or present one (BCP 47 section 4.5; X's old ones).
_CANONICAL: Final = {
    "nob": "nb", "nno": "nn", "sme": "se", "dan": "da", "swe": "sv", "eng": "en", "deu": "de",
    "ger": "de", "fin": "fi", "isl": "is", "ice": "is", "fao": "fo", "fra": "fr", "fre": "fr",
    "spa": "es", "pol": "pl", "ukr": "uk", "rus": "ru", "ara": "ar", "som": "so", "nld": "nl",
    "dut": "nl", "in": "id", "iw": "he", "ji": "yi", "msa": "ms", "zho": "zh", "chi": "zh",
}  # fmt: skip


def declared(tag: str) -> str:
    """The language a network says a post is in (`Post.language`), as `identify` would name it.

    Region and script are left out: ``nb-NO`` is ``nb``, ``en_US`` ``en``. Empty when the tag tells
    nothing: no tag, a malformed one, ``und``, ``zxx``, private use (``qme``), and ``no``, which does
    not decide between nb and nn.
    """
    primary = re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]
    primary = _CANONICAL.get(primary, primary)
    if not _PRIMARY.fullmatch(primary) or primary in _UNDECLARED or _PRIVATE.fullmatch(primary):
        return ""
    return primary
