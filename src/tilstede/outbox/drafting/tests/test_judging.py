"""Could it do harm? Whose word is enough, for what, and for how long."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tilstede.office.models import Account, Grant, User
from tilstede.outbox.drafting import (
    asking,
    due,
    handing,
    judging,
    planning,
    releasing,
    sealing,
    signs,
    topics,
    writing,
)
from tilstede.outbox.drafting.clocks import on_the_wall
from tilstede.outbox.drafting.content import Content, Item, Track
from tilstede.outbox.drafting.handing import NotHanded
from tilstede.outbox.drafting.judging import Answers, NotJudged
from tilstede.outbox.drafting.models import File, Manuscript, SecondLook, Topic
from tilstede.outbox.drafting.releasing import NotReleased, Released
from tilstede.outbox.drafting.signs import Sign
from tilstede.outbox.drafting.tests.staff import LATER, draft, edit, judge, person
from tilstede.outbox.models import Delivery
from tilstede.outbox.tests.conftest import MORNING, Desk, desk, place, sample
from tilstede.record import read as record

__all__ = ["desk", "place", "sample"]

State = Manuscript.State
TOMORROW = MORNING + timedelta(days=1)


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


@pytest.mark.parametrize(
    "content",
    [
        Content(tags=("barnevern",)),
        Content(page="https://fjordvik.example/barnevern/kontakt"),
        Content(parts=("Om barne\u00advernet",)),
        Content(parts=("Om barne\u200bvernet",)),
        Content(parts=("Om \U0001d5ef\U0001d5ee\U0001d5ff\U0001d5fb\U0001d5f2vern",)),
        Content(parts=("#StoppBarnevernet",)),
        Content(parts=("kommunebarnevernet",)),
    ],
)
def test_a_topic_is_found_however_it_is_written(db: None, content: Content) -> None:
    _topic("barnevern")
    assert signs.topics(content) == ["barnevern"]


def test_a_short_topic_is_found_in_a_hashtag_and_in_no_other_word(db: None) -> None:
    _topic("NAV")
    assert signs.topics(Content(parts=("#StoppNav i dag",))) == ["NAV"]
    assert signs.topics(Content(parts=("Skandinavia",))) == []


def test_what_is_said_in_a_film_is_looked_through(desk: Desk) -> None:
    _topic("barnevern")
    kari = person("Kari", "communicator")
    made = draft(desk, kari)
    cues = (b"1\n00:00:01.000 --> 00:00:02.000\nRing", b"00:03.000 --> 00:04.000\n01010750160\n")
    track = b"WEBVTT\n\n" + b" barnevernet\n\n".join(cues)
    names = (("f" * 32, "film.mp4", "video/mp4", b"film"), ("c" * 32, "c.vtt", "text/vtt", track))
    for key, name, mime, data in names:
        told = {"key": key, "name": name, "mime": mime, "content": data, "size": len(data)}
        File.objects.create(manuscript=made, at=MORNING, by=kari.email, **told)
    item = Item(file="f" * 32, alt="Eit møte", captions=(Track(file="c" * 32, language="nn"),))
    told = Content(parts=("Sjå!",), media=(item,), tags=("01010750160",))
    assert signs.topics(told) == ["barnevern"]
    found = asking.ask(made, told, list(made.accounts.all())).found
    numbers = [one.finding.place for one in found if one.check.id == "national-number"]
    assert numbers == ["tag", "captions"]
    writing.save(made.key, told, base=1, author=kari, now=MORNING)
    with pytest.raises(NotHanded, match="01010750160"):
        handing.hand(made, by=kari.email, now=MORNING)


def test_what_holds_no_word_is_no_topic(db: None) -> None:
    with pytest.raises(ValueError, match="no word"):
        topics.add("§ !", by="leiar@fjordvik.example", now=MORNING)


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
    with pytest.raises(NotJudged, match="colleague"):
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
    writing.put_away(made.key, by=kari, now=MORNING)
    with pytest.raises(NotJudged, match="any more"):
        judge(made, kari)


def _planned(desk: Desk, by: User, text: str = "Ferja går") -> Manuscript:
    """For a day from now; its writer says that it does no harm."""
    made = draft(desk, by, text)
    planning.plan(made.key, on_the_wall(TOMORROW, "Europe/Oslo"), now=MORNING)
    made.refresh_from_db()
    judge(made, by)
    assert releasing.release(made, by=by.email, now=MORNING) is Released.PLANNED
    return made


def _when_its_time_comes(made: Manuscript) -> Manuscript:
    due.hand_over(made.pk, now=TOMORROW)
    made.refresh_from_db()
    return made


def test_a_topic_that_comes_on_the_list_later_holds_for_what_is_planned(desk: Desk) -> None:
    made = _planned(desk, person("Kari", "communicator"))
    _topic("ferja")
    assert _when_its_time_comes(made).asked_again
    assert "not enough any more" in made.hindered[0]
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("gone", ["closed out", "right", "person"])
def test_the_word_of_who_is_trusted_no_more_is_not_enough(desk: Desk, gone: str) -> None:
    kari = person("Kari", "communicator")
    made = _planned(desk, kari)
    if gone == "closed out":
        User.objects.update(is_active=False)
    elif gone == "right":
        Grant.objects.update(right="writer")
    else:
        kari.delete()
    assert _when_its_time_comes(made).asked_again
    assert not Delivery.objects.exists()


def test_an_emergency_is_one_for_an_hour_and_for_nothing_that_is_planned(desk: Desk) -> None:
    kari = person("Kari", "communicator")
    made = draft(desk, kari)
    judge(made, kari, "unsure", emergency=True, note="Vatnet er forureina.")
    planning.plan(made.key, on_the_wall(TOMORROW, "Europe/Oslo"), now=MORNING)
    made.refresh_from_db()
    assert made.state == State.WRITING
    with pytest.raises(NotReleased):
        releasing.release(made, by=kari.email, now=MORNING)
    later = MORNING + judging.URGENT + timedelta(minutes=1)
    with pytest.raises(NotReleased):
        releasing.release_now(made, by=kari, now=later)
    assert _when_its_time_comes(made).state == State.WRITING
    planning.unplan(made.key)
    assert releasing.release_now(made, by=kari, now=LATER) is Released.HANDED


def test_publishing_now_keeps_the_time_where_something_stands_in_the_way(desk: Desk) -> None:
    kari = person("Kari", "communicator")
    made = _planned(desk, kari)
    Account.objects.update(policy=Account.Policy.LISTEN)
    with pytest.raises(NotHanded):
        releasing.release_now(made, by=kari, now=LATER)
    made.refresh_from_db()
    assert (made.state, made.due) == (State.PLANNED, TOMORROW)
    Account.objects.update(policy="")
    releasing.release_now(made, by=kari, now=LATER)
    made.refresh_from_db()
    assert (made.state, made.day, made.due) == (State.HANDED, None, LATER)
