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
#: «sovende» is who does it.
_PRESENT: Final = {"nb": "ende", "nn": "ande"}
_INFINITIVE: Final = {"nb": ("e", "å", "i", "a"), "nn": ("e", "a", "å")}


def is_s_passive(word: str) -> bool:
    """Whether a bokmål word in small letters is a verb's infinitive with -s: «behandles»."""
    if not word.endswith("s") or len(word) < 3 or word in named("s_no"):
        return False
    verb = word[:-1]
    return _lemma(word, "nb") == verb and verb[-1] in "eåia" and not _is_noun(verb)


def is_st_passive(word: str) -> bool:
    """Whether a nynorsk word in small letters is a verb's infinitive with -st: «handsamast»."""
    if not word.endswith(("ast", "åst")) or len(word) < 5 or word in named("st_no"):
        return False
    stem = word[:-3]
    return any(_is_verb(stem + end, "nn") for end in ("a", "e", "å")) and not _is_verb(word, "nn")


def is_participle(word: str, form: str) -> bool:
    """Whether a word in small letters may be what is done to something: «behandlet», «handsama»."""
    if not word.endswith(_PARTICIPLE[form]) or word.endswith(_PRESENT[form]):
        return False
    if word in named("adjective"):
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
    made = (stem + end for end in ("et", "te", "de", "dde", "t"))
    if any(_lemma(one, form) == word and _known(one, form) for one in made):
        return True
    # «hytta» is no verb, though «kasta» is: there is no «hyttar».
    return form == "nn" and _lemma(f"{stem}ar", form) == word


def _is_noun(word: str) -> bool:
    """Whether a bokmål word is the name of something only: «kirke», whose genitive is «kirkes»."""
    return (
        _known(f"{word}n", "nb") and _lemma(f"{word}n", "nb") == word and not _is_verb(word, "nb")
    )


@lru_cache(maxsize=4096)
def _lemma(word: str, form: str) -> str:
    return simplemma.lemmatize(word, lang=form)


@lru_cache(maxsize=4096)
def _known(word: str, form: str) -> bool:
    return simplemma.is_known(word, lang=form)
