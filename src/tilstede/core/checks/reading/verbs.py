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
#: What is left of a word without its prefix has so many letters, and a participle in -ert more than so many.
_LEFT: Final = 3
_SHORTEST: Final = 5


def is_s_passive(word: str) -> bool:
    """Whether a bokmål word in small letters is a verb's infinitive with -s: «behandles»."""
    if not word.endswith("s") or len(word) < 3 or word in named("s_no"):
        return False
    verb = word[:-1]
    if verb[-1] not in "eåiay" or _is_noun(verb):
        return False
    return _lemma(word, "nb") == verb or any(_is_verb(one, "nb") for one in _bare(verb))


def is_st_passive(word: str, *, after_modal: bool = False) -> bool:
    """Whether a nynorsk word in small letters is a verb's infinitive with -st: «handsamast». ``after_modal``: it stands
    where an infinitive must, so it is no «sterkast»."""
    if not word.endswith(("ast", "åst")) or len(word) < 5 or word in named("st_no"):
        return False
    if after_modal:
        return True
    stem = word[:-3]
    return any(_is_verb(stem + end, "nn") for end in ("a", "e", "å")) and not _is_verb(word, "nn")


def is_participle(word: str, form: str) -> bool:
    """Whether a word in small letters may be what is done to something: «behandlet», «handsama»."""
    if word in named("adjective"):
        return False
    if any(one in named(f"{form}_irregular") for one in _bare(word)):
        return True
    if not word.endswith(_PARTICIPLE[form]) or word.endswith(_PRESENT[form]):
        return False
    if _is_made_of_verb(word, form):
        return True
    # The dictionary of bokmål knows more verbs: «erstatta» is «erstattet».
    if form == "nn" and word.endswith(("a", "ert")):
        alike = f"{word[:-1]}et" if word.endswith("a") else word
        return is_participle(alike, "nb")
    # «dei vart utførte»: several have an -e more.
    return form == "nn" and word.endswith(("te", "de")) and is_participle(word[:-1], form)


def _is_made_of_verb(word: str, form: str) -> bool:
    lemma = _lemma(word, form)
    if lemma != word:
        return _is_verb(lemma, form)
    # The dictionary has «kombinert» and «godkjent» as words of their own, and no «førstegangsregistrert».
    if word.endswith("ert"):
        ends = range(len(word) - _SHORTEST)
        return any(_is_verb(f"{word[at:-1]}e", form) for at in ends)
    stem = word.removesuffix("et" if word.endswith("et") else word[-1])
    return (
        len(stem) > 2
        and not _known(stem, form)
        and any(_is_verb(stem + end, form) for end in ("e", "a"))
    )


def _bare(word: str) -> tuple[str, ...]:
    """The word, and what is left of it without a prefix that verbs take: «avholdt», «holdt»."""
    left = (word.removeprefix(one) for one in named("prefix") if word.startswith(one))
    return (word, *(one for one in left if len(one) >= _LEFT))


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
