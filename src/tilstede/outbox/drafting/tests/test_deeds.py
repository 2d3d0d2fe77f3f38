"""Something is done for the network, not only on it: by the same checks, question and second person as words."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from tilstede.core.post import Author, Post
from tilstede.office.models import Account, Body, Holding, Person, Role
from tilstede.outbox import elections
from tilstede.outbox.drafting import deeds, judging, looking, releasing, writing
from tilstede.outbox.drafting.deeds import Deed
from tilstede.outbox.drafting.handing import NotHanded
from tilstede.outbox.drafting.models import Manuscript, Topic
from tilstede.outbox.drafting.releasing import Released
from tilstede.outbox.drafting.tests.staff import judge, person
from tilstede.outbox.models import Act
from tilstede.outbox.tests.conftest import MORNING, Desk, desk, place, sample
from tilstede.posts import models, read
from tilstede.record import read as record

__all__ = ["desk", "place", "sample"]


def said(desk: Desk, text: str = "Dugnad på kaia laurdag.", **more: Any) -> int:
    """A neighbour's post; its number."""
    author = Author(id="nabo", handle="nabo", name="Naboen")
    told = {"aliases": ("sample:901",), "author": author, "form": "api", "network": "sample"}
    return desk.hear(Post(**{**told, "parser": "sample/1", "text": text, **more}))


def deed(desk: Desk, author: Any, number: int, kind: str = "boost", **more: Any) -> Manuscript:
    account = desk.connect(desk.account())
    told = Deed(kind=kind, about=number, accounts=[account], **more)
    return deeds.begin(told, author=author, now=MORNING)


@pytest.mark.parametrize(
    ("kind", "done"),
    [("boost", "boost sample:901"), ("like", "like sample:901"), ("follow", "follow nabo")],
)
def test_no_harm_from_one_who_is_trusted_is_done_at_once(desk: Desk, kind: str, done: str) -> None:
    kari, number = person("Kari", "communicator"), said(desk)
    made = deed(desk, kari, number, kind)
    judged = judge(made, kari, note="Bra for bygda")
    assert releasing.release(made, by=kari.email, now=MORNING) is Released.HANDED
    assert releasing.release(made, by=kari.email, now=MORNING) is Released.HANDED, "and once"
    desk.work()
    assert desk.place.acts == [done]
    act = Act.objects.get()
    thought = f"Thought through before: event {judged.event} of the record"
    assert (act.reason, act.by) == (thought, kari.email)
    about = json.loads(record.payload(judged.event or 0, "about") or b"")
    assert (about["deed"], about["about"], about["harm"]) == (kind, number, "none")


def test_a_topic_that_is_passed_on_is_seen_by_a_second_person(desk: Desk) -> None:
    Topic.objects.create(word="dugnad", by="leiar@fjordvik.example", at=MORNING)
    kari, nina = person("Kari", "communicator"), person("Nina", "approver")
    made = deed(desk, kari, said(desk))
    assert judge(made, kari).why == ["topic"]
    look = looking.ask(made, person=nina, by=kari, now=MORNING)
    looking.answer(look, looking.Said(yes=True), by=nina, now=MORNING)
    made.refresh_from_db()
    assert releasing.release(made, by=kari.email, now=MORNING) is Released.HANDED
    assert Act.objects.get().kind == "boost"


def test_a_topic_that_is_quoted_is_seen_by_a_second_person(desk: Desk) -> None:
    Topic.objects.create(word="dugnad", by="leiar@fjordvik.example", at=MORNING)
    kari = person("Kari", "communicator")
    account = desk.connect(desk.account())
    made = writing.begin(author=kari, now=MORNING, accounts=[account], quote_of=said(desk))
    assert judge(made, kari).why == ["topic"]


def test_what_is_edited_after_it_was_judged_is_judged_again(desk: Desk) -> None:
    kari, number = person("Kari", "communicator"), said(desk)
    made = deed(desk, kari, number)
    judge(made, kari)
    said(desk, "Stem på meg!", edited=MORNING)
    shown = read.one(number)
    assert shown is not None
    assert shown.row.versions == 2
    assert judging.standing(made) is None
    with pytest.raises(releasing.NotReleased):
        releasing.release(made, by=kari.email, now=MORNING)


def test_what_tells_something_of_somebody_is_passed_on_once_somebody_has_looked(desk: Desk) -> None:
    kari, number = person("Kari", "communicator"), said(desk, "Ring Ola på 47 65 43 21.")
    (found,) = deeds.about("boost", number)
    assert (found.check.id, found.stops) == ("telephone", True)
    assert deeds.about("like", number) == [], "a like spreads nothing"
    made = deed(desk, kari, number)
    judge(made, kari)
    with pytest.raises(NotHanded, match="elephone"):
        releasing.release(made, by=kari.email, now=MORNING)
    assert not Act.objects.exists()
    made = deed(desk, kari, number, confirmed=frozenset([found.finding.key]))
    judge(made, kari)
    assert releasing.release(made, by=kari.email, now=MORNING) is Released.HANDED


@pytest.mark.parametrize("kind", ["boost", "like", "follow"])
def test_near_an_election_nobody_takes_sides_unawares(desk: Desk, kind: str) -> None:
    number, since = said(desk), date.today()
    council = Body.objects.create(key="storting", name_nn="Stortinget")
    role = Role.objects.create(key="rep", body=council, kind="political", title_nn="Representant")
    nabo = Person.objects.create(key="nabo", name="Naboen")
    Holding.objects.create(role=role, person=nabo, party="Fjordlista")
    Account.objects.create(network="sample", native_id="nabo", capacity="personal", person=nabo)
    assert deeds.about(kind, number) == [], "no election is near"
    until = since + timedelta(days=30)
    elections.declare("Val", since, until, by="leiar@fjordvik.example", now=MORNING)
    (found,) = deeds.about(kind, number)
    assert (found.check.id, found.finding.found) == ("role-and-party", "Fjordlista")


def test_it_is_no_draft_that_anybody_writes_on(desk: Desk) -> None:
    kari = person("Kari", "communicator")
    made = deed(desk, kari, said(desk))
    with pytest.raises(writing.NotOpen):
        writing.save(made.key, writing.standing(made), base=1, author=kari, now=MORNING)
    with pytest.raises(writing.NotOpen):
        writing.join(made.key, quote_of=made.about, author=kari, now=MORNING)
    assert deeds.named(made) == "Boost: Dugnad på kaia laurdag."


def test_who_may_have_what_done_by_which_account(desk: Desk) -> None:
    account, number = desk.connect(desk.account()), said(desk)
    item = read.one(number, public=False)
    assert item is not None
    kari, other = person("Kari", "writer"), person("Ola", "writer", desk.account("kultur"))
    assert deeds.open_to(kari, item) == {kind: [account] for kind in deeds.KINDS}
    assert deeds.open_to(other, item) == {}, "that account is not connected"
    models.Post.objects.update(visibility="followers")
    item = read.one(number, public=False)
    assert item is not None
    assert list(deeds.open_to(kari, item)) == ["like", "follow"]
