"""What a person publishes: handed out whole, and counted as sent when its address is told."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tilstede.core.post import Author, Form, Post
from tilstede.office.models import Account
from tilstede.outbox import acts, byhand, deciding, hand_changes, own_pages, queries, tasks, words
from tilstede.outbox.clear import NotCleared, clear
from tilstede.outbox.deciding import NotDecided
from tilstede.outbox.draft import Captions, Draft, Enclosure, Part
from tilstede.outbox.models import Delivery
from tilstede.outbox.tests.conftest import Desk
from tilstede.record import read as record

WHO = "kari@fjordvik.example"
COMPANY = "https://www.linkedin.com/company/fjordvik/"
POST = "https://www.linkedin.com/feed/update/urn:li:share:7399000000000000017"


def linkedin(desk: Desk, **more: object) -> Account:
    body = desk.account().body
    return Account.objects.create(
        network="linkedin", handle="company/fjordvik", url=COMPANY, body=body, **more
    )


def cleared(desk: Desk, *texts: str, account: Account | None = None) -> list[Delivery]:
    draft = Draft(parts=tuple(Part(text=text) for text in texts))
    return clear(draft, [account or linkedin(desk)], by=WHO, now=desk.now)


def abouts(kind: str) -> list[dict[str, object]]:
    return [
        json.loads(record.payload(event.number, "about") or b"{}")
        for event in record.events(kinds=(kind,))
    ]


def shared(text: str, form: Form = "archive") -> Post:
    """As a takeout tells of it: neither its language nor its pictures."""
    return Post(
        aliases=("urn:li:share:7399000000000000017", POST),
        author=Author(id="linkedin:member:Fjordvik"),
        form=form,
        network="linkedin",
        parser="linkedin/1",
        published=datetime(2026, 11, 23, 9, tzinfo=UTC),
        text=text,
        url=POST,
    )


def test_where_we_cannot_send_it_waits_for_a_person(desk: Desk) -> None:
    (row,) = cleared(desk, "Ferja går (kvart) kvarter.")
    assert (row.state, row.by_hand, row.next_try) == ("hand", True, None)
    desk.work()
    tasks.look_by_hand.call()
    row.refresh_from_db()
    assert row.state == "hand"
    assert queries.undecided() == 1
    assert [one.pk for one in queries.deliveries("person")] == [row.pk]
    assert byhand.pages(row) == ("https://www.linkedin.com/feed/?shareActive=true", COMPANY)


def test_its_address_makes_it_sent_and_is_recorded(desk: Desk) -> None:
    (row,) = cleared(desk, "Ferja går.")
    byhand.published(row, f" {POST} ", by=WHO, now=desk.now)
    assert (row.state, row.url, row.why) == ("sent", POST, "published")
    (told,) = abouts("sent")
    assert (told["how"], told["by"], told["url"]) == ("by hand", WHO, POST)
    assert told["aliases"] == row.aliases == ["urn:li:share:7399000000000000017", POST]
    assert told["cleared"] == row.cleared.event
    assert queries.undecided() == 0
    with pytest.raises(NotDecided, match="has already"):
        byhand.published(row, POST, by=WHO, now=desk.now)


@pytest.mark.parametrize(
    ("form", "found", "state"),
    [
        ("archive", "Ferja  går.\n", "confirmed"),
        ("archive", "Ferja står.", "differs"),
        ("api", "Ferja går.", "confirmed"),
    ],
)
def test_what_is_read_from_there_later_is_compared(
    desk: Desk, form: str, found: str, state: str
) -> None:
    (row,) = cleared(desk, "Ferja går.")
    byhand.published(row, POST, by=WHO, now=desk.now)
    assert byhand.look(now=desk.now) == 0
    desk.hear(shared(found, form))
    assert byhand.look(now=desk.now) == 1
    row.refresh_from_db()
    assert row.state == state
    assert len(abouts("confirmed")) == 1
    assert byhand.look(now=desk.now) == 0


def test_what_is_read_already_is_compared_at_once(desk: Desk) -> None:
    (row,) = cleared(desk, "Ferja går.")
    desk.hear(shared("Ferja går."))
    byhand.published(row, POST, by=WHO, now=desk.now)
    assert row.state == "confirmed"


def test_a_picture_that_a_takeout_says_nothing_of_is_no_difference(
    desk: Desk, tmp_path: Path
) -> None:
    picture, captions = tmp_path / "ferje.mp4", tmp_path / "ferje.vtt"
    picture.write_bytes(b"bilete")
    captions.write_bytes(b"WEBVTT")
    film = Enclosure(picture, "video/mp4", "ferje.mp4", "Ei ferje", (Captions(captions, "nn"),))
    draft = Draft(parts=(Part(text="Ferja går.", media=(film,)),))
    (row,) = clear(draft, [linkedin(desk)], by=WHO, now=desk.now)
    first, second = byhand.files(row)
    assert (first.name, first.alt, second.name) == ("ferje.mp4", "Ei ferje", "ferje.mp4.nn.vtt")
    held = byhand.content(row, first)
    assert held is not None
    assert held.content == b"bilete"
    desk.hear(shared("Ferja går."))
    byhand.published(row, POST, by=WHO, now=desk.now)
    assert row.state == "confirmed"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("ferja", "begins with https"),
        ("javascript:alert(1)", "begins with https"),
        ("https://lnkd.in/abc", "does not lie on linkedin.com"),
        (COMPANY, "account's own page"),
        ("https://www.linkedin.com/company/nabo/posts/17", "a post of company/nabo"),
        (
            "https://www.linkedin.com/posts/annan-kommune_hei-activity-7399000000000000017-AbCd",
            "a post of annan-kommune",
        ),
    ],
)
def test_an_address_that_cannot_be_its_own_is_refused(desk: Desk, address: str, said: str) -> None:
    (row,) = cleared(desk, "Ferja går.")
    with pytest.raises(NotDecided, match=said):
        byhand.published(row, address, by=WHO, now=desk.now)
    row.refresh_from_db()
    assert row.state == "hand"


def test_one_address_is_one_post_s(desk: Desk) -> None:
    account = linkedin(desk)
    first, second = cleared(desk, "Ein", "To", account=account)
    assert [first.state, second.state] == ["hand", "hand"]
    byhand.published(first, POST, by=WHO, now=desk.now)
    with pytest.raises(NotDecided, match="another post"):
        byhand.published(second, POST, by=WHO, now=desk.now)


def test_a_wrong_address_is_put_right_and_both_are_recorded(desk: Desk) -> None:
    (row,) = cleared(desk, "Ferja går.")
    wrong = "https://www.linkedin.com/feed/update/urn:li:share:7399000000000000018"
    byhand.published(row, wrong, by=WHO, now=desk.now)
    desk.hear(shared("Ferja går."))
    assert byhand.look(now=desk.now) == 0
    byhand.published(row, POST, by=WHO, now=desk.now)
    assert (row.state, row.url) == ("confirmed", POST)
    assert [one.get("instead") for one in abouts("sent")] == [None, wrong]
    assert wrong not in row.aliases
    hand_changes.deleted(row, reason="Feil", by=WHO, now=desk.now)
    with pytest.raises(NotDecided):
        byhand.published(row, wrong, by=WHO, now=desk.now)


def test_each_part_of_a_thread_says_which_it_is(desk: Desk) -> None:
    first, second = cleared(desk, "Ein", "To")
    assert ("Part of a thread", "1 of 2") in words.beside(first)
    assert (words.reason(first), words.reason(second)[:15]) == ("", "The part before")
    byhand.published(first, POST, by=WHO, now=desk.now)
    second = Delivery.objects.get(pk=second.pk)
    assert words.reason(second) == ""
    told = words.beside(second)
    assert told == [("Part of a thread", "2 of 2"), ("Answers", POST)]


def test_the_page_of_an_account_is_named_once(desk: Desk) -> None:
    account = linkedin(desk, address=COMPANY.rstrip("/"))
    (row,) = cleared(desk, "Ferja går.", account=account)
    assert len(byhand.pages(row)) == 2, "where it is written, and the account's page"


def test_a_story_has_no_address(desk: Desk) -> None:
    (row,) = cleared(desk, "Ferja går.")
    with pytest.raises(NotDecided, match="to be published by hand"):
        deciding.stands(row, by=WHO, now=desk.now)
    byhand.published_nowhere(row, by=WHO, now=desk.now)
    assert (row.state, row.why) == ("sent", "no-address")
    assert abouts("sent")[-1]["how"] == "by hand"


def test_it_is_let_be_with_a_reason_and_can_be_taken_up_again(desk: Desk) -> None:
    (row,) = cleared(desk, "Ferja går.")
    with pytest.raises(NotDecided, match="Say why"):
        deciding.drop(row, by=WHO, now=desk.now)
    deciding.drop(row, by=WHO, now=desk.now, reason="Ferja står")
    assert (row.state, row.why, row.detail) == ("failed", "dropped", "Ferja står")
    assert abouts("failed")[-1]["reason"] == "Ferja står"
    deciding.again(row, by=WHO, now=desk.now)
    assert (row.state, row.why) == ("hand", "")


def test_what_was_published_by_hand_is_changed_by_hand(desk: Desk) -> None:
    (row,) = cleared(desk, "Ferja går.")
    byhand.published(row, POST, by=WHO, now=desk.now)
    with pytest.raises(NotCleared, match="by hand"):
        acts.delete(row, reason="Feil", by=WHO, now=desk.now)


# --- what was decided ----------------------------------------------------------------------------


def decide(account: Account, policy: str) -> Account:
    account.policy, account.policy_reason = policy, "Personvern"
    account.policy_by, account.policy_date = "Kommunedirektøren", date(2026, 11, 1)
    account.save()
    return account


def test_an_account_that_could_be_sent_to_is_written_by_hand_by_decision(desk: Desk) -> None:
    account = decide(desk.connect(desk.account()), "by hand")
    (row,) = desk.clear("Ferja går.", account=account)
    desk.work()
    assert row.state == "hand"
    assert desk.place.texts() == []
    with pytest.raises(NotCleared, match="501"):
        desk.clear("x" * 501, account=account)


def test_it_needs_no_login(desk: Desk) -> None:
    (row,) = desk.clear("Ferja går.", account=decide(desk.account(), "by hand"))
    assert row.state == "hand"


@pytest.mark.parametrize(("policy", "said"), [("listen only", "only listen"), ("no", "not there")])
def test_where_it_was_decided_not_to_write_nothing_is_cleared(
    desk: Desk, policy: str, said: str
) -> None:
    account = decide(linkedin(desk), policy)
    with pytest.raises(NotCleared, match=said) as refused:
        cleared(desk, "Ferja går.", account=account)
    assert "Kommunedirektøren, 2026-11-01: Personvern" in str(refused.value)
    assert not Delivery.objects.exists()


def test_what_was_cleared_before_the_decision_is_not_sent(desk: Desk) -> None:
    account = desk.connect(desk.account())
    first, second = desk.clear("Ein", "To", account=account)
    decide(account, "no")
    desk.work()
    first.refresh_from_db()
    assert (first.state, first.why) == ("failed", "policy-no")
    assert "Kommunedirektøren" in words.reason(first)
    assert desk.place.texts() == []
    decide(account, "by hand")
    deciding.again(Delivery.objects.get(pk=first.pk), by=WHO, now=desk.now)
    assert {one.state for one in Delivery.objects.all()} == {"hand"}
    assert second.pk


def test_nothing_goes_out_from_an_account_whose_last_day_is_over(desk: Desk) -> None:
    """Neither what was cleared before, nor what is cleared now; what stands there can be taken away."""
    account = desk.connect(desk.account())
    (row,) = desk.clear("Ferja går.", account=account)
    Account.objects.filter(pk=account.pk).update(until=date(2026, 10, 31))
    desk.work()
    row.refresh_from_db()
    assert (row.state, row.why) == ("failed", "account-closed")
    assert desk.place.texts() == []
    with pytest.raises(NotCleared, match="its last day is over"):
        desk.clear("To", account=Account.objects.get(pk=account.pk))


def test_what_stands_there_is_taken_away_whatever_was_decided(desk: Desk) -> None:
    account = desk.connect(desk.account())
    (row,) = desk.clear("Ferja går.", account=account)
    desk.work()
    row.refresh_from_db()
    decide(account, "no")
    row = Delivery.objects.get(pk=row.pk)
    with pytest.raises(NotCleared, match="not there"):
        acts.edit(row, Part(text="Ferja står."), reason="Feil", by=WHO, now=desk.now)
    acts.delete(row, reason="Vi går ut", by=WHO, now=desk.now)
    desk.work()
    assert desk.place.texts() == []


def test_tiktok_and_linkedin_name_a_post_as_their_takeouts_do() -> None:
    told = "https://www.linkedin.com/posts/fjordvik_ferja-activity-7399000000000000017-AbCd?utm=x"
    assert own_pages.names("linkedin", told)[0] == "urn:li:activity:7399000000000000017"
    film = "https://www.tiktok.com/@fjordvik/video/7399000000000000018?is_from_webapp=1"
    assert own_pages.names("tiktok", film)[0] == "tiktok:7399000000000000018"
    assert own_pages.names("snapchat", "https://www.snapchat.com/spotlight/W7") == [
        "https://www.snapchat.com/spotlight/W7"
    ]
