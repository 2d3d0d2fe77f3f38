"""What was told to few, on its way to more.

Many networks have no answers for followers alone, and some call a comment that waits for approval so: hence a person
may judge it. What was told to one reader alone is refused by the outbox, whatever anybody confirms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.post import Visibility

#: The wider, the higher. Lists of posts leave unlisted ones out, and still anybody may see them.
_REACH: Final[dict[Visibility, int]] = {"direct": 0, "followers": 1, "unlisted": 2, "public": 2}


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    if draft.source is not None and _REACH[_seen_by(draft)] > _REACH[draft.source]:
        yield Finding(check=CHECK.id)


def _seen_by(draft: Draft) -> Visibility:
    private = draft.answers and draft.source == "direct"
    return draft.visibility or ("direct" if private else "public")


CHECK = Check(
    id="closed-source",
    level="must",
    source="personvernforordningen art. 5 no. 1 b (from memory); what an author's own choice of readers means",
    title=gettext_noop("Made from what few could see"),
    advice=gettext_noop(
        "What this answers, quotes or is made from was shown to fewer people than this would be. Show it to no more"
        " than they. It can stand if it tells nothing of what was said there."
    ),
    look=_look,
    confirmable=True,
)
