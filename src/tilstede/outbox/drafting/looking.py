"""The second person: a colleague, or a stand-in elsewhere by a link that works once. Never who wrote it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tilstede.office.models import User
from tilstede.outbox.drafting import judging, rightful, sealing, telling
from tilstede.outbox.drafting.models import Judgement, Manuscript, SecondLook

Answer = SecondLook.Answer
State = Manuscript.State

#: For how long a stand-in's link can be used.
LASTS: Final = timedelta(hours=48)


class NotTaken(Exception):
    """Nobody was asked, or the answer was not taken; the text is for the person who tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer. ``words``: what is wrong with it, where it is no."""

    yes: bool
    words: str = ""


# --- asking --------------------------------------------------------------------------------------


def ask(manuscript: Manuscript, *, person: User | None, by: User, now: datetime) -> SecondLook:
    """Ask a colleague; ``person`` None: anybody who may answer.

    :raises NotTaken: nobody has said yet whether it could do harm, no second person is needed, or this one may not.
    """
    with transaction.atomic():
        held, judged = _asking(manuscript, by)
        if person is not None and not rightful.may_approve(person, held):
            raise NotTaken(_("{person} cannot be the second person here.").format(person=person))
        return _ask(SecondLook(person=person), held, judged, by, now)


def ask_stand_in(
    manuscript: Manuscript, *, name: str, address: str = "", by: User, now: datetime
) -> tuple[SecondLook, str]:
    """Ask somebody who has no account here; with it the secret of the link, which is kept nowhere.

    :raises NotTaken: as `ask` has it.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        held, judged = _asking(manuscript, by)
        if address.strip().casefold() in {one.casefold() for one in rightful.own(held)}:
            raise NotTaken(_("Who wrote it cannot be the second person."))
        look = SecondLook(
            name=name.strip(), address=address.strip(), digest=_digest(secret), expires=now + LASTS
        )
        return _ask(look, held, judged, by, now), secret


def take_back(look: SecondLook, *, now: datetime) -> None:
    """Ask no more: an answer is not taken from now on. Where nobody else is asked, the draft is its writer's again."""
    with transaction.atomic():
        held = judging.locked(look.manuscript)
        SecondLook.objects.filter(pk=look.pk, answer="", after=False).update(expires=now)
        if held.state == State.ASKED and not of(held, now=now):
            held.state, held.changed = State.WRITING, now
            held.save(update_fields=["state", "changed"])


def _asking(manuscript: Manuscript, by: User) -> tuple[Manuscript, Judgement]:
    """:raises NotTaken:"""
    held = judging.locked(manuscript)
    judged = judging.standing(held)
    if held.state not in (State.WRITING, State.ASKED) or judged is None:
        raise NotTaken(_("Answer first whether it could do harm."))
    if judging.may_go(held):
        raise NotTaken(_("It may go out already."))
    if not rightful.may_write(by, held):
        raise NotTaken(_("You do not have the right to write for all of its channels."))
    return held, judged


def _ask(
    look: SecondLook, held: Manuscript, judged: Judgement, by: User, now: datetime
) -> SecondLook:
    held.state, held.changed = State.ASKED, now
    held.save(update_fields=["state", "changed"])
    return telling.ask(look, judged, by=by.get_username(), now=now)


# --- what waits for an answer --------------------------------------------------------------------


def waiting(*, now: datetime) -> QuerySet[SecondLook]:
    """Everything that a colleague is asked and can still answer, the oldest first."""
    asked = Q(after=False, manuscript__state=State.ASKED) | Q(
        after=True, manuscript__state=State.HANDED
    )
    rows = SecondLook.objects.filter(asked, _lasting(now), answer="", digest=None)
    return rows.select_related("manuscript", "person").order_by("asked_at", "pk")


def waiting_for(user: User, *, now: datetime) -> list[SecondLook]:
    """Those of them that this person may answer."""
    return [look for look in waiting(now=now) if _is_for(look, user) and is_standing(look)]


def of(manuscript: Manuscript, *, now: datetime) -> list[SecondLook]:
    """Who is asked about the draft as it stands, and has not answered."""
    rows = manuscript.looks.filter(
        _lasting(now), answer="", after=False, seal=sealing.seal(manuscript)
    )
    asked = manuscript.state == State.ASKED
    return list(rows.select_related("person").order_by("pk")) if asked else []


