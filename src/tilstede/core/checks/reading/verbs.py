"""Whether a word is a passive, or a participle, by the dictionaries of simplemma (MIT)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

import simplemma

from tilstede.core.checks.reading.lists import read

#: Endings of a participle, by form. Those of strong verbs are irregular: the dictionary tells what they come from.
_PARTICIPLE: Final = {
    "nb": ("et", "t", "dd", "en", "ne", "de", "te", "a"),
    "nn": ("a", "t", "dd", "en", "ne", "de", "te", "d"),
}
_INFINITIVE: Final = {"nb": ("e", "å", "i", "a"), "nn": ("e", "a", "å")}


def is_s_passive(word: str) -> bool:
    """Whether a bokmål word in small letters is a verb's infinitive with -s: «behandles»."""
    if not word.endswith("s") or len(word) < 3 or word in named("s_no"):
        return False
    return _lemma(word, "nb") == word[:-1] and word[-2] in "eåia" and _known(word, "nb")


def is_st_passive(word: str) -> bool:
    """Whether a nynorsk word in small letters is a verb's infinitive with -st: «handsamast»."""
    if not word.endswith("st") or len(word) < 5 or word in named("st_no"):
        return False
    if word[-3] not in "aeå":
        return False
    stem = word[:-3]
    return any(_is_verb(stem + end, "nn") for end in ("a", "e", "å")) and not _is_verb(word, "nn")


def is_participle(word: str, form: str) -> bool:
    """Whether a word in small letters may be what is done to something: «behandlet», «handsama»."""
    if not word.endswith(_PARTICIPLE[form]) or word in named("adjective"):
        return False
    lemma = _lemma(word, form)
    return lemma != word and _is_verb(lemma, form)


@cache
def named(name: str) -> frozenset[str]:
    """The words under that name in ``passive.toml``; of English ones, with ``en.`` before it."""
    found = read("passive")
    for key in name.split("."):
        found = found[key]
    return frozenset(str(found).split())


def _is_verb(word: str, form: str) -> bool:
    """Whether it is an infinitive: there is a past or a participle made of it."""
    if not word.endswith(_INFINITIVE[form]) or len(word) < 2 or not _known(word, form):
        return False
    stem = word[:-1]
    made = ("et", "te", "de", "dde", "t", "a", "er", "ar", "nde", "ande", "ende")
    return any(_lemma(stem + end, form) == word and _known(stem + end, form) for end in made[:6])


@lru_cache(maxsize=4096)
def _lemma(word: str, form: str) -> str:
    return simplemma.lemmatize(word, lang=form)


@lru_cache(maxsize=4096)
def _known(word: str, form: str) -> bool:
    return simplemma.is_known(word, lang=form)
