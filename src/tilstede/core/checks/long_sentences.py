"""Sentences that are too long to be read once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading.prose import sentences

_MOST: Final = 25


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for part, text in enumerate(draft.parts):
        for sentence in sentences(text):
            if len(sentence.words) > _MOST:
                yield Finding(
                    check=CHECK.id,
                    place="text",
                    part=part,
                    start=sentence.start,
                    end=sentence.end,
                    found=sentence.text,
                    values={"words": len(sentence.words), "most": _MOST},
                )


CHECK = Check(
    id="long-sentences",
    level="advice",
    source="common advice on clear language; people's own posts have 10 to 13 words in a sentence, official reports 17"
    " to 24 (measured 22 November 2026)",
    title=gettext_noop("A long sentence"),
    advice=gettext_noop(
        "This sentence has {words} words. Most people lose the thread after {most}: make it two."
    ),
    look=_look,
)
