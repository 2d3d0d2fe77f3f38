"""Emoji are read out one by one, each with its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import emoji

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop

_MOST: Final = 3
#: Emoji only with a variation selector behind them.
_SIGNS: Final = frozenset("©®™")
#: Emoji are beyond this, but for digits and a few signs that become emoji with what follows.
_FIRST: Final = re.compile("[\u00a9\u00ae\u203c-\U0001ffff]")
_WORD_BEFORE: Final = re.compile(r"[^\W_][,;]?[ \u00a0]*$")
_SMALL_AFTER: Final = re.compile(r"[ \u00a0]*([^\W\d_])")


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for part, text in enumerate(draft.parts):
        if not _FIRST.search(text):
            continue
        found = [
            (one["match_start"], one["match_end"])
            for one in emoji.emoji_list(text)
            if one["emoji"] not in _SIGNS
        ]
        if len(found) > _MOST:
            yield _finding(text, part, found[0][0], found[-1][1], len(found))
        else:
            inside = (span for span in found if _is_inside(text, *span))
            yield from (_finding(text, part, *span, len(found)) for span in inside)


def _is_inside(text: str, start: int, end: int) -> bool:
    """Whether the sentence goes on behind it."""
    after = _SMALL_AFTER.match(text, end)
    return bool(_WORD_BEFORE.search(text[:start]) and after and after[1].islower())


def _finding(text: str, part: int, start: int, end: int, count: int) -> Finding:
    return Finding(
        check=CHECK.id,
        place="text",
        part=part,
        start=start,
        end=end,
        found=text[start:end],
        values={"count": count, "most": _MOST},
    )


CHECK = Check(
    id="emoji-rows",
    level="advice",
    source="uutilsynet.no and the networks' own help on emoji and screen readers (from memory, 22 November 2026)",
    title=gettext_noop("Emoji in rows, or between words"),
    advice=gettext_noop(
        "Who listens to the text hears the name of every emoji. Take {most} at most, and put them at the end of a"
        " sentence."
    ),
    look=_look,
)
