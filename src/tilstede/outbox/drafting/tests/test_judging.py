"""Could it do harm? Whose word is enough, for what, and for how long."""

from __future__ import annotations

import json

import pytest

from tilstede.office.models import Account, Grant
from tilstede.outbox.drafting import judging, releasing, sealing, signs, writing
from tilstede.outbox.drafting.content import Content, Item
from tilstede.outbox.drafting.handing import NotHanded
from tilstede.outbox.drafting.judging import Answers, NotJudged
from tilstede.outbox.drafting.models import Manuscript, SecondLook, Topic
from tilstede.outbox.drafting.releasing import NotReleased, Released
from tilstede.outbox.drafting.signs import Sign
from tilstede.outbox.drafting.tests.staff import LATER, draft, edit, judge, person
from tilstede.outbox.models import Delivery
from tilstede.outbox.tests.conftest import MORNING, Desk, desk, place, sample
from tilstede.record import read as record

__all__ = ["desk", "place", "sample"]

State = Manuscript.State


def _topic(word: str) -> None:
    Topic.objects.create(word=word, by="leiar@fjordvik.example", at=MORNING)


def test_no_harm_from_one_who_is_trusted_goes_out_at_once(desk: Desk) -> None:
    kari = person("Kari", "communicator")
    made = draft(desk, kari)
    judged = judge(made, kari)
    assert judged.why == []
    assert releasing.release(made, by=kari.email, now=MORNING) is Released.HANDED
    made.refresh_from_db()
    assert made.state == State.HANDED
    about = json.loads(record.payload(judged.event or 0, "about") or b"")
    assert (about["manuscript"], about["harm"], about["by"]) == (made.key, "none", kari.email)
    assert about["digest"] == sealing.seal(made)


@pytest.mark.parametrize(("harm", "why"), [("unsure", ["unsure"]), ("some", ["harm"])])
def test_doubt_asks_for_a_second_person(desk: Desk, harm: str, why: list[str]) -> None:
    kari = person("Kari", "administrator")
    made = draft(desk, kari)
    assert judge(made, kari, harm).why == why
    with pytest.raises(NotReleased):
        releasing.release(made, by=kari.email, now=MORNING)
    assert not Delivery.objects.exists()


def test_what_a_writer_writes_is_seen_by_a_second_person(desk: Desk) -> None:
    kari = person("Kari", "writer")
    assert judge(draft(desk, kari), kari).why == ["right"]


def test_a_right_for_another_channel_is_none_for_this(desk: Desk) -> None:
    kari = person("Kari", "communicator", desk.account("kultur"))
    with pytest.raises(NotJudged, match="right to write"):
        judge(draft(desk, kari), kari)


def test_a_right_that_was_taken_away_counts_no_more(desk: Desk) -> None:
    kari = person("Kari", "communicator")
    made = draft(desk, kari)
    assert kari.held, "asked for before"
    Grant.objects.update(right="writer")
    assert judge(made, kari).why == ["right"]
    Grant.objects.all().delete()
    with pytest.raises(NotJudged, match="right to write"):
        judge(made, kari)


@pytest.mark.parametrize("text", ["Barnevernet i dag", "Om BARNEVERN.", "barnevernsleiaren"])
def test_a_topic_of_the_list_asks_for_one_whatever_is_answered(desk: Desk, text: str) -> None:
    _topic("barnevern")
    kari = person("Kari", "administrator")
    assert judge(draft(desk, kari, text), kari).why == ["topic"]


@pytest.mark.parametrize("text", ["Vern om barn", "Om barn og vern"])
def test_other_words_are_no_topic(desk: Desk, text: str) -> None:
    _topic("barnevern")
    kari = person("Kari", "administrator")
    assert judge(draft(desk, kari, text), kari).why == []


def test_a_topic_is_found_wherever_words_can_stand(db: None) -> None:
    _topic("skred fare")
    alt = Content(media=(Item(file="a", alt="Skilt om skred-faren"),))
    variant = Content(variants={"1": ("Nei", "Skred: fare!")})
    assert [signs.topics(one) for one in (alt, variant, Content())] == [["skred fare"]] * 2 + [[]]


def test_signs_tell_what_could_make_one_think(db: None) -> None:
    told = Content(parts=("Vedtaket er klart: 40 prosent får 2,5 millioner kroner.",))
    found = signs.of(told, [])
    assert found[0] == Sign("case", "vedtaket")
    assert {one.found for one in found if one.kind == "figure"} == {"40 prosent", "2,5 millioner"}
    sourced = Content(parts=told.parts, page="https://fjordvik.example/sak")
    assert [one.kind for one in signs.of(sourced, [])] == ["case"]


def test_an_answer_is_about_what_stood_when_it_was_given(desk: Desk) -> None:
    kari = person("Kari", "communicator")
    made = draft(desk, kari)
    seen = sealing.seal(made)
    edit(made, "Noko anna", kari)
    with pytest.raises(NotJudged, match="changed"):
        judging.judge(made, Answers(seal=seen, harm="none"), by=kari, now=MORNING)
    judge(made, kari)
    assert judging.may_go(made)
    edit(made, "Noko tredje", kari)
    assert not judging.may_go(made)


def test_one_more_channel_is_something_else(desk: Desk) -> None:
    kari = person("Kari", "communicator")
    made = draft(desk, kari)
    judge(made, kari)
    made.accounts.add(desk.account("kultur"))
    assert not judging.may_go(made)


def test_an_emergency_goes_out_at_once_and_is_looked_over_after(desk: Desk) -> None:
    kari = person("Kari", "communicator")
    made = draft(desk, kari, "Kok vatnet!")
    with pytest.raises(NotJudged, match="cannot wait"):
        judge(made, kari, "unsure", emergency=True)
    judge(made, kari, "unsure", emergency=True, note="Vatnet er forureina.")
    releasing.release_now(made, by=kari, now=MORNING)
    look = SecondLook.objects.get()
    assert look.after
    assert look.manuscript.state == State.HANDED
    kinds = [event.kind for event in record.events(kinds=("judged", "asked", "cleared"))]
    assert kinds == ["judged", "asked", "cleared"]


def test_a_writers_emergency_needs_a_second_person_too(desk: Desk) -> None:
    kari = person("Kari", "writer")
    with pytest.raises(NotJudged, match="stand-in"):
        judge(draft(desk, kari), kari, "unsure", emergency=True, note="No!")


def test_what_stands_in_the_way_is_told_and_it_stays_on_the_desk(desk: Desk) -> None:
    kari = person("Kari", "communicator")
    made = draft(desk, kari)
    judge(made, kari)
    Account.objects.update(policy=Account.Policy.LISTEN)
    with pytest.raises(NotHanded):
        releasing.release(made, by=kari.email, now=MORNING)
    made.refresh_from_db()
    assert made.state == State.WRITING
    assert made.hindered
    assert judging.may_go(made)
    Account.objects.update(policy="")
    assert releasing.release(made, by=kari.email, now=LATER) is Released.HANDED


def test_nobody_judges_what_has_left_the_desk(desk: Desk) -> None:
    kari = person("Kari", "communicator")
    made = draft(desk, kari)
    writing.put_away(made.key, now=MORNING)
    with pytest.raises(NotJudged, match="any more"):
        judge(made, kari)
