"""What a search means. The engines are held to this, and ask it where they cannot tell themselves."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from tilstede.core import text
from tilstede.core.query.tree import (
    And,
    Exact,
    Field,
    Marked,
    Near,
    Node,
    Not,
    Numbered,
    Or,
    Period,
    Words,
    wanted,
)


class Run(NamedTuple):
    """Words from number ``start`` up to, not including, ``end``."""

    start: int
    end: int


class Fragment(NamedTuple):
    """A stretch of a text, and whether it is what was searched for."""

    text: str
    is_hit: bool


class Passage:
    """Words in order."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word stands."""
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            found.setdefault(word, []).append(place)
        return found

    def find(self, words: Words) -> list[Run]:
        """Every place where these words stand together."""
        *whole, last = words.tokens
        length = len(words.tokens)
        first = whole[0] if whole else last
        return [
            Run(start, start + length)
            for start in self._starts(first, prefix=words.prefix and not whole)
            if list(self.words[start : start + length - 1]) == whole
            and start + length <= len(self.words)
            and _fits(self.words[start + length - 1], last, words.prefix)
        ]

    def _starts(self, word: str, *, prefix: bool) -> list[int]:
        if not prefix:
            return self.places.get(word, [])
        return sorted(
            place
            for other, places in self.places.items()
            if other.startswith(word)
            for place in places
        )


class Document:
    """A post as a search sees it: its texts in reading order (`core.post.searchable`; none when its
    author has withdrawn it), its marks, its number, and when it counts as written."""

    def __init__(
        self, pieces: Sequence[str], *, marks: frozenset[str], number: int, at: datetime
    ) -> None:
        self.pieces = pieces
        self.marks = marks
        self.number = number
        self.at = at

    @cached_property
    def passage(self) -> Passage:
        """The words that are indexed of it."""
        return Passage(text.sequence(self.pieces))


def matches(node: Node, document: Document) -> bool:
    """Whether the post is a hit. :raises TypeError: a `Field` nobody has looked up."""
    match node:
        case And(children):
            return all(matches(child, document) for child in children)
        case Or(children):
            return any(matches(child, document) for child in children)
        case Not(child):
            return not matches(child, document)
        case Marked(_, marks):
            return not document.marks.isdisjoint(marks)
        case Numbered(_, numbers):
            return document.number in numbers
        case Period(name, _, at):
            return document.at >= at if name == "since" else document.at < at
        case Field(name, value):
            raise TypeError(f"{name}:{value} was not looked up")
    return _in_words(node, document)


def _in_words(node: Words | Exact | Near, document: Document) -> bool:
    match node:
        case Words():
            return bool(document.passage.find(node))
        case Exact(_, tokens):
            return bool(document.passage.find(Words(tokens))) and any(
                _exact_spans(node, text.spans(piece), piece) for piece in document.pieces
            )
        case Near():
            return _is_near(node, document.passage)


def highlight(written: str, node: Node) -> list[Fragment]:
    """The text in stretches, those marked that the search asked for; joined they are the text.

    The words of NEAR are marked wherever they stand, and nothing that is negated is.
    """
    spans = text.spans(written)
    passage = Passage([span.token for span in spans])
    hits: list[tuple[int, int]] = []
    for leaf in wanted(node):
        hits += [
            (spans[run.start].start, spans[run.end - 1].end)
            for run in _runs(leaf, passage, spans, written)
        ]
    return _fragments(written, sorted(hits))


def _fits(word: str, wanted_: str, prefix: bool) -> bool:
    return word.startswith(wanted_) if prefix else word == wanted_


# --- exactly so -----------------------------------------------------------------------------------
def _exact_spans(exact: Exact, spans: Sequence[text.Span], piece: str) -> list[Run]:
    passage = Passage([span.token for span in spans])
    return [
        run
        for run in passage.find(Words(exact.tokens))
        if unicodedata.normalize("NFC", piece[spans[run.start].start : spans[run.end - 1].end])
        == exact.text
    ]


# --- near each other ------------------------------------------------------------------------------
def _is_near(node: Near, passage: Passage) -> bool:
    parts = [sorted({run for words in part for run in passage.find(words)}) for part in node.parts]
    if not all(parts):
        return False
    if node.ordered:
        return any(_reaches_back(parts[:-1], last.start, node.distance) for last in parts[-1])
    return any(
        _fits_around(last, parts[:number] + parts[number + 1 :], node.distance)
        for number, part in enumerate(parts)
        for last in part
    )


def _reaches_back(parts: Sequence[Sequence[Run]], begin: int, distance: int) -> bool:
    """Whether one of each part, in order, stands before ``begin``, the first not too far from it.

    Taking the latest that fits, from the last part to the first, leaves the first as late as can be.
    """
    latest = begin
    end = begin
    for part in reversed(parts):
        before = [run for run in part if run.end <= latest]
        if not before:
            return False
        chosen = max(before)
        latest, end = chosen.start, chosen.end
    return begin - end <= distance


def _fits_around(last: Run, parts: Sequence[Sequence[Run]], distance: int) -> bool:
    """Whether one of each part, apart from each other, stands before ``last`` and ends near it.

    Parts are placed from right to left. For every set of parts placed only the placing that leaves
    most room is kept, so that searches for the same word many times over stay cheap.
    """
    windows = sorted(_before(last, part, distance) for part in parts)
    room = {0: last.start}
    for _ in windows:
        following: dict[int, int] = {}
        for placed, end in room.items():
            for bit, run in _next(windows, placed, end):
                following[placed | bit] = max(run.start, following.get(placed | bit, 0))
        room = following
    return bool(room)


def _before(last: Run, part: Sequence[Run], distance: int) -> list[Run]:
    longest = max(run.end - run.start for run in part)
    low = bisect_left(part, (last.start - distance - longest,))
    high = bisect_right(part, (last.start,))
    return [run for run in part[low:high] if last.start - distance <= run.end <= last.start]


def _next(windows: Sequence[list[Run]], placed: int, end: int) -> Iterator[tuple[int, Run]]:
    """Each part not yet placed, where it leaves most room; of equal parts only the first."""
    for number, window in enumerate(windows):
        bit = 1 << number
        repeated = number and window == windows[number - 1] and not placed & bit >> 1
        if not placed & bit and not repeated:
            for run in reversed(window):
                if run.end <= end:
                    yield bit, run
                    break


# --- marking hits ---------------------------------------------------------------------------------
def _runs(leaf: Node, passage: Passage, spans: Sequence[text.Span], written: str) -> list[Run]:
    match leaf:
        case Words():
            return passage.find(leaf)
        case Exact():
            return _exact_spans(leaf, spans, written)
        case Near(parts):
            return [run for part in parts for words in part for run in passage.find(words)]
    return []


def _fragments(written: str, hits: Sequence[tuple[int, int]]) -> list[Fragment]:
    fragments: list[Fragment] = []
    done = 0
    for start, end in _merged(hits):
        fragments += [Fragment(written[done:start], False), Fragment(written[start:end], True)]
        done = end
    fragments.append(Fragment(written[done:], False))
    return [fragment for fragment in fragments if fragment.text]


def _merged(hits: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in hits:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
