"""People who write and approve, and a draft of theirs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tilstede.office.models import Account, Grant, User
from tilstede.office.rights import Right
from tilstede.outbox.drafting import judging, looking, sealing, writing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.judging import Answers
from tilstede.outbox.drafting.models import Judgement, Manuscript, SecondLook
from tilstede.outbox.tests.conftest import MORNING, Desk

LATER = MORNING + timedelta(minutes=5)


def person(name: str, right: str = "", channel: Account | None = None) -> User:
    """Somebody of that given name, with that right."""
    email = f"{name.lower()}@fjordvik.example"
    user = User.objects.create_user(
        email, name=f"{name} Nes"
    )  # without a password: hashing is dear
    if right:
        Grant.objects.create(user=user, right=Right(right), channel=channel)
    return user


def draft(desk: Desk, author: User, text: str = "Hei!", **fields: Any) -> Manuscript:
    """One for the body's account, which is connected."""
    account = desk.connect(desk.account())
    content = Content(parts=(text,), **fields)
    return writing.begin(author=author, now=MORNING, content=content, accounts=[account])


def edit(manuscript: Manuscript, text: str, author: User) -> None:
    """Another wording, that stands from now on."""
    content = Content(parts=(text,))
    writing.save(manuscript.key, content, base=manuscript.revision, author=author, now=MORNING)
    manuscript.refresh_from_db()


def judge(manuscript: Manuscript, by: User, harm: str = "none", **more: Any) -> Judgement:
    """The writer's answer about what stands."""
    answers = Answers(seal=sealing.seal(manuscript), harm=harm, **more)
    made = judging.judge(manuscript, answers, by=by, now=MORNING)
    manuscript.refresh_from_db()
    return made


def waiting_for(user: User) -> list[SecondLook]:
    """What waits for this person's answer, soon after."""
    return looking.standing(looking.asked_of(user, now=LATER))
