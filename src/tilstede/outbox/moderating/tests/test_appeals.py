"""Appeals: taken in encrypted, answered by another than who decided, and what is wrong is taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from tilstede.jobs.worker import Worker
from tilstede.office.models import User
from tilstede.outbox.moderating import appeals, figures
from tilstede.outbox.moderating.appeals import NotAnswered
from tilstede.outbox.moderating.models import Appeal, Decision
from tilstede.outbox.moderating.tests.conftest import KARI, OLA, Decide, abouts, answer
from tilstede.outbox.tests.conftest import Desk

TOLD = {
    "what": "https://sample.example/901",
    "why": "Det var ironi",
    "name": "Ola Borger",
    "reach": "ola@borger.example",
}


@pytest.fixture
def decision(desk: Desk, decide: Decide) -> Decision:
    found = decide()
    desk.work()
    return found


def test_it_is_found_by_its_address_and_kept_encrypted(desk: Desk, decision: Decision) -> None:
    row = appeals.receive(TOLD, now=desk.now)
    assert row.decision == decision
    assert str(row.due) == "2026-12-07"
    stored = Appeal.objects.values_list(*appeals.WORDS).get()
    assert not any("Ola" in one or "ironi" in one for one in stored)
    assert appeals.told(row) == appeals.Told(**TOLD)
    assert abouts("appealed") == [{"appeal": row.pk, "decision": decision.pk, "due": "2026-12-07"}]


def test_who_decided_does_not_look_at_it_again(desk: Desk, decision: Decision) -> None:
    row = appeals.receive(TOLD, now=desk.now)
    said = {"verdict": "stands", "answer": "Det var ein trugsel"}
    with pytest.raises(NotAnswered, match="somebody else"):
        appeals.decide(row, **said, by=KARI, now=desk.now)
    appeals.decide(row, **said, by=OLA, now=desk.now)
    with pytest.raises(NotAnswered, match="already"):
        appeals.decide(row, **said, by=OLA, now=desk.now)
    desk.work()
    assert desk.place.acts == ["hide sample:901"]
    assert [(one["verdict"], one["by"]) for one in abouts("reviewed")] == [("stands", OLA)]


def test_who_decided_does_not_choose_another_decision(desk: Desk, decide: Decide) -> None:
    mine, other = decide(), decide()
    Decision.objects.filter(pk=other.pk).update(by=OLA)
    other.refresh_from_db()
    row = appeals.receive({**TOLD, "what": mine.reference}, now=desk.now)
    with pytest.raises(NotAnswered, match="You took the decision"):
        appeals.join(row, other, by=KARI, now=desk.now)
    appeals.join(row, other, by="per@fjordvik.example", now=desk.now)
    assert abouts("attributed") == [
        {
            "appeal": row.pk,
            "before": mine.pk,
            "by": "per@fjordvik.example",
            "decision": other.pk,
        }
    ]
    row.refresh_from_db()
    assert row.decision == other


def test_what_was_found_by_its_address_is_about_no_other(desk: Desk, decide: Decide) -> None:
    decide()
    other = decide()
    desk.work()
    row = appeals.receive(TOLD, now=desk.now)
    with pytest.raises(NotAnswered, match="The address that was given"):
        appeals.join(row, other, by=OLA, now=desk.now)
    assert not abouts("attributed")


def test_another_name_is_not_another_person(desk: Desk, decide: Decide) -> None:
    kari = User.objects.create_user(KARI, name="Kari Nes")
    decide()
    desk.work()
    kari.email = "kari.bakke@fjordvik.example"
    kari.save()
    User.objects.create_user(KARI, name="Kari Lid")
    row, said = appeals.receive(TOLD, now=desk.now), {"verdict": "stands", "answer": "Ja"}
    with pytest.raises(NotAnswered, match="somebody else"):
        appeals.decide(row, **said, by=kari.email, now=desk.now)
    appeals.decide(row, **said, by=KARI, now=desk.now)


def test_what_was_wrong_is_shown_again(desk: Desk, decision: Decision) -> None:
    row = appeals.receive(TOLD, now=desk.now)
    appeals.decide(row, verdict="upheld", answer="Det var ironi", by=OLA, now=desk.now)
    desk.work()
    assert desk.place.acts == ["hide sample:901", "show sample:901"]
    assert appeals.found(TOLD["what"]) is None


def test_what_is_not_found_is_joined_by_hand(desk: Desk, decision: Decision) -> None:
    row = appeals.receive({**TOLD, "what": "svaret mitt om ferja"}, now=desk.now)
    assert row.decision is None
    with pytest.raises(NotAnswered, match="which decision"):
        appeals.decide(row, verdict="upheld", answer="Ja", by=OLA, now=desk.now)
    appeals.join(row, decision, by=OLA, now=desk.now)
    appeals.decide(row, verdict="upheld", answer="Ja", by=OLA, now=desk.now)
    with pytest.raises(NotAnswered, match="already"):
        appeals.join(row, decision, by=OLA, now=desk.now)


def test_the_decision_is_found_in_what_is_written(desk: Desk, decision: Decision) -> None:
    number = decision.reference
    for text in ("Sjå https://sample.example/901.", f"avgjerd {number}, om ferja"):
        assert appeals.meant(text) == decision
    for text in ("", "1999-1", "2026-999999999", "https://sample.example/999", number[5:]):
        assert appeals.meant(text) is None


def test_the_body_is_told_that_somebody_waits(
    desk: Desk, decision: Decision, settings: Any
) -> None:
    settings.CONTACT = "post@fjordvik.example"
    settings.MAIL = settings.MAIL._replace(host="127.0.0.1", port=25)
    row = appeals.receive(TOLD, now=desk.now)
    Worker().drain()
    (told,) = mail.outbox
    assert told.to == ["post@fjordvik.example"]
    assert row.reference in told.subject
    assert "ironi" not in told.body


@pytest.mark.parametrize("visibility", ["followers", "direct"])
def test_of_what_was_written_to_a_few_nothing_is_told(
    desk: Desk, decide: Decide, visibility: str
) -> None:
    decide(post=answer(desk, 950, visibility=visibility))
    desk.work()
    assert appeals.found("https://sample.example/950") is None


@pytest.mark.parametrize("more", [{"verdict": "perhaps"}, {"answer": " "}, {"verdict": "none"}])
def test_half_an_answer_is_none(desk: Desk, decision: Decision, more: dict[str, str]) -> None:
    row = appeals.receive(TOLD, now=desk.now)
    said = {"verdict": "stands", "answer": "Nei", **more}
    with pytest.raises(NotAnswered):
        appeals.decide(row, **said, by=OLA, now=desk.now)
    assert appeals.waiting().get() == row


def test_who_is_blocked_is_told_to_nobody(desk: Desk, decide: Decide) -> None:
    decide("block")
    desk.work()
    assert appeals.found("https://sample.example/901") is None


def test_what_people_wrote_is_forgotten_and_the_answer_stays(
    desk: Desk, decision: Decision
) -> None:
    row = appeals.receive(TOLD, now=desk.now)
    appeals.decide(row, verdict="stands", answer="Trugsel", by=OLA, now=desk.now)
    assert appeals.forget(now=desk.now + timedelta(days=89)) == 0
    assert appeals.forget(now=desk.now + timedelta(days=90)) == 1
    assert appeals.forget(now=desk.now + timedelta(days=91)) == 0
    row.refresh_from_db()
    assert (row.what, row.reach, row.answer) == ("", "", "Trugsel")


def test_the_year_is_counted_without_names(desk: Desk, decide: Decide) -> None:
    hidden, _again, failed = decide(), decide(rule=2), None
    decide("block", rule=2)
    decide("hide", rule=4, by_hand=True)
    desk.work()
    failed = decide()
    Decision.objects.get(pk=failed.pk).act.__class__.objects.filter(decision=failed).update(
        state="failed"
    )
    row = appeals.receive(TOLD, now=desk.now)
    appeals.decide(row, verdict="upheld", answer="Ja", by=OLA, now=desk.now)
    appeals.receive({**TOLD, "what": "noko anna"}, now=desk.now)
    desk.work()
    assert row.decision == hidden
    assert figures.table().decode().splitlines() == [
        "year,network,rule,hide,remove,block,taken_back",
        "2026,sample,1,1,0,0,1",
        "2026,sample,2,1,0,1,0",
        "2026,sample,4,1,0,0,0",
    ]
    assert figures.appeals_table().decode().splitlines() == [
        "year,appeals,upheld,stands,none,waiting",
        "2026,2,1,0,0,1",
    ]
