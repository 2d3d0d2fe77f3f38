"""How heavy the text is to read, as LIX has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading.prose import lix, words

_MOST: Final = 40
#: Below this many words the number tells nothing.
_ENOUGH: Final = 12


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    if len(words(draft.parts)) < _ENOUGH:
        return
    found = round(lix(draft.parts))
    if found > _MOST:
        yield Finding(check=CHECK.id, values={"lix": found, "most": _MOST})


CHECK = Check(
    id="readability",
    level="advice",
    source="LIX (C. H. Björnsson, Läsbarhet, 1968); people's own posts have 29 to 30, official reports 52 to 54"
    " (measured 22 November 2026)",
    title=gettext_noop("Heavy to read"),
    advice=gettext_noop(
        "The text has a LIX of {lix}; over {most} is heavy, and what people write to each other has about 30. Use"
        " shorter words and shorter sentences."
    ),
    look=_look,
)
