"""What the worker hands over when its time has come, and what it asks a person about."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tilstede.jobs.models import Job
from tilstede.jobs.worker import Worker
from tilstede.office.models import Account, User
from tilstede.outbox.drafting import due, planning, sealing, writing
from tilstede.outbox.drafting.clocks import WallTime, on_the_wall
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Judgement, Manuscript, SecondLook
from tilstede.outbox.drafting.tests.staff import person
from tilstede.outbox.models import Delivery

State = Manuscript.State
OSLO = "Europe/Oslo"
KARI = "kari@fjordvik.example"
#: When it was planned, and when it is due.
PLANNED = datetime(2026, 11, 23, 8, tzinfo=UTC)
DUE = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def kari(db: None) -> User:
    return person("Kari", "communicator")


@pytest.fixture
def channel(db: None) -> Account:
    """One that is written on by hand: nobody else's server is needed."""
    return Account.objects.create(
        network="linkedin", handle="company/fjordvik", address="linkedin:fjordvik"
    )


def _draft(channel: Account, kari: User, text: str = "Hei!", at: datetime = DUE) -> Manuscript:
    content = Content(parts=(text,))
    begun = writing.begin(author=kari, now=PLANNED, content=content, accounts=[channel])
    planning.plan(begun.key, on_the_wall(at, OSLO), now=PLANNED)
    begun.refresh_from_db()
    return begun


def _judged(draft: Manuscript, at: datetime = PLANNED) -> Manuscript:
    """Its writer says that it does no harm."""
    Judgement.objects.create(
        manuscript=draft,
        revision=draft.revision,
        seal=sealing.seal(draft),
        harm=Judgement.Harm.NONE,
        author=draft.author,
        by=KARI,
        at=at,
    )
    Manuscript.objects.filter(pk=draft.pk).update(state=State.PLANNED)
    draft.refresh_from_db()
    return draft


def _come(now: datetime) -> None:
    """The worker's round, and all that follows from it."""
    due.look(now=now)
    for job in Job.objects.filter(task=due.HAND).order_by("due", "id"):
        due.hand_over(*job.args, now=now)
        job.delete()


def _state(draft: Manuscript) -> str:
    draft.refresh_from_db()
    return "again" if draft.asked_again else draft.state


def test_what_may_go_out_goes_when_its_time_has_come(channel: Account, kari: User) -> None:
    draft = _judged(_draft(channel, kari))
    _come(DUE - timedelta(seconds=1))
    assert _state(draft) == State.PLANNED
    _come(DUE)
    assert _state(draft) == State.HANDED
    assert Delivery.objects.get().cleared.by == KARI
    _come(DUE + timedelta(minutes=1))
    assert Delivery.objects.count() == 1


def test_a_name_that_was_typed_clears_nothing(channel: Account, kari: User) -> None:
    draft = _judged(_draft(channel, kari))
    Judgement.objects.update(harm=Judgement.Harm.UNSURE, why=["unsure"])
    SecondLook.objects.create(
        manuscript=draft,
        revision=draft.revision,
        seal=sealing.seal(draft),
        why=["unsure"],
        asked_by=KARI,
        asked_at=PLANNED,
        name="Per",
        digest="d" * 64,
        answer=SecondLook.Answer.YES,
        answered_by="ordforar@fjordvik.example",
        answered_at=PLANNED,
    )
    _come(DUE)
    assert Delivery.objects.get().cleared.by == KARI, "the stand-in had the link, and no more"


def test_the_worker_makes_this_round(channel: Account, kari: User) -> None:
    draft = _judged(_draft(channel, kari))
    Manuscript.objects.update(day=None, clock=None, due=datetime.now(UTC) - timedelta(minutes=1))
    due.look(now=datetime.now(UTC))
    Worker().drain()
    assert _state(draft) == State.HANDED


@pytest.mark.parametrize("state", [State.WRITING, State.ASKED])
def test_what_is_not_decided_never_goes_by_itself(channel: Account, kari: User, state: str) -> None:
    draft = _draft(channel, kari)
    Manuscript.objects.update(state=state)
    _come(DUE)
    assert _state(draft) == "again"
    assert not Delivery.objects.exists()
    _judged(draft, DUE + timedelta(minutes=5))
    _come(DUE + timedelta(minutes=6))
    assert _state(draft) == "again"
    assert not Delivery.objects.exists()


def test_what_was_approved_after_its_time_never_goes_by_itself(
    channel: Account, kari: User
) -> None:
    draft = _judged(_draft(channel, kari), DUE + timedelta(seconds=1))
    _come(DUE + timedelta(minutes=1))
    assert _state(draft) == "again"


def test_a_new_time_is_enough_for_what_may_go_out(channel: Account, kari: User) -> None:
    draft = _judged(_draft(channel, kari), DUE + timedelta(minutes=5))
    _come(DUE + timedelta(minutes=6))
    new = DUE + timedelta(hours=2)
    planning.plan(draft.key, on_the_wall(new, OSLO), now=DUE + timedelta(minutes=10))
    assert _state(draft) == State.PLANNED
    _come(new)
    assert _state(draft) == State.HANDED


