"""What is more than usual: a number against what was usual, and how surely it differs.

Counts of rare things vary by about the root of what is expected. So a number is told to be more, or less, than usual
only when it lies well beyond that; where there is too little to compare with, that is what is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

WEEKS = 8  #: against which a week is held
#: So many roots of what is expected must lie between, for one number looked at by itself …
_SURE = 2.0
#: … and for the greatest of thousands.
_SURE_AMONG_MANY = 3.5
#: With fewer than these in all the weeks before, nothing is told to be usual.
_ENOUGH = 8


@dataclass(frozen=True, slots=True)
class Count:
    """``now``: this week; ``before``: in the weeks before, together."""

    now: int
    before: int

    @property
    def usual(self) -> float:
        """In a week, by the weeks before."""
        return self.before / WEEKS

    @property
    def verdict(self) -> str:
        """``more``, ``less``, ``usual``; ``new`` where there was nothing before, ``few`` where too little."""
        if not self.before:
            return "new"
        if self.before < _ENOUGH:
            return "few"
        distance = (self.now - self.usual) / sqrt(self.usual + 1)
        if abs(distance) < _SURE:
            return "usual"
        return "more" if distance > 0 else "less"


@dataclass(frozen=True, slots=True)
class Share:
    """In how many of this week's posts something stands, against how many of those before."""

    now: int
    of_now: int
    before: int
    of_before: int

    @property
    def expected(self) -> float:
        """How many of this week's would have it, were this week as those before. Half a post more than were found
        is taken to have it, so that what was never seen is not infinitely rare."""
        return self.of_now * (self.before + 0.5) / (self.of_before + 1)

    @property
    def distance(self) -> float:
        """How far beyond what is expected, in roots of that."""
        return (self.now - self.expected) / sqrt(self.expected + 0.5)

    @property
    def is_striking(self) -> bool:
        """Whether it is told of."""
        return self.distance >= _SURE_AMONG_MANY
