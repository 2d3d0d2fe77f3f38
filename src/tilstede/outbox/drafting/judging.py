"""Could it do harm? What the writer answers about the draft as it stands, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tilstede.office.models import User
from tilstede.outbox.drafting import deeds, rightful, sealing, signs, telling, writing
from tilstede.outbox.drafting.models import Judgement, Manuscript, SecondLook, TryOut
from tilstede.record import append

Harm = Judgement.Harm
State = Manuscript.State

#: Whom it could harm.
WHOM: Final = ("minister", "citizen", "trust", "case")
#: What asks for a second person: the answer; the body's list of topics; the right to write alone; that one said no.
REASONS: Final = ("harm", "unsure", "topic", "right", "refused")
#: So long what cannot wait goes out on its writer's word.
URGENT: Final = timedelta(hours=1)


class NotJudged(Exception):
    """The answer was not taken; the text is for the person who gave it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the writer answers. ``seal``: of what was shown. ``note``: in the writer's own words. ``emergency``: it
    cannot wait for a second person, because of what the note says."""

    seal: str
    harm: str
    whom: tuple[str, ...] = ()
    note: str = ""
    emergency: bool = False
    tryout: TryOut | None = None


def judge(manuscript: Manuscript, answers: Answers, *, by: User, now: datetime) -> Judgement:
    """Keep the answers, in the record too. What follows from them stands in ``why``: nothing, and it may go out.

    :raises NotJudged: it is not as it was shown, nobody writes on it any more, or the person may not.
    """
    with transaction.atomic():
        held = locked(manuscript)
        _demand(held, answers, by)
        return _keep(held, answers, by, now)


def reasons(manuscript: Manuscript, harm: str, *, by: User | None) -> list[str]:
    """Why a second person must see the draft as it stands, if this is the writer's answer; none: no need to. ``by``
    None: somebody who is not here any more."""
    found = {
        "harm": harm == Harm.SOME,
        "unsure": harm == Harm.UNSURE,
        "topic": any(signs.topics(words) for words in deeds.judged(manuscript)),
        "right": by is None or not rightful.is_trusted(by, manuscript),
        "refused": _is_refused(manuscript),
    }
    return [reason for reason in REASONS if found[reason]]


def standing(manuscript: Manuscript) -> Judgement | None:
    """The answer about the draft as it stands; None: there is none, or it was changed since."""
    return manuscript.judgements.filter(seal=sealing.seal(manuscript)).order_by("pk").last()


def needed(judged: Judgement) -> list[str]:
    """Why a second person must see what was judged: as it was found then, and what has come since, by the list of
    topics and the rights of this moment."""
    now = reasons(judged.manuscript, judged.harm, by=judged.author)
    return [reason for reason in REASONS if reason in now or reason in judged.why]


def may_go(manuscript: Manuscript) -> bool:
    """Whether the draft as it stands may go out: by its writer's word, or a second person's."""
    return approved_at(manuscript) is not None


def approved_at(manuscript: Manuscript) -> datetime | None:
    """When it was decided that the draft as it stands may go out; None: it was not, it was changed since, or what was
    decided is not enough any more."""
    found = standing(manuscript)
    if found is None:
        return None
    if not needed(found):
        return found.at
    look = _last_look(manuscript.looks.filter(seal=found.seal))
    return look.answered_at if look and _is_enough(look, found) else None


def urgent_at(manuscript: Manuscript, *, now: datetime) -> datetime | None:
    """When its writer said that it cannot wait for a second person; None: nobody did, it is an hour ago, somebody has
    said no to it, or the writer's word is not enough."""
    found = standing(manuscript)
    if found is None or not found.emergency or now - found.at > URGENT:
        return None
    return None if {"right", "refused"} & set(needed(found)) else found.at


def may_go_now(manuscript: Manuscript, *, now: datetime) -> bool:
    """Whether it may go out at once, by a decision or because it cannot wait."""
    return may_go(manuscript) or urgent_at(manuscript, now=now) is not None


def locked(manuscript: Manuscript) -> Manuscript:
    """The row as it is now, for this transaction alone; the record after it, so that rights stand still too."""
    held = Manuscript.objects.select_for_update().get(pk=manuscript.pk)
    append.hold()
    return held


