"""Hiding and deleting what others write, and blocking: by a house rule alone, with what was written in the record
first. And taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tilstede.core import canonical
from tilstede.office.models import Account, User
from tilstede.outbox import acts, deciding
from tilstede.outbox.clear import NotCleared
from tilstede.outbox.models import Act, Errand
from tilstede.outbox.moderating import capturing, rules
from tilstede.outbox.moderating.capturing import Kept
from tilstede.outbox.moderating.models import Decision, Rule
from tilstede.record import append

Kind = Decision.Kind

#: So long a decision waits for pictures that are not held; what breaks the rules does not stand for ever because of a
#: picture that cannot be had.
PATIENCE: Final = timedelta(minutes=5)
#: The network has done it.
DONE: Final = (Errand.State.SENT, Errand.State.CONFIRMED, Errand.State.DIFFERS)
#: What takes back what. What is deleted comes never back.
_BACK: Final[dict[str, Act.Kind]] = {Kind.HIDE: Act.Kind.SHOW, Kind.BLOCK: Act.Kind.UNBLOCK}


class NotTaken(Exception):
    """Nothing was decided; the text is for the person who tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is to be done. ``post``: number in the record. ``rule``: its number in the rules in force. ``by_hand``: a
    person has done it, or does it now, on the network's own pages."""

    kind: str
    post: int
    account: Account
    rule: int
    reason: str
    by_hand: bool = False


def take(measure: Measure, *, by: str, now: datetime) -> Decision:
    """Decide it, record that, and have it done.

    :raises NotTaken: there is no such rule, no reason, nothing in the record, or the network cannot do it; in words.
    """
    with transaction.atomic():
        append.hold()
        rule, found = _demanded(measure)
        standing = _standing(measure)
        if standing is not None:
            return standing
        capturing.fetch(measure.post, found)
        decision = Decision(
            kind=measure.kind,
            rule=rule,
            post=measure.post,
            account=measure.account,
            network=measure.account.network,
            handle=measure.account.handle,
            reason=measure.reason.strip(),
            person=person(by),
            by=by,
            at=now,
            missing=len(found.missing),
        )
        if not measure.by_hand:
            due = now + PATIENCE if found.missing else None
            decision.act = _ordered(decision, Act.Kind(measure.kind), by, now, due=due)
        decision.save()
        _tell(decision, "taken", by, now, kept=found.event, missing=_places(found))
    return decision


def take_back(decision: Decision, *, reason: str, by: str, now: datetime) -> Decision:
    """Show it again, or block its author no more; where it was done by hand, it is written down that it was taken back.

    :raises NotTaken: it was taken back already, it was deleted, or the network cannot.
    """
    with transaction.atomic():
        append.hold()
        held = Decision.objects.select_related("rule__edition", "account", "act").get(
            pk=decision.pk
        )
        _demand_back(held, reason)
        if held.act is not None:
            held.undone = _undo(held, held.act, reason, by, now)
        held.undone_at, held.undone_by = now, by
        held.save()
        _tell(held, "taken-back", by, now, reason=reason.strip())
    return held


def show(post: int, account: Account, *, reason: str, by: str, now: datetime) -> Act | None:
    """Show an answer again; what was hidden before there were rules, too. None: the network had not hidden it yet, or
    a person does it by hand.

    :raises NotTaken: as `take_back` has it.
    """
    decision = standing(post, account).filter(kind=Kind.HIDE).first()
    if decision is not None:
        return take_back(decision, reason=reason, by=by, now=now).undone
    try:
        return acts.moderate(post, account, Act.Kind.SHOW, rule="", reason=reason, by=by, now=now)
    except NotCleared as error:
        raise NotTaken(str(error)) from error


def standing(post: int, account: Account | None = None) -> QuerySet[Decision]:
    """What was decided about a post and not taken back; ``account``: for one of ours alone."""
    rows = Decision.objects.filter(post=post, undone_at=None).exclude(_failed())
    rows = rows.filter(account=account) if account is not None else rows
    return rows.select_related("rule__edition", "act").order_by("pk")


def person(by: str) -> User | None:
    """Whoever has that name here; None: somebody at the command line. People keep their row when their name changes."""
    return User.objects.filter(email=by).first()


def can(decision: Decision) -> bool:
    """Whether it can be taken back."""
    return decision.kind in _BACK and decision.undone_at is None


