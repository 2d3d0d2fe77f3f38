"""Who never asks is not spoken with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading.persons import questions

#: So many of the last posts are looked at; with fewer, nothing is said.
_POSTS: Final = 10


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    lately = around.earlier[:_POSTS]
    if len(lately) < _POSTS or draft.options or questions(draft.parts):
        return
    if not any(questions([post.text]) for post in lately):
        yield Finding(check=CHECK.id, values={"posts": _POSTS})


CHECK = Check(
    id="no-question",
    level="advice",
    source="the advice that tilstede is founded on: ask good questions; 17 of 100 posts that people write ask something"
    " (measured 22 November 2026)",
    title=gettext_noop("Nothing is asked"),
    advice=gettext_noop(
        "None of the last {posts} posts asks anybody anything, and neither does this one. Is there something you would"
        " like to know from those who read it?"
    ),
    look=_look,
    habit=True,
)
