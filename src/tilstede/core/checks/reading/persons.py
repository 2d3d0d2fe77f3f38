"""Who speaks in a text, who is spoken to, and whether something is asked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from tilstede.core.checks.reading.lists import read
from tilstede.core.checks.reading.prose import sentences, words


@cache
def speaks(form: str) -> frozenset[str]:
    """«I» and «we» in the form; none where there is no list."""
    return _named("speaks", form)


@cache
def spoken_to(form: str) -> frozenset[str]:
    """«You», in the same way."""
    return _named("spoken_to", form)


def said(texts: Iterable[str], wanted: frozenset[str]) -> list[str]:
    """Those of the words that stand in the texts, in order."""
    return [one.text for one in words(texts) if _small(one.text) in wanted]


def questions(texts: Iterable[str]) -> list[str]:
    """The sentences that ask."""
    return [one.text for text in texts for one in sentences(text) if one.asks]


def _named(name: str, form: str) -> frozenset[str]:
    return frozenset(str(read("pronouns")[name].get(form, "")).split())


def _small(word: str) -> str:
    return word.casefold().replace("’", "'")
