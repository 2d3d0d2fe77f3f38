"""Where phrases of a list stand in a draft."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tilstede.core.checks.kit import Draft, Finding
from tilstede.core.checks.places import pieces
from tilstede.core.checks.reading.lists import Phrase, Phrases
from tilstede.core.checks.reading.prose import Word, sentences


class Hit(NamedTuple):
    """A phrase, and from where to where it stands."""

    phrase: Phrase
    start: int
    end: int


def found(text: str, phrases: Phrases) -> Iterator[Hit]:
    """The phrases within the sentences of a text; where several begin at a word, the longest."""
    for sentence in sentences(text):
        small = [word.text.casefold() for word in sentence.words]
        place = 0
        while place < len(small):
            phrase = _at(small, place, phrases)
            length = len(phrase.words) if phrase else 1
            if phrase:
                yield _hit(phrase, sentence.words[place : place + length])
            place += length


def findings(check: str, draft: Draft, phrases: Phrases) -> Iterator[Finding]:
    """One for each hit in the draft's text, title, warning and descriptions."""
    for piece in pieces(draft):
        for phrase, start, end in found(piece.text, phrases):
            yield Finding(
                check=check,
                place=piece.place,
                part=piece.part,
                start=start,
                end=end,
                found=piece.text[start:end],
                instead=phrase.instead,
                values={"found": piece.text[start:end], "instead": " / ".join(phrase.instead)},
            )


def _at(small: list[str], place: int, phrases: Phrases) -> Phrase | None:
    for phrase in phrases.get(small[place], ()):
        if tuple(small[place : place + len(phrase.words)]) == phrase.words:
            return phrase
    return None


def _hit(phrase: Phrase, words: tuple[Word, ...]) -> Hit:
    return Hit(phrase, words[0].start, words[-1].end)
