"""What is new? Known and fetched in, the kind of event to record out. Touches nothing, knows no clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import msgspec

from tilstede.core.post import FORMS, Form, Post, Visibility

Decision = Literal["seen", "edited", "witnessed", "returned", "had"]

#: What all may see.
PUBLIC: tuple[Visibility, ...] = ("public", "unlisted")

_BEGINNING = datetime.min.replace(tzinfo=UTC)


class Witness(msgspec.Struct, array_like=True):
    """What one form has told of a post: when its newest wording was written, and the digest of each wording.

    The last digest is the one that stands in that form.
    """

    at: datetime
    digests: list[str]


class Known(msgspec.Struct):
    """What is already held of a post."""

    number: int
    form: Form  #: the form of the wording that stands: the highest, unless a lower one told of an edit first
    forms: dict[str, Witness]
    gone: bool = False
    visibility: Visibility = "public"


def written(post: Post) -> datetime:
    """When this wording was written, as the network tells: edited, else published, else unknown (year 1)."""
    return post.edited or post.published or _BEGINNING


#: So often a feed's wording may come back: one that flaps between two caches must not fill the record.
_COMES_BACK = 3


def decide(known: Known | None, post: Post, digest: str, *, live: bool = False) -> Decision:
    """Which event a fetched post asks for; "had" asks for none. ``live``: the source shows it so now.

    Content is compared within one form only, and a lower form never makes a new version: markup and cutting
    differ between an API, an archive and a feed. The exception is where the network itself says that the post
    was edited after what we hold. Absence never decides anything here.
    """
    if known is None:
        return "seen"
    if known.gone and post.form != "archive":
        return "returned"
    witness = known.forms.get(post.form)
    if witness is None:
        return "edited" if _stated_edit(known, post, digest) else "witnessed"
    if digest == witness.digests[-1]:
        return "witnessed" if is_narrower(post.visibility, known.visibility) else "had"
    if digest in witness.digests and not _comes_back(witness, post, digest, live):
        return "had"
    if FORMS.index(post.form) < FORMS.index(known.form):
        return "edited" if _stated_edit(known, post, digest) else "had"
    if digest == known.forms[known.form].digests[-1]:
        return "witnessed"  # a lower form told of this edit first
    return "edited"


def is_narrower(told: Visibility, shown: Visibility) -> bool:
    """Whether a post that all may see is said to be for fewer. Wider it becomes by a newer wording only: an older
    takeout must not open what was closed since."""
    return shown in PUBLIC and told not in PUBLIC


def _comes_back(witness: Witness, post: Post, digest: str, live: bool) -> bool:
    """Whether an earlier wording stands again. Feeds seldom date their edits, so what one shows now counts."""
    if post.form == "feed":
        return live and witness.digests.count(digest) < _COMES_BACK
    return written(post) > witness.at


def _stated_edit(known: Known, post: Post, digest: str) -> bool:
    """The network dates an edit later than anything held; a feed's dates are too loose to count."""
    if post.edited is None or post.form == "feed":
        return False
    if any(digest in witness.digests for witness in known.forms.values()):
        return False
    return post.edited > max(witness.at for witness in known.forms.values())


def stands(known: Known, post: Post, decision: Decision) -> bool:
    """Whether the fetched wording becomes what is shown, or is an older wording that came late."""
    if decision in ("seen", "returned"):
        return True
    if decision == "witnessed":
        return FORMS.index(post.form) > FORMS.index(known.form)
    witness = known.forms.get(post.form)
    undated = post.edited is None and post.published is None
    return witness is None or undated or written(post) >= witness.at