def done() -> Q:
    """Of decisions: those that were carried out, by the network's word or a person's."""
    return Q(act=None) | Q(act__state__in=DONE)


def _failed() -> Q:
    return Q(act__state=Errand.State.FAILED)


def _standing(measure: Measure) -> Decision | None:
    return standing(measure.post, measure.account).filter(kind=measure.kind).first()


def _demanded(measure: Measure) -> tuple[Rule, Kept]:
    """:raises NotTaken:"""
    try:
        rule = rules.rule(measure.rule)
    except rules.NotAdopted as error:
        raise NotTaken(str(error)) from error
    found = capturing.kept(measure.post)
    if measure.kind not in Kind.values:
        raise NotTaken(_("Say what is to be done: hide, delete or block."))
    if not measure.reason.strip():
        raise NotTaken(_("Say why: it is kept in the record."))
    if found is None or not found.raw:
        raise NotTaken(_not_held(measure.post))
    if found.network != measure.account.network:
        raise NotTaken(_("That post stands on another network."))
    if found.author.id in (measure.account.native_id, measure.account.address):
        raise NotTaken(_("It is our own post: edit or delete it in the outbox."))
    return rule, found


def _not_held(number: int) -> str:
    said = _(
        "There is no post {number} in the record as it was received. What is not kept first is not hidden, deleted or"
        " blocked."
    )
    return said.format(number=number)


def _demand_back(held: Decision, reason: str) -> None:
    """:raises NotTaken:"""
    if held.undone_at is not None:
        raise NotTaken(_("It was taken back already."))
    if held.kind not in _BACK:
        raise NotTaken(_("What was deleted at the network cannot be brought back there."))
    if not reason.strip():
        raise NotTaken(_("Say why: it is kept in the record."))


def _undo(held: Decision, act: Act, reason: str, by: str, now: datetime) -> Act | None:
    """The act that takes it back; None where the network has done nothing yet.

    :raises NotTaken: the network is being asked just now.
    """
    may_be_done = act.state in DONE or _is_unclear(act)
    if act.state == Errand.State.WAITING:
        try:
            deciding.drop(act, by=by, now=now, reason=reason)
        except deciding.NotDecided as error:
            raise NotTaken(str(error)) from error
    elif act.state not in (*DONE, Errand.State.FAILED):
        raise NotTaken(_("The network is being asked just now. Try again in a minute."))
    return _ordered(held, _BACK[held.kind], by, now, reason=reason) if may_be_done else None


def _is_unclear(act: Act) -> bool:
    """Whether a try without an answer may have done it."""
    tried = act.state == Errand.State.WAITING or act.why in ("given-up", "dropped")
    return tried and act.attempts > 0


def _ordered(
    decision: Decision,
    kind: Act.Kind,
    by: str,
    now: datetime,
    *,
    reason: str = "",
    due: datetime | None = None,
) -> Act:
    """:raises NotTaken: in the outbox's words."""
    if decision.account is None:
        raise NotTaken(_("The account is no longer in the directory."))
    try:
        return acts.moderate(
            decision.post,
            decision.account,
            kind,
            rule=str(decision.rule),
            reason=reason or decision.reason,
            by=by,
            now=now,
            address=decision.act.address if decision.act else "",
            due=due,
        )
    except NotCleared as error:
        raise NotTaken(str(error)) from error


def _places(found: Kept) -> list[int]:
    return [place for place, _url in found.missing]


def _tell(
    decision: Decision, done: str, by: str, now: datetime, reason: str = "", **more: Any
) -> None:
    """``reason``: of taking it back. It is a payload of its own, that can be destroyed with what it is about."""
    account = decision.account
    told = {
        "decision": decision.pk,
        "done": done,
        "act": decision.kind,
        "account": {
            "network": decision.network,
            "id": account.native_id if account else "",
            "handle": decision.handle,
        },
        "by": by,
        "by_hand": decision.act is None,
        "post": decision.post,
        "rule": str(decision.rule),
        **more,
    }
    words = {"reason": reason or decision.reason}
    payloads = {"about": canonical.dumps(told), "words": canonical.dumps(words)}
    number = append.append([append.Entry("moderated", payloads)], now=now)
    decision.events = [*decision.events, number]
    decision.save(update_fields=["events"])
