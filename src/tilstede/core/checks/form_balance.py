"""How many of the next posts should be in the form that is used least."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from math import ceil
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading import form

#: With fewer posts in Norwegian than this, nothing is said.
_ENOUGH: Final = 4
#: Posts that are looked ahead; as many more at a time where that is too few.
_AHEAD: Final = 5


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    written = [post.form for post in around.earlier if post.form in ("nb", "nn")]
    if not 0 < around.share <= 1 / 2 or len(written) < _ENOUGH:
        return
    least = "nn" if written.count("nn") <= written.count("nb") else "nb"
    needed, of = _needed(written.count(least), len(written), around.share)
    other = "nb" if least == "nn" else "nn"
    if needed and form.of(draft) == other:
        yield Finding(
            check=CHECK.id,
            values={
                "has": written.count(least),
                "posts": len(written),
                "share": round(100 * around.share),
                "needed": needed,
                "next": of,
                "form": form.NAMES[least],
            },
        )


def _needed(has: int, posts: int, share: float) -> tuple[int, int]:
    """How many of how many next posts bring the share up to the aim."""
    for ahead in count(_AHEAD, _AHEAD):
        needed = max(0, ceil(round(share * (posts + ahead), 9)) - has)
        if needed <= ahead:
            return needed, ahead
    raise AssertionError("an aim of one half at most is always reached")


CHECK = Check(
    id="form-balance",
    level="advice",
    source="språklova § 13: at least 25 percent of each form in what central state bodies publish, social media"
    " included (read 22 November 2026)",
    title=gettext_noop("Balance between bokmål and nynorsk"),
    advice=gettext_noop(
        "{has} of the last {posts} posts are in {form}; the aim is {share} percent. It is reached with {needed} of the"
        " next {next} in {form}."
    ),
    look=_look,
    habit=True,
)
