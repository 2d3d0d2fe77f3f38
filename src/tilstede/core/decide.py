"""What is new? Known and fetched in, the kind of event to record out. Touches nothing, knows no clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import msgspec

from tilstede.core.alias import is_carried
from tilstede.core.post import FORMS, Form, Post, Visibility

Decision = Literal["seen", "edited", "witnessed", "returned", "had"]

#: What all may see.
PUBLIC: tuple[Visibility, ...] = ("public", "unlisted")

_BEGINNING = datetime.min.replace(tzinfo=UTC)


class Witness(msgspec.Struct, array_like=True):
    """What one network has told of a post in one form: when its newest wording was written, and the digest of each
    wording; whether it only carries what was written elsewhere (`alias.is_carried`).

    The last digest is the one that stands in that form.
    """

    at: datetime
    digests: list[str]
    carried: bool = False


def telling(network: str, form: Form) -> str:
    """By what name the words of a network in a form are kept apart from all others of the same post."""
    return f"{network}/{form}"


class Known(msgspec.Struct):
    """What is already held of a post. ``forms``: by `telling`."""

    number: int
    network: str  #: the network of the wording that stands
    form: Form  #: the form of the wording that stands: the highest, unless a lower one told of an edit first
    forms: dict[str, Witness]
    gone: bool = False
    visibility: Visibility = "public"

    @property
    def standing(self) -> Witness:
        """What has been told by whoever told the wording that stands."""
        return self.forms[telling(self.network, self.form)]

    def before(self, post: Post) -> Witness | None:
        """What the post's own network has told in the same form before."""
        return self.forms.get(telling(post.network, post.form))


def written(post: Post) -> datetime:
    """When this wording was written, as the network tells: edited, else published, else unknown (year 1)."""
    return post.edited or post.published or _BEGINNING


#: So often a feed's wording may come back: one that flaps between two caches must not fill the record.
_COMES_BACK = 3


def decide(known: Known | None, post: Post, digest: str, *, live: bool = False) -> Decision:
    """Which event a fetched post asks for; "had" asks for none. ``live``: the source shows it so now.

    Content is compared within one network and one form only, and a lower form never makes a new version: markup and
    cutting differ between an API, an archive and a feed, and between a film's own server and one that carries it. The
    exception is where a lower form says that the post was edited after what we hold. What another network tells in
    the same form is kept, and is no version. Absence never decides anything here.
    """
    if known is None:
        return "seen"
    if known.gone and post.form == "told":
        return "had"  # a person's word about the words of what stands no more
    beside = is_beside(known, post)
    if known.gone and post.form != "archive" and not (beside and _is_carried(post)):
        return "returned"
    witness = known.before(post)
    if witness is None:
        stated = not beside and _stated_edit(known, post, digest)
        return "edited" if stated else "witnessed"
    if digest == witness.digests[-1]:
        return "witnessed" if is_narrower(post.visibility, known.visibility) else "had"
    if digest in witness.digests and not _comes_back(witness, post, digest, live):
        return "had"
    if FORMS.index(post.form) < FORMS.index(known.form):
        return "edited" if _stated_edit(known, post, digest) else "had"
    if beside or digest == known.standing.digests[-1]:
        return "witnessed"  # the latter: a lower form told of this edit first
    return "edited"


def is_beside(known: Known, post: Post) -> bool:
    """Whether another network than that of the wording that stands tells of the post, in the same form: a film as its
    own server has it, and as Mastodon carries it. Neither is an edit of the other."""
    return post.form == known.form and post.network != known.network


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
        higher = FORMS.index(post.form) > FORMS.index(known.form)
        return higher or (is_beside(known, post) and _is_nearer(known, post))
    witness = known.before(post)
    undated = post.edited is None and post.published is None
    return witness is None or undated or written(post) >= witness.at


def _is_nearer(known: Known, post: Post) -> bool:
    """The post as it is where it was written, while what stands is as another network carries it."""
    return known.standing.carried and not _is_carried(post)


def _is_carried(post: Post) -> bool:
    return is_carried(post.network, post.aliases)