def test_another_wording_than_was_approved_stays(channel: Account, kari: User) -> None:
    draft = _judged(_draft(channel, kari))
    writing.save(draft.key, Content(parts=("Noe annet",)), base=1, author=kari, now=PLANNED)
    Manuscript.objects.update(state=State.PLANNED)
    _come(DUE)
    assert _state(draft) == "again"


@pytest.mark.parametrize(("answer", "goes"), [("yes", True), ("no", False), ("", False)])
def test_whoever_was_asked_decides(channel: Account, kari: User, answer: str, goes: bool) -> None:
    draft = _judged(_draft(channel, kari))
    Judgement.objects.update(harm=Judgement.Harm.UNSURE, why=["unsure"])
    SecondLook.objects.create(
        manuscript=draft,
        revision=draft.revision,
        seal=sealing.seal(draft),
        why=["unsure"],
        asked_by=KARI,
        asked_at=PLANNED,
        answer=answer,
        answered_by="ola@fjordvik.example",
        answered_at=PLANNED if answer else None,
    )
    _come(DUE)
    assert _state(draft) == (State.HANDED if goes else "again")
    assert {row.cleared.by for row in Delivery.objects.all()} <= {KARI}


def test_what_lay_while_no_worker_ran_is_not_sent_late(channel: Account, kari: User) -> None:
    late, little = (
        _judged(_draft(channel, kari)),
        _judged(_draft(channel, kari, "Straks", DUE + due.LATEST)),
    )
    _come(DUE + due.LATEST + timedelta(minutes=1))
    assert [_state(one) for one in (late, little)] == ["again", State.HANDED]


def test_one_that_cannot_go_says_why_and_stops_no_other(channel: Account, kari: User) -> None:
    listening = Account.objects.create(
        network="linkedin", handle="havn", address="linkedin:havn", policy=Account.Policy.LISTEN
    )
    first = _judged(_draft(listening, kari))
    second = _judged(_draft(channel, kari))
    _come(DUE)
    assert _state(first) == "again"
    assert any("LinkedIn havn" in one for one in first.hindered)
    assert list(due.asked()) == [first]
    assert _state(second) == State.HANDED


def test_a_fault_in_one_stops_no_other(channel: Account, kari: User) -> None:
    broken = _draft(channel, kari)
    broken.wordings.update(content={"parts": "not a list"})
    _judged(broken)
    fine = _judged(_draft(channel, kari))
    now = datetime.now(UTC)
    Manuscript.objects.update(day=None, clock=None, due=now)
    Judgement.objects.update(at=now)
    due.look(now=now)
    Worker().drain()
    assert _state(fine) == State.HANDED
    assert (
        _state(broken) == State.PLANNED
    )  # tried again by the worker, and asked about after an hour
    due.look(now=now + due.LATEST + timedelta(minutes=1))
    assert _state(broken) == "again"


def test_those_of_the_same_minute_go_in_the_order_they_were_written(
    channel: Account, kari: User
) -> None:
    drafts = [_judged(_draft(channel, kari, f"Nr. {number}")) for number in range(12)]
    _come(DUE)
    assert [row.cleared.text for row in Delivery.objects.order_by("id")] == [
        f"Nr. {number}" for number in range(12)
    ]
    assert {_state(one) for one in drafts} == {State.HANDED}


def test_zone_data_that_change_move_what_is_planned(channel: Account, kari: User) -> None:
    """Planned for ten o'clock when the zone was an hour behind what it is now: ten o'clock it stays."""
    draft = _judged(_draft(channel, kari))
    Manuscript.objects.update(due=DUE + timedelta(hours=1))
    _come(DUE)
    assert _state(draft) == State.HANDED
    assert draft.due == DUE


def test_a_time_that_zone_data_have_taken_away_asks_a_person(channel: Account, kari: User) -> None:
    draft = _judged(_draft(channel, kari, at=datetime(2027, 3, 28, 0, 30, tzinfo=UTC)))
    Manuscript.objects.update(clock=time(2, 30))
    _come(datetime(2027, 3, 28, 0, 30, tzinfo=UTC))
    assert _state(draft) == "again"
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    ("night", "clock", "later", "at"),
    [
        (date(2026, 3, 29), time(3, 0), False, datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), False, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), True, datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        (date(2027, 10, 31), time(2, 0), True, datetime(2027, 10, 31, 1, tzinfo=UTC)),
    ],
)
def test_the_nights_when_clocks_are_changed(
    channel: Account, kari: User, night: date, clock: time, later: bool, at: datetime
) -> None:
    before = at - timedelta(days=2)
    draft = writing.begin(
        author=kari, now=before, content=Content(parts=("Natt",)), accounts=[channel]
    )
    planning.plan(draft.key, WallTime(night, clock, OSLO, later), now=before)
    _judged(draft, before)
    _come(at - timedelta(minutes=1))
    assert _state(draft) == State.PLANNED
    _come(at)
    assert _state(draft) == State.HANDED


def test_nothing_goes_before_what_was_agreed(channel: Account, kari: User) -> None:
    draft = _judged(_draft(channel, kari))
    Manuscript.objects.update(not_before=DUE + timedelta(hours=1), agreed="Nabokommunen")
    _come(DUE)
    assert _state(draft) == "again"
