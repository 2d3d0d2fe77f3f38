"""The second person: who it can be, what the answer is about, and what comes of it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tilstede.office.models import Grant, User
from tilstede.outbox import logins
from tilstede.outbox.drafting import due, judging, looking, planning, releasing, rightful, sealing
from tilstede.outbox.drafting.clocks import on_the_wall
from tilstede.outbox.drafting.judging import NotJudged
from tilstede.outbox.drafting.looking import NotTaken, Said
from tilstede.outbox.drafting.models import Judgement, Manuscript, SecondLook
from tilstede.outbox.drafting.releasing import NotReleased, Released
from tilstede.outbox.drafting.tests.staff import LATER, draft, edit, judge, person, waiting_for
from tilstede.outbox.models import Delivery
from tilstede.outbox.tests.conftest import MORNING, Desk, desk, place, sample
from tilstede.record import read as record

__all__ = ["desk", "place", "sample"]

State = Manuscript.State
YES, NO = Said(yes=True), Said(yes=False, words="Ta bort namnet.")


@pytest.fixture
def kari(db: None) -> User:
    return person("Kari", "communicator")


@pytest.fixture
def ola(db: None) -> User:
    return person("Ola", "approver")


@pytest.fixture
def doubted(desk: Desk, kari: User) -> Manuscript:
    """A draft that its writer is unsure of."""
    made = draft(desk, kari)
    judge(made, kari, "unsure")
    return made


def _asked(made: Manuscript, by: User, person: User | None = None) -> SecondLook:
    look = looking.ask(made, person=person, by=by, now=MORNING)
    made.refresh_from_db()
    return look


def _release(made: Manuscript) -> Released:
    return releasing.release(made, by=made.by, now=LATER)


def test_a_colleagues_yes_lets_it_out(doubted: Manuscript, kari: User, ola: User) -> None:
    look = _asked(doubted, kari)
    assert doubted.state == State.ASKED
    assert waiting_for(ola) == [look]
    assert waiting_for(kari) == []
    answered = looking.answer(look, YES, by=ola, now=LATER)
    assert _release(doubted) is Released.HANDED
    about = json.loads(record.payload(answered.events[-1], "about") or b"")
    assert (about["answer"], about["by"], about["manuscript"]) == ("yes", ola.email, doubted.key)
    assert about["digest"] == look.seal
    assert waiting_for(ola) == []


def test_a_no_goes_back_with_the_words_and_the_same_words_need_a_yes(
    doubted: Manuscript, kari: User, ola: User
) -> None:
    look = _asked(doubted, kari)
    with pytest.raises(NotTaken, match="otherwise"):
        looking.answer(look, Said(yes=False), by=ola, now=LATER)
    looking.answer(look, NO, by=ola, now=LATER)
    doubted.refresh_from_db()
    assert doubted.state == State.WRITING
    assert doubted.looks.get().words == NO.words
    assert judge(doubted, kari, "none").why == ["refused"], "one's own word does not outdo a no"
    with pytest.raises(NotReleased):
        _release(doubted)
    edit(doubted, NO.words, kari)
    assert judge(doubted, kari, "none").why == ["refused"], "nor does a sign more or less"
    looking.answer(_asked(doubted, kari), YES, by=ola, now=LATER)
    edit(doubted, "Utan namnet", kari)
    assert judge(doubted, kari, "none").why == []


@pytest.mark.parametrize("whose", ["author", "editor", "judge"])
def test_nobody_approves_their_own(desk: Desk, kari: User, ola: User, whose: str) -> None:
    author, editor, judged = (
        ola if whose == one else kari for one in ("author", "editor", "judge")
    )
    made = draft(desk, author)
    edit(made, "Siste ord", editor)
    judge(made, judged, "unsure")
    look = _asked(made, kari)
    with pytest.raises(NotTaken, match="own work"):
        looking.answer(look, YES, by=ola, now=LATER)
    with pytest.raises(NotTaken, match="cannot be the second"):
        _asked(made, kari, ola)


def test_a_right_taken_away_a_minute_ago_is_gone(
    doubted: Manuscript, kari: User, ola: User
) -> None:
    look = _asked(doubted, kari, ola)
    assert ola.has_perm("drafting.change_secondlook"), "asked for before, as a page does"
    Grant.objects.filter(user=ola).delete()
    with pytest.raises(NotTaken, match="right"):
        looking.answer(look, YES, by=ola, now=LATER)
    Grant.objects.create(user=ola, right="approver")
    User.objects.filter(pk=ola.pk).update(is_active=False)
    with pytest.raises(NotTaken):
        looking.answer(look, YES, by=ola, now=LATER)


def test_who_may_not_approve_for_every_channel_may_not(
    desk: Desk, doubted: Manuscript, kari: User
) -> None:
    siri = person("Siri", "approver", desk.account())
    doubted.accounts.add(desk.account("kultur"))
    judge(doubted, kari, "unsure")
    with pytest.raises(NotTaken):
        looking.answer(_asked(doubted, kari), YES, by=siri, now=LATER)


def test_one_who_is_asked_by_name_answers_alone(doubted: Manuscript, kari: User, ola: User) -> None:
    look = _asked(doubted, kari, ola)
    with pytest.raises(NotTaken, match="else"):
        looking.answer(look, YES, by=person("Siri", "approver"), now=LATER)


def test_the_first_answer_counts(doubted: Manuscript, kari: User, ola: User) -> None:
    look, other = _asked(doubted, kari), _asked(doubted, kari)
    looking.answer(look, NO, by=ola, now=LATER)
    for one in (look, other):
        with pytest.raises(NotTaken, match="no longer"):
            looking.answer(one, YES, by=ola, now=LATER)


def test_an_answer_about_other_words_than_stand_counts_for_nothing(
    doubted: Manuscript, kari: User, ola: User
) -> None:
    look = _asked(doubted, kari)
    edit(doubted, "Noko anna", kari)
    with pytest.raises(NotTaken, match="changed"):
        looking.answer(look, YES, by=ola, now=LATER)
    judge(doubted, kari, "unsure")
    again = _asked(doubted, kari)
    looking.answer(again, YES, by=ola, now=LATER)
    edit(doubted, "Noko tredje", kari)
    assert not judging.may_go(doubted)
    with pytest.raises(NotReleased):
        _release(doubted)


def test_a_stand_in_answers_by_a_link_once(doubted: Manuscript, kari: User) -> None:
    look, secret = looking.ask_stand_in(doubted, name="Nabo", by=kari, now=MORNING)
    assert secret not in str(vars(look))
    for _visit in range(3):
        assert looking.find(secret, now=LATER) == look, "to look uses nothing up"
    with pytest.raises(NotTaken, match="name"):
        looking.answer_by_link(secret, YES, name=" ", now=LATER)
    answered = looking.answer_by_link(secret, YES, name="Per Nabo", now=LATER)
    assert answered.answered_by == "Per Nabo"
    assert looking.find(secret, now=LATER) is None
    with pytest.raises(NotTaken):
        looking.answer_by_link(secret, NO, name="Per Nabo", now=LATER)
    assert _release(doubted) is Released.HANDED
    about = json.loads(record.payload(answered.events[-1], "about") or b"")
    assert about["stand_in"] is True


def test_a_link_ends(doubted: Manuscript, kari: User) -> None:
    _look, secret = looking.ask_stand_in(doubted, name="Nabo", by=kari, now=MORNING)
    late = MORNING + looking.LASTS
    assert looking.find(secret, now=late - timedelta(seconds=1))
    assert looking.find(secret, now=late) is None
    with pytest.raises(NotTaken):
        looking.answer_by_link(secret, YES, name="Per", now=late)
    look, other = looking.ask_stand_in(doubted, name="Nabo", by=kari, now=MORNING)
    looking.take_back(look, now=MORNING)
    assert looking.find(other, now=LATER) is None
    doubted.refresh_from_db()
    assert doubted.state == State.ASKED, "the one before is asked still"
    looking.take_back(doubted.looks.earliest("pk"), now=MORNING)
    doubted.refresh_from_db()
    assert doubted.state == State.WRITING


def test_who_wrote_it_is_no_stand_in(doubted: Manuscript, kari: User) -> None:
    with pytest.raises(NotTaken, match="wrote it"):
        looking.ask_stand_in(doubted, name="Meg", address=kari.email.upper(), by=kari, now=MORNING)


def test_nobody_is_asked_where_nobody_has_judged_or_need_be(desk: Desk, kari: User) -> None:
    made = draft(desk, kari)
    with pytest.raises(NotTaken, match="Answer first"):
        _asked(made, kari)
    judge(made, kari)
    with pytest.raises(NotTaken, match="may go out already"):
        _asked(made, kari)


def test_a_yes_after_its_time_asks_for_a_new_one_and_never_sends(
    doubted: Manuscript, kari: User, ola: User
) -> None:
    at = MORNING + timedelta(hours=1)
    planning.plan(doubted.key, on_the_wall(at, "Europe/Oslo"), now=MORNING)
    look = _asked(doubted, kari)
    late = at + timedelta(minutes=1)
    looking.answer(look, YES, by=ola, now=late)
    assert releasing.release(doubted, by=kari.email, now=late) is Released.LATE
    doubted.refresh_from_db()
    assert (doubted.state, doubted.asked_again) == (State.WRITING, True)
    assert releasing.release_now(doubted, by=kari, now=late) is Released.HANDED


def test_a_yes_before_its_time_plans_it(doubted: Manuscript, kari: User, ola: User) -> None:
    at = MORNING + timedelta(hours=1)
    planning.plan(doubted.key, on_the_wall(at, "Europe/Oslo"), now=MORNING)
    looking.answer(_asked(doubted, kari), YES, by=ola, now=LATER)
    assert _release(doubted) is Released.PLANNED
    doubted.refresh_from_db()
    assert (doubted.state, doubted.due) == (State.PLANNED, at)


def test_a_channel_that_was_disconnected_since_the_yes_keeps_it_on_the_desk(
    desk: Desk, doubted: Manuscript, kari: User, ola: User
) -> None:
    kultur = desk.connect(desk.account("kultur"))
    doubted.accounts.add(kultur)
    judge(doubted, kari, "unsure")
    at = MORNING + timedelta(hours=1)
    planning.plan(doubted.key, on_the_wall(at, "Europe/Oslo"), now=MORNING)
    looking.answer(_asked(doubted, kari), YES, by=ola, now=LATER)
    _release(doubted)
    logins.revoke(kultur, by=kari.email, now=LATER, http=desk.http)
    due.hand_over(doubted.pk, now=at)
    doubted.refresh_from_db()
    assert (doubted.state, doubted.asked_again) == (State.PLANNED, True)
    assert "kultur" in doubted.hindered[0]
    assert "not connected" in doubted.hindered[0]
    assert not Delivery.objects.exists(), "nor does the other channel get it"
    desk.connect(kultur)
    again = at + timedelta(hours=1)
    planning.plan(doubted.key, on_the_wall(again, "Europe/Oslo"), now=at)
    due.hand_over(doubted.pk, now=again)
    assert Delivery.objects.count() == 2, "what was said yes to needs no more than a time"


def test_a_yes_the_day_after_to_what_had_no_time_asks_for_one(
    doubted: Manuscript, kari: User, ola: User
) -> None:
    look = _asked(doubted, kari)
    late = MORNING + releasing.PROMPT + timedelta(minutes=1)
    looking.answer(look, YES, by=ola, now=late)
    assert releasing.release(doubted, by=kari.email, now=late) is Released.LATE


def test_what_went_out_in_an_emergency_is_shown_until_somebody_has_looked(
    desk: Desk, kari: User, ola: User
) -> None:
    made = draft(desk, kari)
    judge(made, kari, "some", emergency=True, note="Skredfare no.")
    assert waiting_for(ola) == [], "it has not gone out yet"
    releasing.release_now(made, by=kari, now=MORNING)
    (look,) = waiting_for(ola)
    assert waiting_for(kari) == []
    looking.answer(look, NO, by=ola, now=LATER)
    made.refresh_from_db()
    assert made.state == State.HANDED, (
        "it has gone out: what is to be done with it a person decides"
    )
    assert waiting_for(ola) == []


def test_a_yes_that_knew_less_than_its_writer_does_now_is_not_enough(desk: Desk, ola: User) -> None:
    vikar = person("Vikar", "writer")
    made = draft(desk, vikar)
    judge(made, vikar)
    looking.answer(_asked(made, vikar), YES, by=ola, now=LATER)
    made.refresh_from_db()
    assert judging.may_go(made)
    judge(made, vikar, "some", whom=("citizen",), note="Barnet kan kjennast att.")
    assert not judging.may_go(made)
    looking.answer(_asked(made, vikar), YES, by=ola, now=LATER)
    assert judging.may_go(made)


def test_who_is_asked_is_asked_anew_when_the_writer_sees_more(
    doubted: Manuscript, kari: User, ola: User
) -> None:
    look = _asked(doubted, kari)
    judge(doubted, kari, "unsure")
    assert waiting_for(ola) == [look], "nothing new"
    judge(doubted, kari, "some")
    assert doubted.state == State.WRITING
    again = _asked(doubted, kari)
    assert waiting_for(ola) == [again]
    with pytest.raises(NotTaken):
        looking.answer(look, YES, by=ola, now=LATER)


def test_an_emergency_does_not_outdo_a_no(doubted: Manuscript, kari: User, ola: User) -> None:
    looking.answer(_asked(doubted, kari), NO, by=ola, now=LATER)
    with pytest.raises(NotJudged, match="said no"):
        judge(doubted, kari, "none", emergency=True, note="Hastar.")


def test_who_must_be_seen_asks_no_stand_in(desk: Desk, kari: User) -> None:
    vikar = person("Vikar", "writer")
    made = draft(desk, vikar)
    judge(made, vikar)
    with pytest.raises(NotTaken, match="seen by a colleague"):
        looking.ask_stand_in(made, name="Ordføraren", by=vikar, now=MORNING)
    _look, secret = looking.ask_stand_in(made, name="Nabo", by=kari, now=MORNING)
    Grant.objects.filter(user=kari).update(right="writer")
    with pytest.raises(NotTaken):
        looking.answer_by_link(secret, YES, name="Nabo", now=LATER)


def test_a_stand_ins_yes_is_looked_over_by_who_approves_here(
    doubted: Manuscript, kari: User, ola: User
) -> None:
    _look, secret = looking.ask_stand_in(doubted, name="Nabo", by=kari, now=MORNING)
    looking.answer_by_link(secret, YES, name="Per Nabo", now=LATER)
    assert waiting_for(ola) == [], "it has not gone out yet"
    _release(doubted)
    (after,) = waiting_for(ola)
    assert after.after
    looking.answer(after, YES, by=ola, now=LATER)
    assert looking.looked_over(doubted) == after


def test_what_went_out_in_an_emergency_can_be_looked_over_by_a_stand_in(
    desk: Desk, kari: User
) -> None:
    made = draft(desk, kari)
    judge(made, kari, "some", emergency=True, note="Skredfare no.")
    releasing.release_now(made, by=kari, now=MORNING)
    look, secret = looking.ask_stand_in(made, name="Nabo", by=kari, now=LATER)
    assert look.after
    looking.answer_by_link(secret, YES, name="Per Nabo", now=LATER)
    made.refresh_from_db()
    assert made.state == State.HANDED
    assert looking.looked_over(made) == look


def test_nobody_elsewhere_is_asked_about_what_few_may_see(doubted: Manuscript, kari: User) -> None:
    doubted.reply_to = 901
    doubted.save()
    judge(doubted, kari, "unsure")
    with pytest.raises(NotTaken, match="few may see"):
        looking.ask_stand_in(doubted, name="Nabo", by=kari, now=MORNING)


def test_whoever_judged_what_stands_is_no_second_person(
    doubted: Manuscript, kari: User, ola: User
) -> None:
    made = doubted
    judge(made, ola, "unsure")
    seal = made.judgements.latest("pk").seal
    Judgement.objects.create(
        manuscript=made,
        revision=1,
        seal="f" * 64,
        harm="none",
        author=kari,
        by=kari.email,
        at=LATER,
    )
    assert seal == sealing.seal(made)
    assert ola.email in rightful.own(made), "another answer, about something else, came after"
