"""What is hidden, deleted and blocked: by a rule alone, after it is kept, and taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import transaction

from tilstede.core import canonical
from tilstede.jobs import call
from tilstede.jobs.models import Job
from tilstede.jobs.worker import Worker
from tilstede.office.models import Account
from tilstede.outbox import deciding, targets
from tilstede.outbox.moderating import measures, tasks
from tilstede.outbox.moderating.measures import Measure, NotTaken
from tilstede.outbox.moderating.models import Decision
from tilstede.outbox.moderating.tests.conftest import OLA, Decide, abouts, answer, picture
from tilstede.outbox.tests.conftest import Desk
from tilstede.posts.project import Happening, apply
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append, redact


def test_nothing_is_done_before_rules_are_adopted(desk: Desk, account: Account) -> None:
    measure = Measure(kind="hide", post=answer(desk), account=account, rule=1, reason="Trugsel")
    with pytest.raises(NotTaken, match="must be adopted first"):
        measures.take(measure, by=OLA, now=desk.now)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("kind", "done"),
    [("hide", "hide sample:901"), ("remove", "remove sample:901"), ("block", "block borger")],
)
def test_it_is_done_by_a_rule_and_the_record_says_why(
    desk: Desk, decide: Decide, kind: str, done: str
) -> None:
    decision = decide(kind, rule=3)
    assert desk.place.acts == []
    desk.work()
    assert desk.place.acts == [done]
    (told,) = abouts("moderated")
    assert (told["act"], told["rule"]) == (kind, "1.3")
    assert abouts("moderated", "words") == [{"reason": "Ein trugsel"}]
    assert (told["post"], told["kept"]) == (decision.post, decision.post)
    assert told["missing"] == []
    assert abouts("acted")[0]["rule"] == "1.3"


def test_decided_twice_it_is_one_decision(desk: Desk, decide: Decide) -> None:
    decision = decide()
    assert decide(post=decision.post) == decision
    desk.work()
    assert decide(post=decision.post) == decision
    desk.work()
    assert desk.place.acts == ["hide sample:901"]


def test_what_somebody_let_be_can_be_decided_again(desk: Desk, decide: Decide) -> None:
    first = decide()
    assert first.act is not None
    deciding.drop(first.act, by=OLA, now=desk.now, reason="Feil svar")
    desk.work()
    assert desk.place.acts == []
    again = decide(post=first.post)
    assert decide(post=first.post) == again != first
    desk.work()
    assert desk.place.acts == ["hide sample:901"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"rule": 9}, "no house rule 9"),
        ({"reason": "  "}, "Say why"),
        ({"kind": "burn"}, "Say what is to be done"),
        ({"post": 4711}, "no post 4711 in the record"),
    ],
)
def test_what_is_refused(decide: Decide, more: dict[str, object], said: str) -> None:
    with pytest.raises(NotTaken, match=said):
        decide(**more)
    assert not Decision.objects.exists()


def test_our_own_post_is_not_moderated(desk: Desk, decide: Decide, account: Account) -> None:
    (ours,) = desk.clear("Ferja går.")
    desk.work()
    Account.objects.filter(pk=account.pk).update(native_id="fjordvik")
    account.refresh_from_db()
    desk.work()
    Worker().drain()
    ours.refresh_from_db()
    with pytest.raises(NotTaken, match="our own post"):
        decide(post=targets.number_of(ours.aliases))


def test_what_was_destroyed_by_law_is_not_kept_and_not_hidden(desk: Desk, decide: Decide) -> None:
    number = answer(desk)
    redact.destroy({number: ["post", "raw"]}, about={"by": OLA}, now=desk.now)
    with pytest.raises(NotTaken, match="in the record as it was received"):
        decide(post=number)


def test_pictures_are_kept_first(desk: Desk, decide: Decide) -> None:
    desk.now = datetime.now(UTC)
    number = answer(desk, media=(picture(1), picture(2)))
    Job.objects.all().delete()
    decision = decide(post=number)
    wanted = Job.objects.filter(task="tilstede.intake.tasks.fetch_picture")
    assert {tuple(job.args) for job in wanted} == {
        (number, place, f"https://sample.example/{place + 1}.png") for place in (0, 1)
    }
    for place in (0, 1):
        desk.work()
        tasks.hasten_kept.func()
        assert desk.place.acts == [], "not all is kept"
        hold(number, place, desk)
    tasks.hasten_kept.func()
    desk.now = datetime.now(UTC)
    desk.work()
    assert desk.place.acts == ["hide sample:901"]
    assert abouts("moderated")[0]["missing"] == [0, 1]
    decision.refresh_from_db()
    assert decision.missing == 2


def test_a_picture_that_cannot_be_had_stops_it_for_minutes_only(desk: Desk, decide: Decide) -> None:
    decide(post=answer(desk, media=(picture(1),)))
    desk.work()
    assert desk.place.acts == []
    desk.wait(minutes=5)
    desk.work()
    assert desk.place.acts == ["hide sample:901"]


def test_it_is_taken_back(desk: Desk, decide: Decide) -> None:
    for kind in ("hide", "block"):
        decision = decide(kind)
        desk.work()
        measures.take_back(decision, reason="Det var ironi", by=OLA, now=desk.now)
        desk.work()
    assert desk.place.acts == [
        "hide sample:901",
        "show sample:901",
        "block borger",
        "unblock borger",
    ]
    with pytest.raises(NotTaken, match="already"):
        measures.take_back(decision, reason="Igjen", by=OLA, now=desk.now)
    assert [one["done"] for one in abouts("moderated")] == ["taken", "taken-back"] * 2
    assert not measures.standing(decision.post).exists()


def test_taken_back_before_it_was_done_it_is_never_done(desk: Desk, decide: Decide) -> None:
    decision = decide()
    measures.take_back(decision, reason="Feil svar", by=OLA, now=desk.now)
    desk.wait(minutes=10)
    desk.work()
    assert desk.place.acts == []
    decision.refresh_from_db()
    assert decision.undone is None


def test_what_may_have_been_done_is_taken_back_all_the_same(desk: Desk, decide: Decide) -> None:
    decision = decide()
    desk.place.faults = [("cut", 0, {})]
    desk.work()
    assert desk.place.acts == ["hide sample:901"], "done, and the answer was lost"
    measures.take_back(decision, reason="Det var ironi", by=OLA, now=desk.now)
    desk.wait(minutes=10)
    desk.work()
    assert desk.place.acts == ["hide sample:901", "show sample:901"]


def test_who_has_withdrawn_what_was_written_is_let_in_again(desk: Desk, decide: Decide) -> None:
    decision = decide("block")
    desk.work()
    call.enqueue("tilstede.intake.readback.gone", "sample", ["sample:901"], "{}")
    Worker().drain()
    measures.take_back(decision, reason="Nok", by=OLA, now=desk.now)
    desk.work()
    assert desk.place.acts == ["block borger", "unblock borger"]


def test_what_was_hidden_before_there_were_rules_is_shown_again(
    desk: Desk, account: Account, decide: Decide
) -> None:
    act = measures.show(answer(desk), account, reason="Ironi", by=OLA, now=desk.now)
    assert act is not None
    desk.work()
    assert desk.place.acts == ["show sample:901"]
    decision = decide(post=answer(desk, 902))
    desk.work()
    assert measures.show(decision.post, account, reason="Ironi", by=OLA, now=desk.now) != act
    decision.refresh_from_db()
    assert decision.undone_at is not None
    with pytest.raises(NotTaken, match="Say why"):
        measures.show(decision.post, account, reason="", by=OLA, now=desk.now)


def test_what_was_deleted_does_not_come_back(desk: Desk, decide: Decide) -> None:
    decision = decide("remove")
    desk.work()
    with pytest.raises(NotTaken, match="cannot be brought back"):
        measures.take_back(decision, reason="Feil", by=OLA, now=desk.now)


def test_by_hand_it_is_kept_ruled_and_counted_all_the_same(desk: Desk, decide: Decide) -> None:
    decision = decide(by_hand=True)
    desk.work()
    assert desk.place.acts == []
    assert decision.act is None
    measures.take_back(decision, reason="Feil", by=OLA, now=desk.now)
    assert [one["by_hand"] for one in abouts("moderated")] == [True, True]


def hold(number: int, place: int, desk: Desk) -> None:
    """A picture of the post comes into the record."""
    about = {"post": number, "position": place, "mime": "image/png", "url": ""}
    payloads = {"about": canonical.dumps(about), f"media.{place}": b"png"}
    with transaction.atomic():
        event = append.append([append.Entry("fetched", payloads)], now=desk.now)
        posts = WorkingSet((), ())
        apply(
            Happening(event, desk.now, "fetched", about=about, media=((place, "image/png"),)), posts
        )
        posts.flush()
