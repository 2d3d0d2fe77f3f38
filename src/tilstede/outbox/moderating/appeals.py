"""Somebody asks to have a decision looked at again: taken in, found, and answered by another than who decided."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tilstede.core import canonical
from tilstede.core.decide import PUBLIC
from tilstede.jobs import call
from tilstede.office.secrets import SecretChanged, conceal, reveal
from tilstede.outbox.moderating import measures
from tilstede.outbox.moderating.models import Appeal, Decision
from tilstede.posts import read
from tilstede.record import append

Verdict = Appeal.Verdict
#: Who tells the body that somebody waits.
_TELL: Final = "tilstede.outbox.moderating.tasks.tell_the_body"
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]+")
#: What stands behind an address in a sentence, and is no part of it.
_AFTER: Final = ".,;:)"
_REFERENCE: Final = re.compile(r"\b[0-9]{4}-([0-9]{1,9})\b")

#: Days until it must be answered. No law sets a time for this; it is what is promised on the page.
DAYS: Final = 14
#: So long after the answer it can be asked about; then the person's own words are forgotten.
KEPT: Final = timedelta(days=90)
#: What a person wrote, encrypted.
WORDS: Final = ("what", "why", "name", "reach")


class NotAnswered(Exception):
    """An answer that was not taken; the text is for the person who gave it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the person wrote; ``lost``: it was stored under another secret."""

    what: str = ""
    why: str = ""
    name: str = ""
    reach: str = ""
    lost: bool = False


def found(address: str) -> Decision | None:
    """The decision that stands about the post of exactly this address: that something was hidden or deleted by a rule.
    Who is blocked is told to nobody, and nothing of what was written to a few."""
    number = read.by_alias(address.strip()) if address.strip() else None
    shown = read.one(number, public=False) if number is not None else None
    if number is None or shown is None or shown.row.visibility not in PUBLIC:
        return None
    rows = measures.standing(number).exclude(kind=Decision.Kind.BLOCK)
    return rows.filter(measures.done()).first()


def meant(text: str) -> Decision | None:
    """The decision that somebody names, by the address of what was written or by its number."""
    for address in _ADDRESS.findall(text):
        if (decision := found(address.rstrip(_AFTER))) is not None:
            return decision
    number = _REFERENCE.search(text)
    named = Decision.objects.filter(pk=int(number[1])).first() if number else None
    return named if named is not None and number and named.reference == number[0] else None


def receive(told: Mapping[str, str], *, now: datetime) -> Appeal:
    """Keep what somebody asks for. The record hears that an appeal came, and nothing of what it says."""
    with transaction.atomic():
        row = Appeal.objects.create(
            **{name: conceal(told.get(name, "")) for name in WORDS},
            decision=meant(told.get("what", "")),
            received=now,
            due=timezone.localdate(now) + timedelta(days=DAYS),
        )
        _tell(row, "appealed", now, {"due": row.due.isoformat()})
        call.enqueue(_TELL, row.pk)
    return row


def told(row: Appeal) -> Told:
    """In clear, for those who answer."""
    try:
        what, why, name, reach = (reveal(getattr(row, name)) for name in WORDS)
    except SecretChanged:
        return Told(lost=True)
    return Told(what, why, name, reach)


def waiting() -> QuerySet[Appeal]:
    """Those without an answer, the most urgent first."""
    rows = Appeal.objects.filter(decided=None).order_by("due", "pk")
    return rows.select_related("decision__rule__edition", "decision__account")


def answered() -> QuerySet[Appeal]:
    """The others, the newest answer first."""
    rows = Appeal.objects.exclude(decided=None).order_by("-decided", "-pk")
    return rows.select_related("decision__rule__edition", "decision__account")


def join(row: Appeal, decision: Decision, *, by: str, now: datetime) -> Appeal:
    """Say which decision is meant; the record tells who said so.

    :raises NotAnswered: it is answered, or it is known which is meant: found by the address that was given, or one that
        the person took, who could else choose another and answer.
    """
    with transaction.atomic():
        append.hold()
        _open(row)
        held = Appeal.objects.select_related("decision").get(pk=row.pk)
        before = held.decision
        if before is not None and before != decision:
            _demand_unsure(held, before, by)
        if before != decision:
            held.decision = decision
            held.save(update_fields=["decision"])
            _tell(held, "attributed", now, {"before": before.pk if before else None, "by": by})
    return held


def _demand_unsure(held: Appeal, before: Decision, by: str) -> None:
    """:raises NotAnswered: as `join` has it."""
    if _is_same(before, by):
        raise NotAnswered(_("You took the decision: somebody else says which one is meant."))
    addresses = _ADDRESS.findall(told(held).what)
    if any(found(one.rstrip(_AFTER)) == before for one in addresses):
        raise NotAnswered(_("The address that was given is that of this decision's post."))


def decide(row: Appeal, *, verdict: str, answer: str, by: str, now: datetime) -> Appeal:
    """Answer it, and where the decision was wrong, take it back.

    :raises NotAnswered: the person took the decision, somebody has answered, or something is missing.
    """
    with transaction.atomic():
        append.hold()
        held = Appeal.objects.select_related("decision").get(pk=row.pk)
        _demand(held, verdict, answer, by)
        held.verdict, held.answer, held.decided, held.decided_by = verdict, answer.strip(), now, by
        held.save()
        _tell(held, "reviewed", now, {"verdict": verdict, "by": by}, answer=held.answer)
        if verdict == Verdict.UPHELD and held.decision is not None:
            _undo(held.decision, held, by, now)
    return held


def forget(*, now: datetime) -> int:
    """Take away what people wrote of themselves, some time after they were answered; of how many."""
    old = Appeal.objects.filter(decided__lte=now - KEPT).exclude(**dict.fromkeys(WORDS, ""))
    return old.update(**dict.fromkeys(WORDS, ""))


def _undo(decision: Decision, row: Appeal, by: str, now: datetime) -> None:
    """:raises NotAnswered: it cannot be done, so that nobody is told it was."""
    if not measures.can(decision):
        return
    reason = _("Appeal {number} was upheld.").format(number=row.reference)
    try:
        measures.take_back(decision, reason=reason, by=by, now=now)
    except measures.NotTaken as error:
        raise NotAnswered(str(error)) from error


def _open(row: Appeal) -> QuerySet[Appeal]:
    """:raises NotAnswered:"""
    rows = Appeal.objects.filter(pk=row.pk, decided=None)
    if not rows.exists():
        raise NotAnswered(_("Somebody has answered this already."))
    return rows


def _demand(held: Appeal, verdict: str, answer: str, by: str) -> None:
    """:raises NotAnswered:"""
    _open(held)
    if verdict not in Verdict.values or not answer.strip():
        raise NotAnswered(_("Choose an answer, and say why."))
    if (held.decision is None) != (verdict == Verdict.NONE):
        raise NotAnswered(_("Say first which decision is meant; or that there is none."))
    if held.decision is not None and _is_same(held.decision, by):
        raise NotAnswered(_("You took the decision: somebody else must look at it again."))


def _is_same(decision: Decision, by: str) -> bool:
    """Whether that person took the decision, whatever they are called now."""
    found = measures.person(by)
    if found is not None and decision.person_id is not None:
        return found.pk == decision.person_id
    return by == decision.by


def _tell(row: Appeal, kind: str, now: datetime, more: Mapping[str, Any], **words: str) -> None:
    """``words``: a payload of its own, that can be destroyed with what it is about."""
    about = {"appeal": row.pk, "decision": row.decision_id, **more}
    payloads: dict[str, append.Payload] = {"about": canonical.dumps(about)}
    if words:
        payloads["words"] = canonical.dumps(words)
    number = append.append([append.Entry(kind, payloads)], now=now)
    row.events = [*row.events, number]
    row.save(update_fields=["events"])
