"""Running text as a browser lays it out: white space is one space, and lines break where blocks begin and end.

Source: CSS Text 3, 4.1.1 (white space in normal flow).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPACES = re.compile(r"[ \t\n\r\f]+")
_BREAKS = re.compile(r"[\t\n\r\f]")


def squeezed(text: str) -> str:
    """White space as one space, the way HTML has it."""
    return _SPACES.sub(" ", text) if "  " in text or _BREAKS.search(text) else text


class Prose:
    """What is written so far. Breaks and spaces are owed, and come when the next word does: none at the end."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._breaks = 0
        self._space = False

    def text(self) -> str:
        """All of it."""
        return "".join(self._written)

    def part(self, breaks: int) -> None:
        """At least so many line breaks before what comes next."""
        self._breaks = max(self._breaks, breaks)

    def break_line(self) -> None:
        """One more line break before what comes next."""
        self._breaks += 1

    def space(self) -> None:
        """A space before what comes next, unless a line begins there."""
        self._space = True

    def write(self, text: str) -> None:
        """Write running text."""
        running = squeezed(text)
        self._space = self._space or running.startswith(" ")
        if words := running.strip(" "):
            self._emit(words)
            self._space = running.endswith(" ")

    def write_lines(self, lines: Iterable[str]) -> None:
        """Write text whose lines are kept as they are."""
        for number, line in enumerate(lines):
            self._breaks += number > 0
            if line:
                self._emit(line)

    def _emit(self, text: str) -> None:
        if self._written:
            self._written.append("\n" * self._breaks or " " * self._space)
        self._written.append(text)
        self._breaks, self._space = 0, False