def _last_look(looks: QuerySet[SecondLook]) -> SecondLook | None:
    """The last of them that somebody answered before it went out."""
    rows = looks.filter(after=False).exclude(answer="")
    return rows.order_by("answered_at", "pk").last()


def _is_enough(look: SecondLook, judged: Judgement) -> bool:
    """Whether it is a yes to all that the writer has seen in it. A yes to less was said by one who did not know."""
    return look.answer == SecondLook.Answer.YES and set(judged.why) <= set(look.why)


def _is_refused(manuscript: Manuscript) -> bool:
    """Whether the last that somebody said of the draft is no: another wording undoes that only with another's yes."""
    look = _last_look(manuscript.looks.all())
    return look is not None and look.answer == SecondLook.Answer.NO


def _demand(held: Manuscript, answers: Answers, by: User) -> None:
    """:raises NotJudged:"""
    if said := next(_faults(held, answers, by), ""):
        raise NotJudged(said)


def _faults(held: Manuscript, answers: Answers, by: User) -> Iterator[str]:
    if held.state not in writing.OPEN:
        yield _("Nobody works on this draft any more.")
    if answers.seal != sealing.seal(held):
        yield _("The draft was changed since you saw it. Look at it again, then answer.")
    if not rightful.may_write(by, held):
        yield _("You do not have the right to write for all of its channels.")
    if not held.accounts.exists():
        yield _("Choose at least one channel first.")
    if answers.harm not in Harm.values or set(answers.whom) - set(WHOM):
        yield _("Answer whether it could do harm.")
    if answers.emergency:
        yield from _no_emergency(held, answers, by)


def _no_emergency(held: Manuscript, answers: Answers, by: User) -> Iterator[str]:
    if not answers.note.strip():
        yield _("Say in a few words why it cannot wait.")
    if not rightful.is_trusted(by, held):
        yield _(
            "What you write is seen by a second person first, in an emergency too. Ask a colleague."
        )
    if _is_refused(held):
        yield _("Somebody has said no to it. In an emergency too, a second person says yes first.")


def _keep(held: Manuscript, answers: Answers, by: User, now: datetime) -> Judgement:
    made = Judgement(
        manuscript=held,
        revision=held.revision,
        seal=answers.seal,
        harm=answers.harm,
        whom=list(answers.whom) if answers.harm != Harm.NONE else [],
        why=reasons(held, answers.harm, by=by),
        note=answers.note.strip(),
        emergency=answers.emergency,
        author=by,
        by=by.get_username(),
        at=now,
    )
    made.emergency = made.emergency and bool(made.why)
    held.tryout = answers.tryout
    if held.state == State.PLANNED or _is_news(made, now):
        held.state = State.WRITING
    held.save(update_fields=["tryout", "state"])
    made.event = telling.tell(
        "judged",
        held,
        made.seal,
        {"note": made.note},
        by=made.by,
        now=now,
        **_told(made, answers),
    )
    made.save()
    if made.emergency:
        _have_it_looked_over(made, now)
    return made


def _is_news(made: Judgement, now: datetime) -> bool:
    """Whether who is asked knows less than the writer does now. Their answer would be about something else: it is not
    waited for."""
    asked = made.manuscript.looks.filter(answer="", after=False, seal=made.seal)
    if all(set(made.why) <= set(why) for why in asked.values_list("why", flat=True)):
        return False
    return asked.update(expires=now) > 0


def _have_it_looked_over(judged: Judgement, now: datetime) -> None:
    """Asked now, so that it is not forgotten however it goes out; shown when it has (`drafting.looking`)."""
    if not judged.manuscript.looks.filter(after=True, seal=judged.seal).exists():
        telling.ask(SecondLook(after=True), judged, judged.why, by=judged.by, now=now)


def _told(made: Judgement, answers: Answers) -> dict[str, object]:
    held = made.manuscript
    deed = {"deed": held.deed, "about": held.about} if held.deed else {}
    return {
        **deed,
        "harm": made.harm,
        "whom": made.whom,
        "why": made.why,
        "emergency": made.emergency,
        "tryout": answers.tryout.pk if answers.tryout else None,
    }
