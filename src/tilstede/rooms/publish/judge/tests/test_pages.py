"""The harm test, the second person and the stand-in, as they are met on pages."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tilstede.office.models import Account, Grant, User
from tilstede.outbox.drafting import looking, sealing
from tilstede.outbox.drafting.content import Item
from tilstede.outbox.drafting.models import File, Manuscript, SecondLook, Topic, TryOut
from tilstede.outbox.drafting.tests.staff import draft, edit, judge, person
from tilstede.outbox.models import Delivery
from tilstede.outbox.tests.conftest import MORNING, Desk, desk, place, sample
from tilstede.outbox.tests.test_private import heard
from tilstede.posts.models import Post
from tilstede.record import read as record

__all__ = ["desk", "place", "sample"]

State = Manuscript.State
PICTURE = "a" * 32


def browser(user: User | None = None) -> Client:
    made = Client(HTTP_ACCEPT_LANGUAGE="en")
    if user is not None:
        made.force_login(user)
    return made


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer
    assert "no-store" in answer["Cache-Control"]
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


def answers(made: Manuscript, **more: Any) -> dict[str, Any]:
    return {"seal": sealing.seal(made), "harm": "none", "trial": "no", **more}


@pytest.fixture
def kari(db: None) -> User:
    return person("Kari", "communicator")


@pytest.fixture
def ola(db: None) -> User:
    return person("Ola", "approver")


@pytest.fixture
def made(desk: Desk, kari: User) -> Manuscript:
    return draft(desk, kari, "Ferja er i rute: 95 prosent.")


@pytest.fixture
def link(made: Manuscript, kari: User) -> str:
    """What Kari hands over to a stand-in."""
    cache.clear()
    judge(made, kari, "unsure", note="Talet er frå i fjor.", whom=("trust",))
    told = {"whom": "stand-in", "name": "Per Nabo"}
    answer = browser(kari).post(f"/publish/drafts/{made.key}/ask", told)
    found = re.search(r"http://testserver(/publish/second/[\w-]+)", answer.content.decode())
    assert found
    return found[1]


def test_nothing_is_ticked_beforehand_and_hints_decide_nothing(
    made: Manuscript, kari: User
) -> None:
    shown = page(browser(kari), f"/publish/drafts/{made.key}/harm")
    form = shown.split("<main", 1)[1]
    assert " checked" not in form
    assert "Ferja er i rute" in form
    assert "95 prosent" in form.split("Worth a second thought")[1]


def test_what_waits_is_read_page_by_page(desk: Desk, kari: User, ola: User) -> None:
    def asked(count: int) -> None:
        for number in range(count):
            one = draft(desk, kari, f"Ferje {number}")
            judge(one, kari, "unsure", note="x")
            looking.ask(one, person=None, by=kari, now=MORNING)

    paths, reader = ("/publish/looks", "/publish/drafts"), browser(ola)
    asked(2)
    few = [_queries(reader, path) for path in paths]
    asked(3)
    assert [_queries(reader, path) for path in paths] == few
    assert "5 drafts wait for your answer" in page(reader, "/publish/drafts")
    edit(Manuscript.objects.order_by("pk").first(), "Ho gjekk.", kari)
    shown = page(reader, "/publish/looks")
    assert (shown.count("draft-words"), "Kari Nes asked" in shown) == (4, True)
    assert "4 drafts wait for your answer" in page(reader, "/publish/drafts")


def _queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        page(client, path)
    return len(asked)


def test_no_harm_goes_out_and_both_questions_must_be_answered(made: Manuscript, kari: User) -> None:
    path = f"/publish/drafts/{made.key}/harm"
    for missing in ("harm", "trial"):
        told = answers(made)
        del told[missing]
        assert browser(kari).post(path, told).status_code == 422
    answer = browser(kari).post(path, answers(made))
    assert answer["Location"] == f"/publish/drafts/{made.key}/sent"
    assert Delivery.objects.count() == 1
    assert browser(kari).post(path, answers(made)).status_code == 302
    assert Delivery.objects.count() == 1


def test_a_changed_draft_is_shown_again_before_it_is_judged(made: Manuscript, kari: User) -> None:
    told = answers(made)
    edit(made, "Noko anna", kari)
    path = f"/publish/drafts/{made.key}/harm"
    again = browser(kari).post(path, told)
    assert again.status_code == 422
    assert sealing.seal(made) in again.content.decode()
    assert not Delivery.objects.exists()


def test_a_try_out_is_begun_with_the_draft(made: Manuscript, kari: User) -> None:
    path = f"/publish/drafts/{made.key}/harm"
    told = answers(made, trial="new", hypothesis="Tal i ferjemeldingar blir lesne.")
    assert browser(kari).post(path, told).status_code == 422
    assert browser(kari).post(path, {**told, "ends": "2020-01-01"}).status_code == 422
    assert not TryOut.objects.exists()
    browser(kari).post(path, {**told, "ends": "2199-01-01"})
    made.refresh_from_db()
    assert made.tryout == TryOut.objects.get()
    assert made.state == State.HANDED


def test_doubt_leads_to_a_colleague_who_says_yes(made: Manuscript, kari: User, ola: User) -> None:
    answer = browser(kari).post(f"/publish/drafts/{made.key}/harm", answers(made, harm="unsure"))
    assert answer["Location"] == f"/publish/drafts/{made.key}/ask"
    asking = page(browser(kari), answer["Location"])
    assert "Ola Nes" in asking
    assert "Kari Nes</option>" not in asking
    browser(kari).post(answer["Location"], {"whom": "colleague", "person": ola.pk})
    look = SecondLook.objects.get()
    assert "Ferja er i rute" in page(browser(ola), "/publish/looks")
    assert "is not sure" in page(browser(ola), f"/publish/looks/{look.pk}")
    browser(ola).post(f"/publish/looks/{look.pk}", {"answer": "yes"})
    assert Delivery.objects.get().cleared.by == kari.email
    assert "answered" in page(browser(ola), f"/publish/looks/{look.pk}")


def test_a_no_comes_back_with_its_words(made: Manuscript, kari: User, ola: User) -> None:
    browser(kari).post(f"/publish/drafts/{made.key}/harm", answers(made, harm="some"))
    browser(kari).post(f"/publish/drafts/{made.key}/ask", {"whom": "colleague", "person": ""})
    path = f"/publish/looks/{SecondLook.objects.get().pk}"
    assert browser(ola).post(path, {"answer": "no"}).status_code == 422
    browser(ola).post(path, {"answer": "no", "words": "Sei kor talet er frå."})
    back = page(browser(kari), f"/publish/drafts/{made.key}/harm")
    assert "not like this" in back
    assert "Sei kor talet er frå." in back
    assert not Delivery.objects.exists()


def test_the_writer_cannot_answer_and_neither_can_others(
    made: Manuscript, kari: User, ola: User
) -> None:
    browser(ola).post(f"/publish/drafts/{made.key}/harm", answers(made, harm="unsure"))
    browser(ola).post(f"/publish/drafts/{made.key}/ask", {"whom": "colleague", "person": ""})
    path = f"/publish/looks/{SecondLook.objects.get().pk}"
    assert browser(kari).get(path).status_code == 403
    assert "your own work" in page(browser(ola), path)
    assert browser(ola).post(path, {"answer": "yes"}).status_code == 422
    assert browser().get(path)["Location"].startswith("/sign-in")
    assert not Delivery.objects.exists()


def test_a_right_taken_away_between_the_page_and_the_answer(
    made: Manuscript, kari: User, ola: User
) -> None:
    siri = person("Siri", "approver")
    browser(kari).post(f"/publish/drafts/{made.key}/harm", answers(made, harm="unsure"))
    browser(kari).post(f"/publish/drafts/{made.key}/ask", {"whom": "colleague", "person": ""})
    path = f"/publish/looks/{SecondLook.objects.get().pk}"
    hers = browser(siri)
    assert "May it go out?" in page(hers, path)
    Grant.objects.filter(user=siri).delete()
    assert hers.post(path, {"answer": "yes"}).status_code == 403
    assert not Delivery.objects.exists()


def test_a_stand_in_reads_as_often_as_needed_and_answers_once(made: Manuscript, link: str) -> None:
    cache.clear()
    stranger = browser()
    for _visit in range(7):
        shown = page(stranger, link)
    assert "Kari Nes" in shown
    assert "Talet er frå i fjor." in shown
    assert stranger.get(link)["X-Robots-Tag"].startswith("noindex")
    assert stranger.post(link, {"answer": "yes"}).status_code == 422
    thanks = stranger.post(link, {"answer": "yes", "name": "Per Nabo"})
    assert thanks.status_code == 200
    assert Delivery.objects.count() == 1
    assert "Nothing to answer" in page(stranger, link, status=404)
    assert stranger.post(link, {"answer": "no", "words": "x", "name": "Per"}).status_code == 404
    made.refresh_from_db()
    assert made.state == State.HANDED


def test_a_stand_in_sees_pictures_and_what_is_read_aloud(
    desk: Desk, kari: User, made: Manuscript
) -> None:
    cache.clear()
    File.objects.create(
        key=PICTURE,
        manuscript=made,
        name="havna.png",
        mime="image/png",
        size=7,
        content=b"picture",
        at=MORNING,
        by=kari.email,
    )
    other = draft(desk, kari, "Med bilete", media=(Item(file=PICTURE, alt="Havna i kveldslys"),))
    File.objects.update(manuscript=other)
    judge(other, kari, "unsure")
    told = {"whom": "stand-in", "name": "Per Nabo"}
    answer = browser(kari).post(f"/publish/drafts/{other.key}/ask", told)
    path = re.search(r"/publish/second/[\w-]+", answer.content.decode())
    assert path
    shown = page(browser(), path[0])
    assert 'alt="Havna i kveldslys"' in shown
    source = re.search(r'<img src="([^"]+)"', shown)
    assert source
    picture = browser().get(source[1])
    assert b"".join(picture) == b"picture"
    assert "no-store" in picture["Cache-Control"]
    assert browser().get(f"{path[0]}/file/{'b' * 32}").status_code == 404


def test_who_guesses_links_must_wait(db: None) -> None:
    cache.clear()
    stranger = browser()
    for number in range(5):
        assert stranger.get(f"/publish/second/guess-{number}").status_code == 404
    assert stranger.get("/publish/second/guess-6").status_code == 429
    cache.clear()


def test_a_link_that_is_taken_back_is_worth_nothing(
    made: Manuscript, kari: User, link: str
) -> None:
    cache.clear()
    look = SecondLook.objects.get()
    browser(kari).post(f"/publish/drafts/{made.key}/ask/{look.pk}/back")
    assert browser().get(link).status_code == 404


def test_what_is_approved_too_late_waits_for_its_writer(
    made: Manuscript, kari: User, ola: User
) -> None:
    Manuscript.objects.update(day="2026-11-20", clock="09:00", zone="Europe/Oslo")
    browser(kari).post(f"/publish/drafts/{made.key}/harm", answers(made, harm="unsure"))
    browser(kari).post(f"/publish/drafts/{made.key}/ask", {"whom": "colleague", "person": ""})
    browser(ola).post(f"/publish/looks/{SecondLook.objects.get().pk}", {"answer": "yes"})
    assert not Delivery.objects.exists()
    assert "Its time passed" in page(browser(kari), f"/publish/drafts/{made.key}/harm")
    browser(kari).post(f"/publish/drafts/{made.key}/go", {"when": "now"})
    assert Delivery.objects.count() == 1


def test_an_emergency_is_looked_over_and_what_was_said_is_on_the_writers_desk(
    made: Manuscript, kari: User, ola: User
) -> None:
    told = answers(made, harm="some", emergency="on", note="Vatnet er forureina.")
    browser(kari).post(f"/publish/drafts/{made.key}/harm", told)
    assert Delivery.objects.count() == 1
    path = f"/publish/drafts/{made.key}"
    assert "nobody has looked it over yet" in page(browser(kari), path)
    assert "Went out in an emergency" in page(browser(ola), "/publish/looks")
    look = f"/publish/looks/{SecondLook.objects.get().pk}"
    assert "Vatnet er forureina." in page(browser(ola), look)
    browser(ola).post(look, {"answer": "no", "words": "Sei kven som er råka."})
    assert "Ola Nes thinks that what you published" in page(browser(kari), "/publish/drafts")
    assert "Sei kven som er råka." in page(browser(kari), path)


def test_the_writer_cannot_use_the_link(made: Manuscript, kari: User, link: str) -> None:
    cache.clear()
    assert "give the link to somebody else" in page(browser(kari), link)
    assert browser(kari).post(link, {"answer": "yes", "name": "Per Nabo"}).status_code == 403
    assert not Delivery.objects.exists()


def test_a_stand_ins_name_is_never_taken_for_a_colleagues(
    made: Manuscript, kari: User, ola: User, link: str
) -> None:
    cache.clear()
    told = {"answer": "no", "words": "Nei.", "name": ola.email}
    browser().post(link, told)
    said = page(browser(kari), f"/publish/drafts/{made.key}/harm")
    assert f"{ola.email} (stand-in) said" in said
    assert "Ola Nes said" not in said


def test_the_list_of_topics_is_kept_by_those_who_approve(kari: User, ola: User) -> None:
    told = {"word": "barnevern", "why": "Alltid to."}
    browser(kari).post("/publish/must-see", told)
    assert not Topic.objects.exists()
    siri = person("Siri", "approver", Account.objects.create(network="linkedin", handle="x"))
    browser(siri).post("/publish/must-see", told)
    assert not Topic.objects.exists(), "it holds for all channels"
    browser(ola).post("/publish/must-see", told)
    path = f"/publish/must-see/{Topic.objects.get().pk}/remove"
    assert browser(siri).post(path).status_code == 403
    assert "Alltid to." in page(browser(kari), "/publish/must-see")
    browser(ola).post(f"/publish/must-see/{Topic.objects.get().pk}/remove")
    assert not Topic.objects.exists()
    events = [record.payload(one.number, "about") for one in record.events(kinds=("decided",))]
    told = [json.loads(one or b"") for one in events]
    assert [(one["matter"], one["done"], one["word"], one["by"]) for one in told] == [
        ("topic", "added", "barnevern", ola.email),
        ("topic", "taken off", "barnevern", ola.email),
    ]


def test_who_must_be_seen_is_offered_no_link(made: Manuscript, kari: User, ola: User) -> None:
    Grant.objects.filter(user=kari).update(right="writer")
    judge(made, kari)
    path = f"/publish/drafts/{made.key}/ask"
    assert "Make a link" not in page(browser(kari), path)
    answer = browser(kari).post(path, {"whom": "stand-in", "name": "Ordføraren"})
    assert answer.status_code == 422
    assert not SecondLook.objects.exists()


def test_who_is_signed_in_answers_a_link_only_with_the_right_to(
    made: Manuscript, ola: User, link: str
) -> None:
    cache.clear()
    vikar = browser(person("Vikar", "writer"))
    assert "do not have the right" in page(vikar, link)
    told = {"answer": "yes", "name": "Ordføraren"}
    assert vikar.post(link, told).status_code == 403
    assert not Delivery.objects.exists()
    assert browser(ola).post(link, told).status_code == 200


def test_who_asks_does_not_answer(made: Manuscript, kari: User, ola: User) -> None:
    cache.clear()
    judge(made, kari, "unsure")
    answer = browser(ola).post(
        f"/publish/drafts/{made.key}/ask", {"whom": "stand-in", "name": "Nabo"}
    )
    link = re.search(r"http://testserver(/publish/second/[\w-]+)", answer.content.decode())
    assert link
    told = {"answer": "yes", "name": "Nabo"}
    assert browser(ola).post(link[1], told).status_code == 403


def test_a_stand_ins_yes_stands_among_what_is_to_be_looked_at(
    made: Manuscript, kari: User, ola: User, link: str
) -> None:
    cache.clear()
    browser().post(link, {"answer": "yes", "name": "Per Nabo"})
    assert "Went out on a stand-in's word" in page(browser(ola), "/publish/looks")
    look = f"/publish/looks/{SecondLook.objects.latest('pk').pk}"
    assert "in the name of Per Nabo" in page(browser(ola), look)
    assert "Nobody here has looked it over" in page(browser(kari), f"/publish/drafts/{made.key}")
    browser(ola).post(look, {"answer": "yes"})
    assert "it was right" in page(browser(kari), f"/publish/drafts/{made.key}")


def test_one_who_is_alone_has_an_emergency_looked_over_by_a_stand_in(
    made: Manuscript, kari: User
) -> None:
    cache.clear()
    told = answers(made, harm="some", emergency="on", note="Vatnet er forureina.")
    browser(kari).post(f"/publish/drafts/{made.key}/harm", told)
    path = f"/publish/drafts/{made.key}/ask"
    assert path in page(browser(kari), f"/publish/drafts/{made.key}")
    assert "A colleague" not in page(browser(kari), path).split("<main", 1)[1]
    answer = browser(kari).post(path, {"whom": "stand-in", "name": "Per Nabo"})
    link = re.search(r"http://testserver(/publish/second/[\w-]+)", answer.content.decode())
    assert link
    assert "was it right?" in page(browser(), link[1])
    browser().post(link[1], {"answer": "yes", "name": "Per Nabo"})
    assert "looked it over: it was right" in page(browser(kari), f"/publish/drafts/{made.key}")


def test_an_emergency_that_was_hindered_can_be_tried_again(made: Manuscript, kari: User) -> None:
    Account.objects.update(policy=Account.Policy.LISTEN)
    told = answers(made, harm="some", emergency="on", note="Vatnet er forureina.")
    browser(kari).post(f"/publish/drafts/{made.key}/harm", told)
    assert not Delivery.objects.exists()
    Account.objects.update(policy="")
    assert "it cannot wait" in page(browser(kari), f"/publish/drafts/{made.key}/harm")
    browser(kari).post(f"/publish/drafts/{made.key}/go", {"when": "now"})
    assert Delivery.objects.exists()


@pytest.mark.parametrize("kind", ["direct", "withheld"])
def test_a_link_shows_nothing_of_what_few_may_see(
    desk: Desk, made: Manuscript, kari: User, kind: str
) -> None:
    cache.clear()
    number = heard(desk, "sample", "sample:901", "public")
    Manuscript.objects.update(reply_to=number)
    made.refresh_from_db()
    judge(made, kari, "unsure")
    told = {"whom": "stand-in", "name": "Per Nabo"}
    answer = browser(kari).post(f"/publish/drafts/{made.key}/ask", told)
    link = re.search(r"http://testserver(/publish/second/[\w-]+)", answer.content.decode())
    assert link
    assert "sjukepengane" in page(browser(), link[1])
    if kind == "direct":
        Post.objects.filter(number=number).update(visibility="direct", public=False)
    else:
        Post.objects.filter(number=number).update(withheld=True, public=False)
    assert "sjukepengane" not in page(browser(), link[1])
    one = person("Vikar", "writer", made.accounts.first())
    for sees, expected in ((kari, kind == "direct"), (one, False)):
        shown = page(browser(sees), f"/publish/drafts/{made.key}/harm")
        assert ("sjukepengane" in shown) is expected
    again = browser(kari).post(f"/publish/drafts/{made.key}/ask", told)
    assert "few may see" in unescape(again.content.decode())


def test_links_are_not_made_without_end(made: Manuscript, kari: User) -> None:
    cache.clear()
    judge(made, kari, "unsure")
    told = {"whom": "stand-in", "name": "Per Nabo"}
    mine = browser(kari)
    made_so = [mine.post(f"/publish/drafts/{made.key}/ask", told) for _time in range(21)]
    assert [one.status_code for one in made_so[-2:]] == [200, 422]
    assert SecondLook.objects.count() == 20
    cache.clear()


def test_who_writes_for_another_channel_takes_no_question_back(
    made: Manuscript, kari: User, link: str
) -> None:
    other = Account.objects.create(network="linkedin", handle="company/x", address="linkedin:x")
    vikar = person("Vikar", "writer", other)
    look = SecondLook.objects.get()
    path = f"/publish/drafts/{made.key}/ask/{look.pk}/back"
    assert browser(vikar).post(path).status_code == 403
    made.refresh_from_db()
    assert made.state == State.ASKED


def test_what_is_not_enough_any_more_leads_to_a_second_person(
    made: Manuscript, kari: User, ola: User
) -> None:
    judge(made, kari)
    Topic.objects.create(word="ferja", by=ola.email, at=MORNING)
    for path in ("", "/harm"):
        assert "Ask a second person" in page(browser(kari), f"/publish/drafts/{made.key}{path}")
    ask = f"/publish/drafts/{made.key}/ask"
    assert "a second person always sees" in page(browser(kari), ask)
    browser(kari).post(ask, {"whom": "colleague", "person": ola.pk})
    browser(ola).post(f"/publish/looks/{SecondLook.objects.get().pk}", {"answer": "yes"})
    assert Delivery.objects.exists()


def test_what_was_put_away_meanwhile_says_so_in_words(made: Manuscript, kari: User) -> None:
    judge(made, kari)
    Manuscript.objects.update(state=State.DROPPED)
    answer = browser(kari).post(f"/publish/drafts/{made.key}/go", {"when": "now"}, follow=True)
    assert "Nobody works on this draft any more." in unescape(answer.content.decode())
