"""A post in which there is nothing to see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop

#: Anything but spaces, and what takes no room.
_SEEN: Final = regex.compile(r"[^\s\p{Cf}\p{Cc}\p{Zs}\u115f\u1160\u2800\u3164\uffa0]")


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    first = (*draft.parts[:1], draft.title, draft.warning)
    if not draft.media and not any(map(_SEEN.search, first)):
        yield Finding(check=CHECK.id, place="text")
    for part, text in enumerate(draft.parts[1:], 1):
        if not _SEEN.search(text):
            yield Finding(check=CHECK.id, place="text", part=part, end=len(text))


CHECK = Check(
    id="empty",
    level="must",
    source="the networks take no empty posts",
    title=gettext_noop("Nothing in it"),
    advice=gettext_noop("There is nothing in this post: no words, no pictures."),
    look=_look,
)
