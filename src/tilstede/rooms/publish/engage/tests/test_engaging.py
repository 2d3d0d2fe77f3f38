"""Answering, thanking, quoting, boosting and liking what others wrote, and following them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from tilstede.core.post import Author, Post
from tilstede.office.models import Account, Grant, User
from tilstede.office.rights import Right
from tilstede.outbox import clear, elections
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.drafting import writing
from tilstede.outbox.drafting.models import Judgement, Manuscript, SecondLook, Topic
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.tests.conftest import MORNING, Desk, desk, place, sample
from tilstede.posts import models

__all__ = ["desk", "place", "sample"]


@pytest.fixture
def ours(desk: Desk) -> Account:
    """The body's account, which is connected."""
    return desk.connect(desk.account())


@pytest.fixture
def sign_in(ours: Account) -> Callable[..., Client]:
    """A browser of a new person."""

    def make(right: str = Right.COMMUNICATOR, channel: Account | None = None) -> Client:
        email = f"p{User.objects.count()}@fjordvik.example"
        user = User.objects.create_user(email, name="Kari Nes")
        Grant.objects.create(user=user, right=Right(right), channel=channel)
        browser = Client(HTTP_ACCEPT_LANGUAGE="en")
        browser.force_login(user)
        return browser

    return make


@pytest.fixture
def kari(sign_in: Callable[..., Client]) -> Client:
    return sign_in()


def said(desk: Desk, **more: Any) -> int:
    """A citizen's post; its number."""
    told: dict[str, Any] = {"network": "sample", "text": "Dugnad på kaia laurdag!", **more}
    author = Author(id="borger", handle="ola", name="Ola Nordmann")
    post = Post(aliases=("sample:901",), author=author, form="api", parser="sample/1", **told)
    return desk.hear(post)


