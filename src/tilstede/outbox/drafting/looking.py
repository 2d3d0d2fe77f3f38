"""The second person: a colleague, or a stand-in elsewhere by a link that works once. Never who wrote it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from tilstede.office.models import User
from tilstede.outbox.drafting import judging, rightful, sealing, telling
from tilstede.outbox.drafting.models import Judgement, Manuscript, SecondLook
from tilstede.posts.models import Post

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
    """Ask somebody who has no account here; with it the secret of the link, which is kept nowhere. Of what went out in
    an emergency, to look it over.

    Only one whose own word is enough where nobody could be harmed: whoever has the link can answer, and a writer who
    must be seen would be seen by nobody.
    :raises NotTaken: as `ask` has it; or it answers, quotes or passes on what few may see.
    """
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        held, judged = _asking_elsewhere(manuscript, by)
        if address.strip().casefold() in {one.casefold() for one in rightful.own(held)}:
            raise NotTaken(_("Who wrote it cannot be the second person."))
        look = SecondLook(
            name=name.strip(),
            address=address.strip(),
            digest=_digest(secret),
            expires=now + LASTS,
            after=held.state == State.HANDED,
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


def _asking_elsewhere(manuscript: Manuscript, by: User) -> tuple[Manuscript, Judgement]:
    """:raises NotTaken:"""
    went = _urgent(judging.locked(manuscript))
    held, judged = (went.manuscript, went) if went else _asking(manuscript, by)
    if not rightful.is_trusted(by, held):
        raise NotTaken(
            _("What you write is seen by a colleague. A stand-in cannot take the place.")
        )
    if not may_be_seen_elsewhere(held):
        raise NotTaken(_("It is about a post that few may see, so nobody elsewhere can be asked."))
    return held, judged


def may_be_seen_elsewhere(manuscript: Manuscript) -> bool:
    """Whether what it answers, quotes or is about, if anything, is public."""
    number = manuscript.joined
    return number is None or Post.objects.filter(number=number, public=True).exists()


def _ask(
    look: SecondLook, held: Manuscript, judged: Judgement, by: User, now: datetime
) -> SecondLook:
    if not look.after:
        held.state, held.changed = State.ASKED, now
        held.save(update_fields=["state", "changed"])
    why = judged.why if look.after else judging.needed(judged)
    return telling.ask(look, judged, why, by=by.get_username(), now=now)


# --- what waits for an answer --------------------------------------------------------------------


def waiting(*, now: datetime) -> QuerySet[SecondLook]:
    """Everything that a colleague is asked and can still answer, the oldest first."""
    asked = Q(after=False, manuscript__state=State.ASKED) | Q(
        after=True, manuscript__state=State.HANDED
    )
    rows = SecondLook.objects.filter(asked, _lasting(now), answer="", digest=None)
    return rows.select_related("manuscript", "person").order_by("asked_at", "pk")


def asked_of(user: User, *, now: datetime) -> QuerySet[SecondLook]:
    """Those of them that this person may answer, as the rows tell it: read page by page, with `standing`."""
    same = Judgement.objects.filter(manuscript=OuterRef("manuscript"), seal=OuterRef("seal"))
    rows = waiting(now=now).filter(Q(after=True) | Q(revision=F("manuscript__revision")))
    rows = rows.filter(Q(person=None) | Q(person=user), manuscript__in=rightful.approvable(user))
    rows = rows.annotate(judged=Subquery(same.order_by("-pk").values("pk")[:1]))
    return rows.exclude(
        Exists(Judgement.objects.filter(rightful.theirs(user), pk=OuterRef("judged")))
    )


def standing(looks: Sequence[SecondLook]) -> list[SecondLook]:
    """Those of them that `is_standing` is true of, read together."""
    seals = sealing.seals([one.manuscript for one in looks if not one.after])
    return [
        one
        for one in looks
        if (is_standing(one) if one.after else one.seal == seals[one.manuscript.pk])
    ]


def of(manuscript: Manuscript, *, now: datetime) -> list[SecondLook]:
    """Who is asked about the draft as it stands, and has not answered."""
    rows = manuscript.looks.filter(
        _lasting(now), answer="", after=False, seal=sealing.seal(manuscript)
    )
    asked = manuscript.state == State.ASKED
    return list(rows.select_related("person").order_by("pk")) if asked else []


def looked_over(manuscript: Manuscript) -> SecondLook | None:
    """The question about a draft that went out in an emergency or on a stand-in's word, the newest answer first; None:
    it went out otherwise."""
    rows = manuscript.looks.filter(after=True).order_by("answered_at", "pk")
    look = rows.exclude(answer="").last() or rows.last()
    return look if look is not None and (look.answer or is_standing(look)) else None


def can_be_looked_over(manuscript: Manuscript) -> bool:
    """Whether it went out in an emergency and nobody has looked at it since: a stand-in can be asked to."""
    look = looked_over(manuscript)
    return look is not None and not look.answer and _urgent(manuscript) is not None


def regretted(user: User, *, since: datetime) -> list[SecondLook]:
    """What this person sent out in an emergency, or on a stand-in's word, and somebody has said no to since."""
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
        last = held.judgements.order_by("pk").last()
        same = last is not None and last.seal == look.seal and held.state == State.HANDED
        return same and (_urgent(held) is not None or stood_in(held, look.seal) is not None)
    return held.state == State.ASKED and look.seal == sealing.seal(held)


def _urgent(held: Manuscript) -> Judgement | None:
    """The writer's answer, where it went out in an emergency."""
    judged = held.judgements.order_by("pk").last()
    went = held.state == State.HANDED and judged is not None and judged.emergency
    return judged if went else None


def stood_in(held: Manuscript, seal: str) -> SecondLook | None:
    """The stand-in's yes by which it went out."""
    rows = held.looks.filter(seal=seal, after=False, answer=Answer.YES).exclude(digest=None)
    return rows.order_by("pk").last()


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

    :raises NotTaken: it was used, has ended, the draft was changed, or whoever asked may not ask any more.
    """
    with transaction.atomic():
        row = SecondLook.objects.filter(digest=_digest(secret)).first()
        if row is None:
            raise NotTaken(_gone())
        if not name.strip():
            raise NotTaken(_("Write your name."))
        held = _answering(row, now)
        if not _may_ask(held):
            raise NotTaken(_gone())
        answered = _answered(held, said, name.strip(), now)
        if said.yes and not held.after:
            _have_it_looked_over(held, now)
        return answered


def _may_ask(look: SecondLook) -> bool:
    """Whether whoever asked a stand-in may, by the rights of this moment."""
    asker = User.objects.filter(email=look.asked_by).first()
    return asker is not None and rightful.is_trusted(asker, look.manuscript)


def _have_it_looked_over(look: SecondLook, now: datetime) -> None:
    """Who approves here is told of each yes that was given by a link, when it has gone out."""
    judged = judging.standing(look.manuscript)
    asked = look.manuscript.looks.filter(after=True, seal=look.seal, digest=None)
    if judged is not None and not asked.exists():
        telling.ask(SecondLook(after=True), judged, look.why, by=look.asked_by, now=now)


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
