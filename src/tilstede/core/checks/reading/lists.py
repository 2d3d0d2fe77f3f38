"""The lists of words beside this file, read when they are first asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import product
from typing import Any, Final, NamedTuple

_OR: Final = " / "


class Phrase(NamedTuple):
    """Words in a row as they are written, in small letters, and what could be said instead of them."""

    words: tuple[str, ...]
    instead: tuple[str, ...]


#: Phrases by their first word, the longest first.
Phrases = Mapping[str, tuple[Phrase, ...]]


@cache
def read(name: str) -> Mapping[str, Any]:
    """The list of that name."""
    text = resources.files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def officialese(form: str, part: str) -> Phrases:
    """``part``: "sure", or "hint" for words that are as often well chosen. Empty for forms without a list."""
    if form not in ("nb", "nn", "en"):
        return {}
    return index(read(f"officialese_{form}")[part])


def index(entries: Mapping[str, str]) -> Phrases:
    """Make what is written in a list fit to be looked up.

    A key holds spellings parted by `` / ``; in each word the endings it takes stand after an upright stroke, parted by
    commas: ``gjenstå|,r,ende`` is «gjenstå», «gjenstår» and «gjenstående». The value: what to say, parted by `` / ``.
    """
    found: dict[str, list[Phrase]] = {}
    for key, value in entries.items():
        instead = tuple(value.split(_OR))
        for words in _spelt(key):
            found.setdefault(words[0], []).append(Phrase(words, instead))
    return {
        first: tuple(sorted(them, key=lambda one: -len(one.words))) for first, them in found.items()
    }


def _spelt(key: str) -> Iterator[tuple[str, ...]]:
    for spelling in key.casefold().split(_OR):
        yield from product(*map(_forms, spelling.split()))


def _forms(word: str) -> list[str]:
    stem, _stroke, endings = word.partition("|")
    return [stem + ending for ending in endings.split(",")]
