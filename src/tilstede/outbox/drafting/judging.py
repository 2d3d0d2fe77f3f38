"""Could it do harm? What the writer answers about the draft as it stands, and whether that is enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
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


def reasons(manuscript: Manuscript, harm: str, *, by: User) -> list[str]:
    """Why a second person must see the draft as it stands, if this is the writer's answer; none: no need to."""
    look = _last_look(manuscript, sealing.seal(manuscript))
    found = {
        "harm": harm == Harm.SOME,
        "unsure": harm == Harm.UNSURE,
        "topic": any(signs.topics(words) for words in deeds.judged(manuscript)),
        "right": not rightful.is_trusted(by, manuscript),
        "refused": look is not None and look.answer == SecondLook.Answer.NO,
    }
    return [reason for reason in REASONS if found[reason]]


def standing(manuscript: Manuscript) -> Judgement | None:
    """The answer about the draft as it stands; None: there is none, or it was changed since."""
    return manuscript.judgements.filter(seal=sealing.seal(manuscript)).order_by("pk").last()


def may_go(manuscript: Manuscript) -> bool:
    """Whether the draft as it stands may go out: by its writer's word, or a second person's."""
    return approved_at(manuscript) is not None


def approved_at(manuscript: Manuscript) -> datetime | None:
    """When it was decided that the draft as it stands may go out; None: it was not, or it was changed since."""
    found = standing(manuscript)
    if found is None:
        return None
    if not found.why or found.emergency:
        return found.at
    look = _last_look(manuscript, found.seal)
    return look.answered_at if look and look.answer == SecondLook.Answer.YES else None


def locked(manuscript: Manuscript) -> Manuscript:
    """The row as it is now, for this transaction alone; the record after it, so that rights stand still too."""
    held = Manuscript.objects.select_for_update().get(pk=manuscript.pk)
    append.hold()
    return held


def _last_look(manuscript: Manuscript, sealed: str) -> SecondLook | None:
    """The last that somebody answered, about these words, before they went out."""
    rows = manuscript.looks.filter(seal=sealed, after=False).exclude(answer="")
    return rows.order_by("answered_at", "pk").last()


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
            "What you write is seen by a second person first, in an emergency too. Ask a stand-in."
        )


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
    held.state = State.WRITING if held.state == State.PLANNED else held.state
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


def _have_it_looked_over(judged: Judgement, now: datetime) -> None:
    """Asked now, so that it is not forgotten however it goes out; shown when it has (`drafting.looking`)."""
    if not judged.manuscript.looks.filter(after=True, seal=judged.seal).exists():
        telling.ask(SecondLook(after=True), judged, by=judged.by, now=now)


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
