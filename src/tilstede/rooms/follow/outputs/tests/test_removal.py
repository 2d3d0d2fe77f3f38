from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tilstede.intake.tests import scene
from tilstede.jobs.worker import Worker
from tilstede.office.models import User
from tilstede.record import read as record
from tilstede.rooms.follow.models import Removal
from tilstede.rooms.follow.outputs.removal import actions, queries, tasks

WORDS = {
    "what": f"Innlegget http://testserver/nb/post/3 og {scene.alias(20)}.",
    "why": "Eg er mindreårig.",
    "name": "Kari Strand",
    "reach": "kari@tut.example",
}

pytestmark = pytest.mark.usefixtures("life")


def ask(client: Client, **told: str) -> Any:
    return client.post("/en/remove-me", {**WORDS, **told})


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(scene.staff())
    return client


def test_whoever_asks_is_given_a_number_and_no_cookie(client: Client) -> None:
    answer = ask(Client(enforce_csrf_checks=True))
    row = Removal.objects.get()
    assert answer["Location"] == f"/en/remove-me/received/{row.reference}"
    assert not answer.cookies
    html = client.get(answer["Location"]).content.decode()
    assert f"Your number is {row.reference}" in html
    assert client.get("/en/remove-me/received/2026-<b>").status_code == 404
    assert row.due > date.today()


def test_what_they_write_lies_encrypted_and_apart_from_the_record(client: Client) -> None:
    before = record.size()
    ask(client)
    assert record.size() == before
    kept = str(Removal.objects.values().get())
    for word in ("Kari", "mindreårig", "tut.example"):
        assert word not in kept
    wish = queries.wish(Removal.objects.get().id)
    assert wish
    assert (wish.what, wish.why, wish.name, wish.reach) == tuple(WORDS.values())


def test_only_those_who_decide_see_it(client: Client) -> None:
    ask(client)
    number = Removal.objects.get().id
    for path in ("/removals", f"/removals/{number}"):
        assert client.get(path).status_code == 302
    client.force_login(User.objects.create_user("lesar@fjordvik.example", scene.PASSWORD))
    for path in ("/removals", f"/removals/{number}"):
        assert client.get(path).status_code == 403
    assert client.post(f"/removals/{number}", {"verdict": "kept"}).status_code == 403


def test_staff_see_what_waits_and_what_it_names(staff: Client) -> None:
    assert "Nobody waits for an answer" in staff.get("/en/removals").content.decode()
    ask(staff)
    row = Removal.objects.get()
    html = staff.get("/en/removals").content.decode()
    assert row.reference in html
    assert "Kari" not in html
    html = staff.get(f"/en/removals/{row.id}").content.decode()
    for number in (3, scene.number(20)):
        assert f'href="/en/post/{number}/withhold"' in html
    assert "Eg er mindreårig." in html
    Removal.objects.update(due=date.today() - timedelta(days=1))
    assert "1 is past its last day" in staff.get("/en/removals").content.decode()


def test_somebody_sees_to_it(staff: Client) -> None:
    ask(staff)
    row = Removal.objects.get()
    owner = User.objects.get()
    stranger = User.objects.create_user("lesar@fjordvik.example", scene.PASSWORD)
    staff.post(f"/removals/{row.id}/owner", {"owner": stranger.pk})
    assert Removal.objects.get().owner is None
    staff.post(f"/removals/{row.id}/owner", {"owner": owner.pk})
    assert Removal.objects.get().owner == owner


def test_the_decision_is_recorded_and_who_asked_is_not(staff: Client) -> None:
    ask(staff)
    row = Removal.objects.get()
    assert staff.post(f"/en/removals/{row.id}", {"verdict": "perhaps"}).status_code == 422
    told = {"verdict": "removed", "answer": "GDPR artikkel 17 nr. 1 bokstav d"}
    staff.post(f"/en/removals/{row.id}", told)
    row.refresh_from_db()
    event = record.event(row.event or 0)
    assert event
    assert event.kind == "answered"
    about = json.loads(record.payload(event.number, "about") or b"")
    assert about == {
        "answer": told["answer"],
        "by": "vakt@fjordvik.example",
        "received": row.received.date().isoformat(),
        "removal": row.reference,
        "verdict": "removed",
    }
    size = record.size()
    html = staff.post(f"/en/removals/{row.id}", told, follow=True).content.decode()
    assert "Somebody has decided this already." in html
    assert record.size() == size


def test_their_words_are_forgotten_some_time_after_the_answer(staff: Client) -> None:
    ask(staff)
    row = Removal.objects.get()
    actions.decide(row, verdict="kept", answer="x", by="v@x.example", now=datetime.now(UTC))
    tasks.forget.call()
    assert Removal.objects.get().reach
    Removal.objects.update(decided=datetime.now(UTC) - tasks.KEPT)
    tasks.forget.call()
    row.refresh_from_db()
    assert (row.what, row.why, row.name, row.reach) == ("", "", "", "")
    assert row.answer == "x"
    assert "own words were deleted" in staff.get(f"/en/removals/{row.id}").content.decode()


def test_the_body_is_told_that_somebody_waits_and_no_more(client: Client, settings: Any) -> None:
    settings.MAIL = settings.MAIL._replace(host="127.0.0.1", port=25)
    settings.CONTACT = "personvern@fjordvik.example"
    ask(client)
    Worker().drain()
    [letter] = mail.outbox
    assert letter.to == ["personvern@fjordvik.example"]
    assert Removal.objects.get().reference in letter.subject
    assert "Kari" not in letter.body + letter.subject


def test_words_under_another_secret_are_said_to_be_lost(staff: Client, settings: Any) -> None:
    ask(staff)
    row = Removal.objects.get()
    staff_page = f"/en/removals/{row.id}"
    Removal.objects.update(what="gAAAAAB")
    assert "cannot be read any more" in staff.get(staff_page).content.decode()


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2026, 11, 22), date(2026, 12, 22)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2028, 1, 30), date(2028, 2, 29)),
    ],
)
def test_a_month_is_a_month(received: date, last: date) -> None:
    assert actions.deadline(received) == last


def test_robots_and_floods_are_kept_out(client: Client) -> None:
    assert ask(client, website="x")["Location"] == "/en/remove-me/received/0000-0"
    assert ask(client, what="").status_code == 422
    assert Removal.objects.count() == 0
    assert [ask(client).status_code for _time in range(19)][-1] == 429


def test_a_wish_can_begin_from_a_post(client: Client) -> None:
    html = client.get("/en/remove-me?about=http://testserver/post/3").content.decode()
    assert "http://testserver/post/3</textarea>" in html