def page(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer
    return re.sub(r"\s+", " ", answer.content.decode())


def given(browser: Client, address: str, **more: Any) -> dict[str, Any]:
    """What the page's form sends when its question is answered with no."""
    shown = page(browser, address)
    told = dict(re.findall(r'name="(version|account)"[^>]* value="(\d+)"', shown))
    told |= {
        name: value for value, name in re.findall(r'value="(\d+)"[^>]* name="(account)"', shown)
    }
    return {**told, "harm": "none", **more}


@pytest.mark.parametrize(
    ("kind", "done"),
    [("boost", "boost sample:901"), ("like", "like sample:901"), ("follow", "follow ola")],
)
def test_one_question_and_it_is_done(desk: Desk, kari: Client, kind: str, done: str) -> None:
    number = said(desk)
    address = f"/publish/about/{number}/{kind}"
    assert address in page(kari, f"/publish/about/{number}")
    shown = page(kari, address)
    assert "Dugnad på kaia laurdag!" in shown
    assert "By which account?" in shown
    told = given(kari, address)
    assert kari.post(address, {**told, "harm": ""}).status_code == 422
    assert not Manuscript.objects.exists(), "nothing is begun before it is answered"
    answer = kari.post(address, {**told, "note": "Bra for bygda"})
    assert answer.headers["Location"] == f"/publish/about/{number}"
    desk.now = datetime.now(UTC)
    desk.work()
    assert desk.place.acts == [done]
    assert Judgement.objects.get().event is not None
    assert "Thought through before" in page(kari, f"/publish/about/{number}")
    assert kari.get(f"/publish/drafts/{Manuscript.objects.get().key}").status_code == 302


def test_doubt_a_topic_and_a_writer_ask_a_second_person(
    desk: Desk, sign_in: Callable[..., Client]
) -> None:
    address = f"/publish/about/{said(desk)}/boost"
    kari, nina = sign_in(), sign_in(Right.APPROVER)
    assert "/ask" in kari.post(address, given(kari, address, harm="unsure")).headers["Location"]
    Topic.objects.create(word="dugnad", by="x", at=MORNING)
    assert "A second person always sees this" in page(kari, address)
    assert "/ask" in kari.post(address, given(kari, address)).headers["Location"]
    writes = sign_in(Right.WRITER)
    assert "/ask" in writes.post(address, given(writes, address)).headers["Location"]
    assert not Act.objects.exists()
    made = Manuscript.objects.latest("pk")
    writes.post(f"/publish/drafts/{made.key}/ask", {"whom": "colleague", "person": ""})
    assert "Boost: Dugnad på kaia" in page(nina, "/publish/looks")
    look = f"/publish/looks/{SecondLook.objects.get().pk}"
    assert "Dugnad på kaia laurdag!" in page(nina, look)
    nina.post(look, {"answer": "yes"})
    assert Act.objects.get().kind == "boost"
    assert "Boost: Dugnad" in page(kari, "/publish/drafts")
    waiting = Manuscript.objects.exclude(state="handed").first()
    assert waiting is not None
    harm = page(kari, f"/publish/drafts/{waiting.key}/harm")
    assert "Dugnad på kaia laurdag!" in harm
    assert "Put the draft away" in harm


def test_what_cannot_wait_is_done_and_looked_over_after(desk: Desk, kari: Client) -> None:
    address = f"/publish/about/{said(desk)}/boost"
    told = given(kari, address, harm="unsure", emergency="on")
    refused = kari.post(address, told)
    assert "why it cannot wait" in refused.content.decode()
    assert not Manuscript.objects.exists()
    kari.post(address, {**told, "note": "Ras over vegen no"})
    assert Act.objects.get().kind == "boost"
    assert SecondLook.objects.get().after


def test_what_a_check_finds_is_looked_at_first(desk: Desk, kari: Client) -> None:
    day = date.today()
    elections.declare("Val", day, day, by="x", now=MORNING)
    address = f"/publish/about/{said(desk, text='Stem på Fjordlista!')}/boost"
    shown = page(kari, address)
    assert "Role and party near an election" in shown
    (key,) = re.findall(r'name="confirmed" value="(\w+)"', shown)
    refused = kari.post(address, given(kari, address))
    assert refused.status_code == 422
    assert not Manuscript.objects.exists()
    assert kari.post(address, given(kari, address, confirmed=key)).status_code == 302
    assert Act.objects.get().kind == "boost"


def test_what_was_edited_meanwhile_is_shown_again(desk: Desk, kari: Client) -> None:
    address = f"/publish/about/{said(desk)}/boost"
    told = given(kari, address)
    said(desk, text="Kjøp kryptomynt!", edited=MORNING)
    answer = kari.post(address, told)
    assert answer.status_code == 422
    assert "Kjøp kryptomynt!" in answer.content.decode()
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("language", "begun"),
    [
        ("nn", "Tusen takk, dette set vi pris på!"),
        ("nb", "Tusen takk, dette setter vi pris på!"),
        ("se", "Ollu giitu!"),
        ("en", "Thank you so much, we really appreciate this!"),
        ("de", "Thank you so much, we really appreciate this!"),
    ],
)
def test_a_thank_is_begun_in_the_language_of_what_is_answered(
    desk: Desk, kari: Client, language: str, begun: str
) -> None:
    number = said(desk, text="!", language=language)
    assert "Thank in words" in page(kari, f"/publish/about/{number}")
    kari.post("/publish/drafts/new", {"thank": number})
    made = Manuscript.objects.get()
    assert made.reply_to == number
    assert writing.standing(made).parts == (begun,)


def test_it_is_answered_in_the_composer(desk: Desk, kari: Client, ours: Account) -> None:
    number = said(desk)
    shown = page(kari, f"/publish/about/{number}")
    assert f'name="reply_to" value="{number}"' in shown
    assert "Write and quote it" not in shown, "that network has no quotations"
    kari.post("/publish/drafts/new", {"reply_to": number})
    assert list(Manuscript.objects.get().accounts.all()) == [ours]
    clear.clear(Draft(parts=(Part(text="Vi kjem."),), reply_to=number), [ours], by="k", now=MORNING)
    assert "Vi kjem." in page(kari, f"/publish/about/{number}")


def test_our_own_post_is_answered_and_boosted_but_neither_thanked_liked_nor_followed(
    desk: Desk, kari: Client, ours: Account
) -> None:
    Account.objects.filter(pk=ours.pk).update(native_id="borger")
    shown = page(kari, f"/publish/about/{said(desk)}")
    assert "Write an answer" in shown
    assert "Boost it" in shown
    for absent in ("Thank in words", "Like it", "Follow whoever"):
        assert absent not in shown


