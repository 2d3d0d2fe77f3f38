"""A tag of several words in small letters is read out as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import simplemma

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import pieces

#: Letters that two words in a tag have together, at least.
_TAG: Final = re.compile(r"(?<![\w&/])#([^\W\d_]{10,})")


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        for hit in _TAG.finditer(piece.text):
            if hit[1].islower() and not simplemma.is_known(hit[1], lang=("nb", "nn", "en")):
                yield piece.finding(CHECK.id, *hit.span(), found=hit[0])


CHECK = Check(
    id="hashtag-capitals",
    level="advice",
    source="uutilsynet.no and the networks' own help on tags that screen readers can part (from memory, 22 November"
    " 2026)",
    title=gettext_noop("A tag in small letters"),
    advice=gettext_noop(
        "If {found} is more than one word, begin each with a capital letter, as in #OpenForAll. Then those who listen"
        " to the text hear the words."
    ),
    look=_look,
)
