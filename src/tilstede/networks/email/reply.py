"""The newest words of a letter: what its writer wrote this time, without what the mail program put below or above.

Left out: the letter that is answered, the line that introduces it, the signature behind ``--``, and what a program
says of itself ("Sendt fra min iPhone"). Kept: a greeting and a name, a letter that is passed on, quotes with answers
between them, and everything where nothing else would be left. Too little is cut rather than too much; the original
stands untouched beside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from tilstede.networks.email.reply_words import (
    DELIMITER,
    ENDS,
    FOLDED,
    FORWARDED,
    FROM,
    HEADER,
    NOTABLE,
    ORIGINAL,
    PROGRAM,
    RULE,
    certainty,
)

_SIGNATURE_LINES: Final = 15  #: what is longer below ``--`` is no signature
_HEADERS: Final = 3  #: so many header lines in a row are a letter's
_LINE: Final = 600  #: characters of a line that introduces a quote
_DECORATION: Final = frozenset("-_=*#~+—–\u1427 \t")


class _Quote(NamedTuple):
    """Quoted lines from ``start`` to before ``end``. ``text``: where they begin, below what introduces them."""

    start: int
    text: int
    end: int


def newest(text: str) -> tuple[str, bool]:
    """The newest words, and whether anything was left out."""
    lines = [line.rstrip() for line in text.replace("\xa0", " ").split("\n")]
    whole = "\n".join(lines).strip("\n").rstrip()
    shown = _Letter(lines).newest()
    return (shown, shown != whole) if shown.strip() else (whole, False)


class _Letter:
    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._quotes: list[_Quote] = []
        #: The lines an introduction may end with.
        self._ends = {
            at
            for at, line in enumerate(lines)
            if line and line[-1] in ENDS and not _is_decoration(line)
        }

    def newest(self) -> str:
        end, passed_on = self._scan()
        if passed_on:
            return self._between(0, len(self._lines))
        last = self._without_tail(end)
        quotes = [quote for quote in self._quotes if quote.end <= last]
        start = self._begin(quotes)
        if shown := self._between(start, last):
            return shown
        return self._below_introduction(end)

    def _between(self, start: int, end: int) -> str:
        return "\n".join(self._lines[start:end]).strip("\n").rstrip()

    def _scan(self) -> tuple[int, bool]:
        """Where all that follows is somebody else's, and whether the letter passes one on. Notes the quotes above."""
        at, lines = 0, self._lines
        while at < len(lines):
            line = lines[at]
            if line.startswith(">"):
                at = self._note_quote(at, at)
            elif NOTABLE.match(line) and FORWARDED.fullmatch(line):
                return at, True
            elif NOTABLE.match(line) and (ORIGINAL.fullmatch(line) or self._is_header_block(at)):
                return self._above_rule(at), False
            elif span := self._introduction(at):
                below = self._next_written(at + span)
                if below < len(lines) and lines[below].startswith(">"):
                    at = self._note_quote(at, below)
                else:
                    return at, False
            else:
                at += 1
        return len(lines), False

    def _note_quote(self, start: int, text: int) -> int:
        end = text
        while end < len(self._lines) and self._lines[end].startswith(">"):
            end += 1
        following = self._next_written(end)
        if following < len(self._lines) and self._lines[following].startswith(">"):
            return self._note_quote(start, following)
        self._quotes.append(_Quote(start, text, end))
        return end

    def _next_written(self, at: int) -> int:
        while at < len(self._lines) and not self._lines[at].strip():
            at += 1
        return at

    def _is_header_block(self, at: int) -> bool:
        if not FROM.fullmatch(self._lines[at]):
            return False
        block = self._written(at, _HEADERS + 3)
        return sum(HEADER.fullmatch(line) is not None for line in block) >= _HEADERS

    def _written(self, at: int, count: int) -> Iterator[str]:
        """So many lines with something on them."""
        while count and at < len(self._lines):
            if self._lines[at].strip():
                yield self._lines[at]
                count -= 1
            at += 1

    def _above_rule(self, at: int) -> int:
        """The line drawn above what is quoted goes with it."""
        above = at
        while above and not self._lines[above - 1].strip():
            above -= 1
        return above - 1 if above and RULE.fullmatch(self._lines[above - 1]) else at

    def _introduction(self, at: int) -> int:
        """How many lines introduce a quote here; 0: none."""
        if self._ends.isdisjoint(range(at, at + FOLDED)):
            return 0
        for span in range(1, FOLDED + 1):
            if sure := self._introduces(at, span):
                inner = [self._introduces(at + down, span - down) for down in range(1, span)]
                # What stands above one that is as sure is the writer's.
                return span if max(inner, default=0) < sure else 0
        return 0

    def _introduces(self, at: int, span: int) -> int:
        """How surely these lines introduce a quote, as one folded line."""
        if at + span - 1 not in self._ends:
            return 0
        folded = [line.strip("* ") for line in self._lines[at : at + span]]
        if not all(folded):
            return 0
        if any(line[-1] in ".!?:" for line in folded[:-1]):
            return 0
        line = " ".join(folded)
        return certainty(line) if len(line) <= _LINE else 0

    def _without_tail(self, end: int) -> int:
        """The end without quotes, signature and decoration, in whatever order they stand."""
        while (shorter := self._shorter(end)) < end:
            end = shorter
        return end

    def _shorter(self, end: int) -> int:
        while end and _is_decoration(self._lines[end - 1]):
            end -= 1
        for quote in self._quotes:
            if quote.end == end:
                return quote.start
        if end and PROGRAM.fullmatch(self._lines[end - 1]):
            return end - 1
        return self._above_signature(end)

    def _above_signature(self, end: int) -> int:
        for at in range(end - 1, max(-1, end - _SIGNATURE_LINES - 2), -1):
            if self._lines[at].startswith(">"):
                break
            if DELIMITER.fullmatch(self._lines[at]):
                return at
        return end

    def _begin(self, quotes: list[_Quote]) -> int:
        """Below a quote that stands alone on top; with answers between several quotes, at the first of them."""
        if not quotes or self._next_written(0) != quotes[0].start:
            return 0
        first = quotes[0]
        if first.text == first.start:
            return 0  # chosen by the writer: no program introduces it
        return first.text if len(quotes) > 1 else first.end

    def _below_introduction(self, end: int) -> str:
        """Nothing stands above the first introduction: what is below it was written by this writer after all."""
        span = self._introduction(end) if end < len(self._lines) else 0
        return self._between(end + span, len(self._lines)) if span else ""


def _is_decoration(line: str) -> bool:
    return not line.strip() or _DECORATION.issuperset(line)