def test_a_post_that_passes_another_on_leads_to_that(desk: Desk, kari: Client) -> None:
    number = said(desk)
    author = Author(id="vidare", handle="vidare")
    told: dict[str, Any] = {"form": "api", "network": "sample", "parser": "sample/1"}
    boost = Post(aliases=("sample:902",), author=author, repost_of="sample:901", **told)
    passing_on = f"/publish/about/{desk.hear(boost)}"
    assert kari.get(passing_on).headers["Location"] == f"/publish/about/{number}"
    to = kari.get(f"{passing_on}/boost").headers["Location"]
    assert to == f"/publish/about/{number}/boost"


def test_what_not_all_can_see_is_passed_on_to_nobody(desk: Desk, kari: Client) -> None:
    number = said(desk, visibility="followers")
    shown = page(kari, f"/publish/about/{number}")
    assert "Boost it" not in shown
    assert "Write and quote it" not in shown
    assert "Like it" in shown
    assert "who can see an answer from here: followers" in shown
    assert kari.get(f"/publish/about/{number}/boost").status_code == 302


def test_it_is_answered_by_hand_where_nothing_can_be_sent(
    desk: Desk, kari: Client, ours: Account
) -> None:
    Account.objects.create(network="linkedin", handle="f", policy="by hand", body=ours.body)
    shown = page(kari, f"/publish/about/{said(desk, network='linkedin')}")
    assert "Boost it" not in shown
    assert "Write an answer" in shown
    assert "Write and quote it" in shown


def test_without_an_account_there_it_says_what_to_do(desk: Desk, kari: Client) -> None:
    shown = page(kari, f"/publish/about/{said(desk, network='mastodon')}")
    assert "No account of ours can do anything" in shown
    assert "/setup/connect/" in shown


def test_each_only_from_the_accounts_they_write_for(
    desk: Desk, sign_in: Callable[..., Client]
) -> None:
    address = f"/publish/about/{said(desk)}"
    assert sign_in(Right.READER).get(address).status_code == 403
    assert Client().get(address).status_code == 302, "to sign in"
    other = sign_in(Right.COMMUNICATOR, desk.account("kultur"))
    shown = page(other, address)
    assert "Boost it" not in shown
    assert other.post(f"{address}/boost", {"harm": "none"}).status_code == 302
    assert sign_in().get(f"{address}/delete").status_code == 404
    assert not Act.objects.exists()
    assert not Delivery.objects.exists()


def test_what_is_private_is_for_those_who_write_for_all(
    desk: Desk, ours: Account, sign_in: Callable[..., Client]
) -> None:
    number = said(desk, visibility="direct")
    kari, limited = sign_in(), sign_in(Right.APPROVER, ours)
    for address in (f"/publish/about/{number}", f"/publish/drafts/new?reply_to={number}"):
        assert "Dugnad på kaia" in page(kari, address)
        assert limited.get(address).status_code == 404
    models.Post.objects.update(withheld=True)
    assert kari.get(f"/publish/about/{number}").status_code == 404
    assert kari.get("/publish/about/99999").status_code == 404


def test_the_link_stands_on_cards_for_those_who_write_and_for_nobody_else(
    desk: Desk, ours: Account, sign_in: Callable[..., Client]
) -> None:
    number = said(desk)
    models.Post.objects.update(public=True)
    link = f'href="/publish/about/{number}"'
    kari, limited = sign_in(), sign_in(Right.WRITER, ours)
    for path in ("/search?q=dugnad", f"/post/{number}", f"/accounts/{number}"):
        answer = Client(HTTP_ACCEPT_LANGUAGE="en").get(path)
        assert link not in answer.content.decode()
    assert link not in page(sign_in(Right.READER), "/search?q=dugnad")
    for browser in (kari, limited):
        answer = browser.get("/search?q=dugnad")
        assert link in answer.content.decode()
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert 'href="/publish/drafts"' in answer.content.decode(), "in the menu, too"
    assert link not in kari.get("/embed?network=sample").content.decode(), "caches keep it"
