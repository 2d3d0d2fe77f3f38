"""What was changed between two wordings, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
#: Words of one wording; beyond this a comparison costs more time than a page may take.
LONGEST = 4_000


class Change(NamedTuple):
    """A stretch of text that stayed, went or came."""

    kind: Literal["same", "out", "in"]
    text: str


def changes(old: str, new: str) -> list[Change] | None:
    """The way from the old wording to the new; None when they are too long to compare on a page."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > LONGEST:
        return None
    return list(_joined(before, after))


def _joined(before: list[str], after: list[str]) -> Iterator[Change]:
    """Changes with only a space between them read better as one."""
    out = came = ""
    for same, old, new in _stretches(before, after):
        if same and same.strip():
            yield from _pair(out, came)
            yield Change("same", same)
            out = came = ""
        else:
            out, came = out + same + old, came + same + new
    yield from _pair(out, came)


def _pair(out: str, came: str) -> Iterator[Change]:
    """What went, and what came in its place; alike only when nothing but space stood there."""
    if out == came:
        if out:
            yield Change("same", out)
        return
    if out:
        yield Change("out", out)
    if came:
        yield Change("in", came)


def _stretches(before: list[str], after: list[str]) -> Iterator[tuple[str, str, str]]:
    """(what stayed, what went, what came), in order; of the three only the first or the others are filled."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, start, end, to, till in matcher.get_opcodes():
        old, new = "".join(before[start:end]), "".join(after[to:till])
        yield (old, "", "") if tag == "equal" else ("", old, new)
