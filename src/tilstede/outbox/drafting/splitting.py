"""A long text made into a thread: at paragraphs or sentences, else between words; never in a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import regex

Measure = Callable[[str], int]

#: What ends a sentence: the mark, what closes it, and a space before what may begin another. Abbreviations that end in
#: a stop are no end when a small letter follows.
_SENTENCE: Final = regex.compile(r"(?<=[.!?…][)»”\"']*)\s+(?=[^\p{Ll}\s])")
_PARAGRAPH: Final = regex.compile(r"\n\s*\n")
#: Room for ` 10/12`.
_NUMBER: Final = 6


def split(text: str, most: int, measure: Measure, *, numbered: bool = False) -> tuple[str, ...]:
    """The text as parts that each fit. What fits as it is stays whole.

    ``most``: the limit by ``measure``, 0 for none. ``numbered``: each part ends in `1/3`.
    """
    text = text.strip()
    if not most or measure(text) <= most:
        return (text,)
    room = most - (_NUMBER if numbered else 0)
    found: list[str] = []
    for piece, between in _pieces(text, room, measure):
        joined = f"{found[-1]}{between}{piece}" if found else piece
        if found and measure(joined) <= room:
            found[-1] = joined
        else:
            found.append(piece)
    if not numbered:
        return tuple(found)
    return tuple(f"{part} {number}/{len(found)}" for number, part in enumerate(found, 1))


def _pieces(text: str, room: int, measure: Measure) -> Iterator[tuple[str, str]]:
    """What is not parted further, each with what stood before it: sentences, and words of those too long."""
    for paragraph in filter(None, map(str.strip, _PARAGRAPH.split(text))):
        between = "\n\n"
        for sentence in _SENTENCE.split(paragraph):
            if measure(sentence) <= room:
                yield sentence, between
            else:
                yield from _words(sentence, between)
            between = " "


def _words(sentence: str, between: str) -> Iterator[tuple[str, str]]:
    for word in sentence.split():
        yield word, between
        between = " "
