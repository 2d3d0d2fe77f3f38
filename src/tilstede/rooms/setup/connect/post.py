"""What the pages show of one thing that goes out, and of what is done with it where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from tilstede.outbox import naming, queries, targets, words
from tilstede.outbox.models import Act, Cleared, Delivery, Errand
from tilstede.outbox.seeing import MaySee
from tilstede.posts import read
from tilstede.posts.read import Shown

_COLORS: Final = {
    Errand.State.HAND: "warning",
    Errand.State.CONFIRMED: "success",
    Errand.State.SENT: "success",
    Errand.State.DIFFERS: "warning",
    Errand.State.UNSURE: "warning",
    Errand.State.FAILED: "danger",
    Errand.State.ASKED: "danger",
}
#: What can be ordered of others' answers here. What is done for them, and against them, has pages of its own: it is
#: thought through first, or done by a house rule alone.
TO_ANSWERS: Final = (Act.Kind.SHOW,)
_DONE: Final = (Errand.State.SENT, Errand.State.CONFIRMED)
_STANDING: Final = (*_DONE, Errand.State.DIFFERS)


@dataclass(frozen=True, slots=True)
class Going:
    """Something that goes out, in words. ``what``: of what is ordered, with whom it is about; ``beside``: what belongs
    to its words; ``decisions``: what can be said of it; ``by``: who cleared or ordered it; ``anew``: the command that
    writes it anew; ``url``: where it stands, ``""`` when it stands no more."""

    row: Delivery | Act
    kind: str
    state: str
    color: str
    why: str
    what: str
    beside: Sequence[tuple[str, str]]
    differences: tuple[str, ...]
    decisions: tuple[str, ...]
    wording: Cleared | None
    deleted: bool
    by: str
    url: str
    anew: str

    @property
    def needs_login(self) -> bool:
        """Whether it waits for the account to be connected again."""
        return self.row.why in ("expired", "secret-changed") and self.row.account is not None


def told(row: Delivery | Act, may_see: MaySee, *, whole: bool = True) -> Going:
    """In words. ``may_see``: whose words the reader may see (`outbox.seeing`). ``whole``: with what belongs to them."""
    is_post = isinstance(row, Delivery)
    deleted = isinstance(row, Delivery) and queries.is_deleted(row)
    differences = row.differences if isinstance(row, Delivery) and not deleted else ()
    return Going(
        row=row,
        kind="post" if is_post else "act",
        state=words.state(row),
        color="neutral" if deleted else _COLORS.get(Errand.State(row.state), "neutral"),
        why="" if deleted else words.reason(row),
        what=naming.errand(row, may_see),
        beside=words.beside(row) if isinstance(row, Delivery) and whole else (),
        differences=tuple(map(words.difference, differences)),
        decisions=queries.decisions(row),
        wording=queries.wording(row) if isinstance(row, Delivery) else None,
        deleted=deleted,
        by=naming.person(row.cleared.by if isinstance(row, Delivery) else row.by),
        url=row.url if isinstance(row, Delivery) and not deleted else "",
        anew=words.anew(row),
    )


def stands(row: Delivery) -> bool:
    """Whether it is known to stand at its network, and can be changed there by us."""
    return row.state in _STANDING and bool(row.sent_id)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody else said under a post of ours. ``can``: what can be ordered of it, with its name."""

    shown: Shown
    hidden: bool
    can: tuple[tuple[str, str], ...]


def answers(row: Delivery, can: frozenset[str], may_see: MaySee) -> list[Answer]:
    """Those that we have heard of and that may be seen, in time order. ``can``: as `acts.possible`."""
    number = targets.number_of(row.aliases) if row.aliases else None
    ours = read.one(number, public=False) if number is not None else None
    if ours is None:
        return []
    heard = [
        one
        for one in read.thread(ours, public=False).after
        if one.post is not None and one.author.native_id != row.native_id and may_see(one)
    ]
    hidden = _hidden([one.number for one in heard], row)
    return [
        Answer(one, one.number in hidden, _able(one, one.number in hidden, can)) for one in heard
    ]


def _able(item: Shown, hidden: bool, can: frozenset[str]) -> tuple[tuple[str, str], ...]:
    useless = set() if hidden else {Act.Kind.SHOW}
    kinds = (kind for kind in TO_ANSWERS if kind in can and kind not in useless)
    return tuple((str(kind), str(kind.label)) for kind in kinds)


def _hidden(numbers: Sequence[int], row: Delivery) -> set[int]:
    """Those of them that were hidden last, rather than shown again."""
    kinds = (Act.Kind.HIDE, Act.Kind.SHOW)
    found = Act.objects.filter(post__in=numbers, account=row.account, kind__in=kinds)
    last = {one.post: one.kind for one in found.filter(state__in=_DONE).order_by("id")}
    return {number for number, kind in last.items() if number and kind == Act.Kind.HIDE}


def acts_on(row: Delivery, answers: Sequence[Answer], may_see: MaySee) -> list[Going]:
    """What was ordered about it, and about the answers to it, the newest first."""
    numbers = [one.shown.number for one in answers]
    about = Q(delivery=row) | Q(post__in=numbers, account=row.account)
    return [
        told(one, may_see)
        for one in Act.objects.filter(about).select_related("account", "cleared").order_by("-id")
    ]
