"""What is done at a network by decision: once, with a reason, and in the record."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tilstede.core.post import Author, Post
from tilstede.outbox import acts, deciding
from tilstede.outbox.clear import NotCleared
from tilstede.outbox.draft import Part
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.tests.conftest import Desk
from tilstede.record import read as record

WHY = {"reason": "Personopplysningar", "by": "kari@fjordvik.example"}


def sent(desk: Desk, text: str = "Ferja gar.") -> Delivery:
    (delivery,) = desk.clear(text)
    desk.work()
    delivery.refresh_from_db()
    assert delivery.state == "confirmed"
    return delivery


def heard(desk: Desk) -> int:
    """A citizen's answer; its number."""
    post = Post(
        aliases=("sample:901",),
        author=Author(id="borger"),
        form="api",
        network="sample",
        parser="sample/1",
        published=datetime(2026, 11, 23, 9, tzinfo=UTC),
        text="Eg heiter Kari, og fødselsnummeret mitt er …",
    )
    return desk.hear(post)


def abouts(kind: str) -> list[dict[str, object]]:
    return [
        json.loads(record.payload(event.number, "about") or b"{}")
        for event in record.events(kinds=(kind,))
    ]


def test_an_edit_is_sent_read_back_and_kept_as_a_wording(desk: Desk) -> None:
    delivery = sent(desk)
    act = acts.edit(delivery, Part(text="Ferja går."), **WHY, now=desk.now)
    desk.work()
    act.refresh_from_db()
    assert act.state == "confirmed"
    assert desk.place.texts() == ["Ferja går."]
    (told,) = abouts("acted")
    assert (told["act"], told["reason"], told["by"]) == ("edit", WHY["reason"], WHY["by"])
    assert told["cleared"] == act.cleared.event
    assert abouts("cleared")[-1]["of"] == delivery.pk


def test_an_edit_that_is_too_long_is_refused_in_words(desk: Desk) -> None:
    with pytest.raises(NotCleared, match="501"):
        acts.edit(sent(desk), Part(text="x" * 501), **WHY, now=desk.now)
    assert not Act.objects.exists()


def test_a_deletion_whose_answer_is_lost_is_asked_for_again(desk: Desk) -> None:
    delivery = sent(desk)
    desk.place.faults = [("cut", 0, {})]
    act = acts.delete(delivery, **WHY, now=desk.now)
    assert acts.delete(delivery, **WHY, now=desk.now) == act, "ordered twice, it is one order"
    desk.work()
    act.refresh_from_db()
    assert (act.state, act.why) == ("waiting", "unreachable")
    desk.wait(minutes=1)
    desk.work()
    act.refresh_from_db()
    assert act.state == "confirmed"
    assert desk.place.texts() == []
    assert len(abouts("acted")) == 1


@pytest.mark.parametrize("what", ["boost", "like"])
def test_what_is_done_to_anothers_post(desk: Desk, what: str) -> None:
    account = desk.connect(desk.account())
    number = heard(desk)
    act = getattr(acts, what)(number, account, **WHY, now=desk.now)
    desk.work()
    act.refresh_from_db()
    assert act.state == "sent"
    assert act.next_try is None
    assert desk.place.acts == [f"{what} sample:901"]
    (told,) = abouts("acted")
    assert (told["act"], told["post"]) == (what, number)


@pytest.mark.parametrize("kind", ["hide", "show", "remove", "block", "unblock"])
def test_what_is_done_by_a_rule(desk: Desk, kind: str) -> None:
    account = desk.connect(desk.account())
    number = heard(desk)
    act = acts.moderate(number, account, Act.Kind(kind), rule="1.5", **WHY, now=desk.now)
    desk.work()
    act.refresh_from_db()
    assert act.state == "sent"
    assert desk.place.acts == [f"{kind} {'borger' if 'block' in kind else 'sample:901'}"]
    (told,) = abouts("acted")
    assert (told["act"], told["post"], told["rule"]) == (kind, number, "1.5")


@pytest.mark.parametrize("kind", sorted(acts.AGAINST))
def test_nothing_is_done_against_anyone_without_a_rule(desk: Desk, kind: str) -> None:
    account = desk.connect(desk.account())
    with pytest.raises(NotCleared, match="house rules"):
        acts.moderate(heard(desk), account, Act.Kind(kind), rule="", **WHY, now=desk.now)
    assert not Act.objects.exists()


def test_an_act_that_waits_for_something_is_hastened(desk: Desk) -> None:
    account = desk.connect(desk.account())
    due = desk.now + timedelta(minutes=5)
    act = acts.moderate(
        heard(desk), account, Act.Kind.HIDE, rule="1.5", **WHY, now=desk.now, due=due
    )
    desk.work()
    assert desk.place.acts == []
    for _ in range(2):
        acts.hasten(act, now=desk.now)
        desk.work()
    assert desk.place.acts == ["hide sample:901"]


def test_an_account_is_followed(desk: Desk) -> None:
    account = desk.connect(desk.account())
    acts.follow(" @nabo ", account, **WHY, now=desk.now)
    desk.work()
    assert desk.place.acts == ["follow @nabo"]


def test_without_a_reason_nothing_is_done(desk: Desk) -> None:
    delivery = sent(desk)
    with pytest.raises(NotCleared, match="Say why"):
        acts.delete(delivery, reason=" ", by=WHY["by"], now=desk.now)


def test_what_does_not_stand_is_not_deleted(desk: Desk) -> None:
    (delivery,) = desk.clear("Ferja går.")
    with pytest.raises(NotCleared, match="not known to stand"):
        acts.delete(delivery, **WHY, now=desk.now)


def test_what_the_network_refuses_fails_and_can_be_tried_again(desk: Desk) -> None:
    delivery = sent(desk)
    desk.place.faults = [("before", 403, {})]
    act = acts.delete(delivery, **WHY, now=desk.now)
    desk.work()
    act.refresh_from_db()
    assert (act.state, act.why, act.detail) == ("failed", "refused", "not now")
    assert abouts("failed")[-1]["act"] == "delete"
    deciding.again(act, by=WHY["by"], now=desk.now)
    desk.work()
    act.refresh_from_db()
    assert act.state == "confirmed"


def test_a_worker_that_dies_of_it_leaves_it_to_the_next(desk: Desk) -> None:
    act = acts.delete(sent(desk), **WHY, now=desk.now)
    Act.objects.update(state="sending", attempts=1, held=desk.now)
    desk.work()
    act.refresh_from_db()
    assert (act.state, act.why) == ("waiting", "died")
    desk.wait(minutes=1)
    desk.work()
    act.refresh_from_db()
    assert act.state == "confirmed"
