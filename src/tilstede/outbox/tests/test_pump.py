"""Every way through the table, against a server that does what goes wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tilstede.jobs.models import Job
from tilstede.networks.kit.access import Access as Login
from tilstede.networks.kit.errors import Unreachable
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import Sent
from tilstede.outbox import deciding, queries, steps, tasks, words
from tilstede.outbox.clear import NotCleared, clear
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.models import Cleared, Delivery
from tilstede.outbox.tests.conftest import Desk
from tilstede.outbox.tests.sample import SampleSender
from tilstede.record import read as record

WHO = "kari@fjordvik.example"


def kinds() -> list[str]:
    return [event.kind for event in record.events() if event.kind != "key"]


def about(number: int) -> dict[str, object]:
    told: dict[str, object] = json.loads(record.payload(number, "about") or b"{}")
    return told


def fresh(delivery: Delivery) -> Delivery:
    delivery.refresh_from_db()
    return delivery


def test_what_is_cleared_is_sent_once_and_read_back(desk: Desk) -> None:
    (delivery,) = desk.clear("Ferja går igjen.")
    desk.work()
    assert desk.place.texts() == ["Ferja går igjen."]
    assert fresh(delivery).state == "confirmed"
    assert delivery.url == f"https://sample.example/{delivery.sent_id}"
    assert kinds() == ["connected", "cleared", "sent", "confirmed"]
    sent = about(delivery.events[1])
    assert sent["how"] == "answer"
    assert sent["cleared"] == delivery.cleared.event == delivery.events[0]


def test_it_is_in_the_record_before_anything_says_sent(desk: Desk) -> None:
    (delivery,) = desk.clear("Ferja går igjen.")
    states: list[tuple[str, bool]] = []
    desk.place.strike = lambda when, what: states.append((when, "POST" in what))
    desk.work(1)
    assert states == [("before", True), ("after", True)]
    assert fresh(delivery).state == "sent"
    assert kinds()[-1] == "sent"


def test_a_thread_goes_in_order_and_each_part_answers_the_one_before(desk: Desk) -> None:
    deliveries = desk.clear("Ein", "To", "Tre")
    assert [one.next_try is None for one in deliveries] == [False, True, True]
    desk.work()
    assert desk.place.texts() == ["Ein", "To", "Tre"]
    first, second, _third = (fresh(one) for one in deliveries)
    told = [post["reply_to"] for post in desk.place.posts.values()]
    assert told == ["", first.aliases[0], second.aliases[0]]


def test_a_part_waits_for_the_one_before(desk: Desk) -> None:
    desk.place.faults = [("before", 503, {})] * 2
    deliveries = desk.clear("Ein", "To")
    desk.work()
    assert desk.place.texts() == []
    assert fresh(deliveries[1]).why == "previous"


@pytest.mark.parametrize("fault", [("after", 500, {}), ("cut", 0, {}), ("after", 504, {})])
def test_what_was_taken_without_an_answer_is_found_and_not_sent_again(
    desk: Desk, fault: tuple[str, int, dict[str, str]]
) -> None:
    desk.place.faults = [fault]
    (delivery,) = desk.clear("Vatnet er trygt.")
    desk.work()
    assert fresh(delivery).state == "unsure"
    assert delivery.why == "no-answer"
    desk.wait(seconds=59)
    desk.work()
    assert fresh(delivery).state == "unsure", "a network is given time to show it"
    desk.wait(seconds=1)
    desk.work()
    assert fresh(delivery).state == "confirmed"
    assert desk.place.texts() == ["Vatnet er trygt."]
    assert about(delivery.events[1])["how"] == "search"


def test_what_is_certainly_not_there_is_sent_again_under_the_same_key(desk: Desk) -> None:
    desk.place.faults = [("before", 503, {})]
    (delivery,) = desk.clear("Vatnet er trygt.")
    desk.work()
    assert fresh(delivery).state == "unsure", "503 may come from in front of a server that took it"
    desk.wait(seconds=60)
    desk.work()
    assert (fresh(delivery).state, delivery.attempts) == ("waiting", 1)
    desk.wait(minutes=5)
    desk.work()
    assert (fresh(delivery).state, delivery.attempts) == ("confirmed", 2)
    assert [post["key"] for post in desk.place.posts.values()] == [delivery.key]


@pytest.mark.parametrize(
    ("said", "state", "posts"), [("stands", "sent", 1), ("again", "confirmed", 2)]
)
def test_where_nobody_can_tell_a_person_is_asked(
    desk: Desk, said: str, state: str, posts: int
) -> None:
    desk.place.faults, desk.place.unseen = [("after", 500, {})], True
    (delivery,) = desk.clear("Vatnet er trygt.")
    desk.work()
    desk.wait(seconds=60)
    desk.work()
    assert fresh(delivery).state == "asked"
    assert "stands" in words.reason(delivery) or delivery.why == "cannot-tell"
    desk.wait(days=3)
    desk.work()
    assert fresh(delivery).state == "asked", "it waits for the person"
    getattr(deciding, said)(delivery, by=WHO, now=desk.now)
    desk.work()
    assert fresh(delivery).state == state
    assert len(desk.place.posts) == posts, "sent twice only if a person says so"


def test_a_person_lets_it_be(desk: Desk) -> None:
    desk.place.faults, desk.place.unseen = [("after", 500, {})], True
    (delivery,) = desk.clear("Vatnet er trygt.")
    desk.work()
    desk.wait(seconds=60)
    desk.work()
    deciding.drop(fresh(delivery), by=WHO, now=desk.now)
    assert (fresh(delivery).state, delivery.why) == ("failed", "dropped")
    assert about(delivery.events[-1])["by"] == WHO
    with pytest.raises(deciding.NotDecided):
        deciding.stands(delivery, by=WHO, now=desk.now)


def test_asked_to_wait_it_waits_as_long_as_it_is_told(desk: Desk) -> None:
    desk.place.faults = [("before", 429, {"Retry-After": "120"})]
    (delivery,) = desk.clear("Vatnet er trygt.")
    desk.work()
    assert (fresh(delivery).state, delivery.why) == ("waiting", "throttled")
    desk.wait(seconds=119)
    desk.work()
    assert desk.place.texts() == []
    desk.wait(seconds=1)
    desk.work()
    assert fresh(delivery).state == "confirmed"


def test_while_one_is_asked_to_wait_what_was_ordered_after_it_does_not_overtake(
    desk: Desk,
) -> None:
    account = desk.connect(desk.account())
    desk.place.faults = [
        ("before", 429, {"Retry-After": "120"}),
        ("before", 429, {"Retry-After": "60"}),
    ]
    made = [desk.clear(f"Nr. {number}", account=account)[0] for number in range(3)]
    desk.work()
    assert [(fresh(row).state, row.why) for row in made] == [
        ("waiting", "throttled"),
        ("waiting", "behind"),
        ("waiting", "behind"),
    ]
    desk.wait(seconds=120)
    desk.work()
    assert desk.place.texts() == []
    desk.wait(seconds=60)
    desk.work()
    assert desk.place.texts() == ["Nr. 0", "Nr. 1", "Nr. 2"]
    assert {fresh(row).attempts for row in made[1:]} == {1}


def test_another_account_is_not_held_up(desk: Desk) -> None:
    desk.place.faults = [("before", 429, {"Retry-After": "120"})]
    desk.clear("Nr. 0")
    other = desk.connect(desk.account("kultur"))
    desk.clear("Nr. 1", account=other)
    desk.work()
    assert desk.place.texts() == ["Nr. 1"]


def test_asked_to_wait_without_a_time_it_waits_a_quarter_of_an_hour(desk: Desk) -> None:
    desk.place.faults = [("before", 429, {})]
    (delivery,) = desk.clear("Vatnet er trygt.")
    desk.work()
    assert fresh(delivery).next_try == desk.now + steps.WAIT


def test_what_cannot_be_reached_is_tried_for_a_day_then_a_person_is_asked(desk: Desk) -> None:
    account = desk.connect(desk.account())
    (delivery,) = desk.clear("Vatnet er trygt.", account=account)
    account.access.server = "http://127.0.0.1:9"
    account.access.save()
    pauses = []
    while fresh(delivery).state == "waiting":
        desk.work(1)
        if fresh(delivery).next_try is not None:
            pauses.append((delivery.next_try - desk.now).total_seconds())
            desk.now = delivery.next_try
    assert (delivery.state, delivery.why) == ("failed", "given-up")
    assert pauses == sorted(pauses)
    assert pauses[0] == 10
    assert pauses[-1] == 3600
    assert kinds()[-1] == "failed"
    account.access.server = desk.place.address
    account.access.save()
    deciding.again(delivery, by=WHO, now=desk.now)
    assert fresh(delivery).state == "unsure", "it was tried before, and is looked for first"
    desk.work(1)
    desk.now = fresh(delivery).next_try
    desk.work()
    assert fresh(delivery).state == "confirmed"
    assert len(desk.place.posts) == 1


def test_a_part_of_a_thread_is_not_hurried_past_the_one_before_it(desk: Desk) -> None:
    account = desk.connect(desk.account())
    first, second = desk.clear("Vatnet er trygt.", "Ferja går.", account=account)
    with pytest.raises(deciding.NotDecided):
        deciding.again(second, by=WHO, now=desk.now)
    deciding.again(first, by=WHO, now=desk.now)


def test_what_is_rejected_fails_with_the_networks_own_words(desk: Desk) -> None:
    (delivery,) = desk.clear("Vatnet er trygt.")
    Cleared.objects.update(text="x" * 501)
    desk.work()
    assert (fresh(delivery).state, delivery.why) == ("failed", "rejected")
    assert delivery.detail == "too long for us"
    assert delivery in queries.deliveries("person")
    assert queries.undecided() == 1
    assert "too long for us" in words.reason(delivery)
    deciding.drop(delivery, by=WHO, now=desk.now)
    assert delivery not in queries.deliveries("person")
    assert queries.undecided() == 0


def test_a_login_taken_back_between_check_and_send_stops_sending_until_it_is_given_anew(
    desk: Desk,
) -> None:
    account = desk.connect(desk.account())
    first, second = desk.clear("Ein", account=account), desk.clear("To", account=account)
    desk.place.tokens.clear()
    desk.work()
    account.access.refresh_from_db()
    assert account.access.state == "expired"
    assert desk.place.asked.count("POST /posts") == 1, "the second is not even tried"
    assert {fresh(*first).why, fresh(*second).why} == {"expired"}
    assert "administrator" in words.reason(first[0])
    assert about(max(n for n, kind in enumerate(kinds(), 1) if kind == "connected"))["state"] == (
        "expired"
    )
    desk.place.tokens.add("hemmeleg-2")
    desk.wait(hours=3)
    desk.connect(account, secrets={"token": "hemmeleg-2"})
    desk.work()
    assert {fresh(*first).state, fresh(*second).state} == {"confirmed"}


def test_a_day_later_it_is_too_late_to_go_by_itself(desk: Desk) -> None:
    account = desk.connect(desk.account())
    (delivery,) = desk.clear("I dag går ferja.", account=account)
    desk.place.tokens.clear()
    desk.work()
    desk.wait(hours=25)
    desk.place.tokens.add("hemmeleg-1")
    desk.connect(account)
    desk.work()
    assert (fresh(delivery).state, delivery.why) == ("failed", "given-up")
    assert desk.place.texts() == []


def test_a_difference_is_shown_and_recorded(desk: Desk) -> None:
    desk.place.changes = str.upper
    (delivery,) = desk.clear("Ferja går igjen.")
    desk.work()
    assert fresh(delivery).state == "differs"
    (told,) = delivery.differences
    assert told == {"code": "text", "sent": "Ferja går igjen.", "found": "FERJA GÅR IGJEN."}
    assert about(delivery.events[-1])["differences"] == [told]
    assert "FERJA" in words.difference(told)
    assert delivery in queries.deliveries("person")
    deciding.accept(delivery, by=WHO, now=desk.now)
    assert fresh(delivery).state == "confirmed"
    assert delivery not in queries.deliveries("person")
    assert about(delivery.events[-1])["by"] == WHO


def test_what_cannot_be_seen_at_once_is_looked_for_again(desk: Desk) -> None:
    desk.place.hides = 2
    (delivery,) = desk.clear("Ferja går igjen.")
    desk.work()
    assert (fresh(delivery).state, delivery.why) == ("sent", "not-there")
    desk.wait(minutes=1)
    desk.work()
    desk.wait(minutes=1)
    desk.work()
    assert fresh(delivery).state == "confirmed"


def test_what_is_never_seen_is_told(desk: Desk) -> None:
    desk.place.hides = 99
    (delivery,) = desk.clear("Ferja går igjen.")
    for _look in range(6):
        desk.work()
        desk.wait(minutes=6)
    assert (fresh(delivery).state, delivery.why) == ("differs", "not-there")
    assert [one["code"] for one in delivery.differences] == ["gone"]
    assert desk.place.asked.count("POST /posts") == 1


def test_a_fault_in_a_networks_code_is_taken_as_perhaps_sent(desk: Desk) -> None:
    (delivery,) = desk.clear("BOOM")
    with pytest.raises(ZeroDivisionError):
        desk.work(1)
    assert (fresh(delivery).state, delivery.why) == ("unsure", "fault")


def test_all_that_a_network_would_not_take_is_told_at_once_and_nothing_is_cleared(
    desk: Desk,
) -> None:
    with pytest.raises(NotCleared) as caught:
        desk.clear("x" * 501, "y" * 502)
    assert [problem.part for problem in caught.value.problems] == [1, 2]
    assert "501" in str(caught.value.problems[0])
    assert "502" in str(caught.value.problems[1])
    assert kinds() == ["connected"]
    assert not Cleared.objects.exists()


def test_without_a_login_nothing_is_cleared(desk: Desk) -> None:
    with pytest.raises(NotCleared, match="not connected"):
        desk.clear("Ferja går igjen.", account=desk.account())


def test_after_a_backup_was_put_back_nothing_is_sent_twice(desk: Desk) -> None:
    first, second = desk.clear("Ein", "To")
    (third,) = desk.clear("Tre")
    before = {row.pk: row for row in Delivery.objects.all()}
    desk.work()
    assert desk.place.texts() == ["Ein", "Tre", "To"]
    del desk.place.posts[fresh(second).sent_id]  # as if it had never gone out
    for row in before.values():
        row.save()
    assert deciding.mistrust(now=desk.now) == 3
    assert words.reason(fresh(third))
    for _minute in range(6):
        desk.work()
        desk.wait(minutes=1)
    assert sorted(desk.place.texts()) == ["Ein", "To", "Tre"]
    assert {fresh(one).state for one in (first, second, third)} == {"confirmed"}


def test_what_has_lost_its_job_gets_another(desk: Desk) -> None:
    (delivery,) = desk.clear("Ferja går igjen.")
    Job.objects.all().delete()
    Delivery.objects.update(next_try=datetime.now(UTC) - timedelta(minutes=2))
    tasks.deliver_due.call()
    tasks.deliver_due.call()
    (job,) = Job.objects.filter(task=tasks.deliver.module_path)
    assert job.args == [delivery.pk]


def test_a_channel_that_is_named_twice_gets_one_post(desk: Desk) -> None:
    account = desk.connect(desk.account())
    draft = Draft(parts=(Part(text="Ferja går igjen."),))
    assert len(clear(draft, [account, account], by=WHO, now=desk.now)) == 1


@pytest.mark.parametrize("state", ["unsure", "waiting", "asked"])
def test_an_answer_that_comes_to_one_taken_for_dead_still_counts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    (delivery,) = desk.clear("Ferja går igjen.")
    send = SampleSender.send

    def late(*asked: Any) -> Sent:
        sent = send(*asked)
        Delivery.objects.update(state=state, held=None, next_try=desk.now + timedelta(minutes=1))
        return sent

    monkeypatch.setattr(SampleSender, "send", late)
    desk.work()
    assert fresh(delivery).state == "confirmed"
    assert kinds().count("sent") == 1
    assert len(desk.place.posts) == 1


def test_a_network_that_is_down_keeps_nobody_from_clearing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = SampleSender.limits

    def asked(sender: SampleSender, login: Login | None, http: Http | None) -> Limits:
        if login is not None:
            raise Unreachable("it does not answer")
        return limits(sender, login, http)

    monkeypatch.setattr(SampleSender, "limits", asked)
    assert desk.clear("Ferja går igjen.")
    with pytest.raises(NotCleared, match="501"):
        desk.clear("x" * 501)