def looked_over(manuscript: Manuscript) -> SecondLook | None:
    """The question about a draft that went out in an emergency, answered or not; None: it went out otherwise."""
    look = manuscript.looks.filter(after=True).order_by("pk").last()
    return look if look is not None and (look.answer or is_standing(look)) else None


def regretted(user: User, *, since: datetime) -> list[SecondLook]:
    """What this person sent out in an emergency, and a second person has said no to since."""
    rows = SecondLook.objects.filter(
        after=True, answer=Answer.NO, asked_by=user.get_username(), answered_at__gt=since
    )
    return list(rows.select_related("manuscript").order_by("-answered_at"))


def find(secret: str, *, now: datetime) -> SecondLook | None:
    """What a stand-in is asked, while it can be answered. To look at it uses nothing up."""
    rows = SecondLook.objects.select_related("manuscript").filter(
        _lasting(now), digest=_digest(secret)
    )
    look = rows.first()
    return look if look is not None and is_standing(look) else None


def is_standing(look: SecondLook) -> bool:
    """Whether it was not answered, and is about the draft as it is now, or as it went out in an emergency."""
    held = look.manuscript
    if look.answer:
        return False
    if look.after:
        judged = held.judgements.order_by("pk").last()
        urgent = judged is not None and judged.emergency and judged.seal == look.seal
        return urgent and held.state == State.HANDED
    return held.state == State.ASKED and look.seal == sealing.seal(held)


def _is_for(look: SecondLook, user: User) -> bool:
    named = look.person_id in (None, user.pk)
    return named and rightful.may_approve(user, look.manuscript)


def _lasting(now: datetime) -> Q:
    return Q(expires=None) | Q(expires__gt=now)


# --- answering -----------------------------------------------------------------------------------


def answer(look: SecondLook, said: Said, *, by: User, now: datetime) -> SecondLook:
    """A colleague's answer, by the rights held at this moment.

    :raises NotTaken: somebody was quicker, the draft was changed, it is the person's own work, or the right is gone.
    """
    with transaction.atomic():
        held = _answering(look, now)
        if held.person_id not in (None, by.pk):
            raise NotTaken(_("Somebody else was asked."))
        if not rightful.may_approve(by, held.manuscript):
            raise NotTaken(
                _(
                    "You cannot be the second person here: it is your own work, or you do not have the right."
                )
            )
        return _answered(held, said, by.get_username(), now)


def answer_by_link(secret: str, said: Said, *, name: str, now: datetime) -> SecondLook:
    """A stand-in's answer, which uses the link up. ``name``: the stand-in's own.

    :raises NotTaken: it was used, has ended, or the draft was changed.
    """
    with transaction.atomic():
        row = SecondLook.objects.filter(digest=_digest(secret)).first()
        if row is None:
            raise NotTaken(_gone())
        if not name.strip():
            raise NotTaken(_("Write your name."))
        return _answered(_answering(row, now), said, name.strip(), now)


def _answering(look: SecondLook, now: datetime) -> SecondLook:
    """The row as it is now, with its draft locked. :raises NotTaken:"""
    manuscript = judging.locked(look.manuscript)
    held = SecondLook.objects.filter(_lasting(now), pk=look.pk).first()
    if held is None or held.answer:
        raise NotTaken(_gone())
    held.manuscript = manuscript
    if not is_standing(held):
        raise NotTaken(_gone())
    return held


def _answered(held: SecondLook, said: Said, by: str, now: datetime) -> SecondLook:
    if not said.yes and not said.words.strip():
        raise NotTaken(_("Say what should be otherwise."))
    held.answer = Answer.YES if said.yes else Answer.NO
    held.words, held.answered_by, held.answered_at = said.words.strip(), by, now
    said_so = {"words": held.words, "address": held.address}
    told = _told(held)
    number = telling.tell("looked", held.manuscript, held.seal, said_so, by=by, now=now, **told)
    held.events = [*held.events, number]
    held.save(update_fields=["answer", "words", "answered_by", "answered_at", "events"])
    if not held.after:
        held.manuscript.state, held.manuscript.changed = State.WRITING, now
        held.manuscript.save(update_fields=["state", "changed"])
    return held


def _told(held: SecondLook) -> dict[str, object]:
    return {
        "answer": str(held.answer),
        "stand_in": held.digest is not None,
        "after": held.after,
        "asked_by": held.asked_by,
    }


def _gone() -> str:
    return _(
        "This can no longer be answered: it has been, the time is over, or the text was changed."
    )


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
