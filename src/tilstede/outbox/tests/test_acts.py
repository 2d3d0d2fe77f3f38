"""What is done at a network by decision: once, with a reason, and in the record."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from tilstede.core.post import Author, Post
from tilstede.jobs.worker import Worker
from tilstede.outbox import acts, deciding, naming, pump, queries, seeing, words
from tilstede.outbox.clear import NotCleared
from tilstede.outbox.draft import Part
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.tests.conftest import Desk
from tilstede.posts import models, read
from tilstede.record import read as record

WHY = {"reason": "Personopplysningar", "by": "kari@fjordvik.example"}


def sent(desk: Desk, text: str = "Ferja gar.") -> Delivery:
    (delivery,) = desk.clear(text)
    desk.work()
    delivery.refresh_from_db()
    assert delivery.state == "confirmed"
    return delivery


def heard(desk: Desk, text: str = "Eg heiter Kari, og fødselsnummeret mitt er …") -> int:
    """A citizen's answer; its number."""
    post = Post(
        aliases=("sample:901",),
        author=Author(id="borger"),
        form="api",
        network="sample",
        parser="sample/1",
        published=datetime(2026, 11, 23, 9, tzinfo=UTC),
        text=text,
    )
    return desk.hear(post)


def abouts(kind: str) -> list[dict[str, object]]:
    return [
        json.loads(record.payload(event.number, "about") or b"{}")
        for event in record.events(kinds=(kind,))
    ]


def test_an_edit_is_sent_read_back_and_kept_as_a_wording(desk: Desk) -> None:
    delivery = sent(desk)
    act = acts.edit(delivery, Part(text="Ferja\r\ngår."), **WHY, now=desk.now)
    desk.work()
    act.refresh_from_db()
    assert act.state == "confirmed"
    assert desk.place.texts() == ["Ferja\ngår."]
    (told,) = abouts("acted")
    assert (told["act"], told["reason"], told["by"]) == ("edit", WHY["reason"], WHY["by"])
    assert told["cleared"] == act.cleared.event
    assert abouts("cleared")[-1]["of"] == delivery.pk


def test_an_edit_that_puts_right_what_differed_leaves_nothing_to_look_at(desk: Desk) -> None:
    desk.place.changes = str.upper
    (delivery,) = desk.clear("Ferja gar.")
    desk.work()
    desk.place.changes = str
    delivery.refresh_from_db()
    assert [one.pk for one in queries.deliveries("person")] == [delivery.pk]
    acts.edit(delivery, Part(text="Ferja går."), **WHY, now=desk.now)
    desk.work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.differences) == ("confirmed", [])


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


def test_what_cannot_be_an_account_is_not_followed(desk: Desk) -> None:
    account = desk.connect(desk.account())
    with pytest.raises(NotCleared, match="to ord is no account"):
        acts.follow("to ord", account, **WHY, now=desk.now)
    assert not Act.objects.exists()


def test_it_is_told_what_was_ordered_and_of_whom(desk: Desk) -> None:
    account = desk.connect(desk.account())
    act = acts.like(heard(desk), account, **WHY, now=desk.now)
    assert naming.errand(act, seeing.at_machine).startswith("like: borger: Eg heiter Kari")
    act = acts.delete(sent(desk), **WHY, now=desk.now)
    assert naming.errand(act, seeing.at_machine) == f"delete: {act.delivery_id}: Ferja gar."
    assert naming.person("cli:kari") == "kari, at the machine"
    assert naming.person("kari@fjordvik.example") == "kari@fjordvik.example"


def test_what_was_edited_and_deleted_stands_so_in_the_outbox(desk: Desk) -> None:
    delivery = sent(desk)
    acts.edit(delivery, Part(text="Ferja går."), **WHY, now=desk.now)
    desk.work()
    (row,) = queries.deliveries()
    assert naming.errand(row, seeing.at_machine) == "Ferja går."
    assert acts.reworded(row, "x").language == row.cleared.language
    acts.delete(row, **WHY, now=desk.now)
    desk.work()
    (row,) = queries.deliveries()
    assert (words.state(row), queries.decisions(row)) == ("deleted", ())
    with pytest.raises(NotCleared, match="deleted there before"):
        acts.edit(delivery, Part(text="Ferja står."), **WHY, now=desk.now)


def in_public() -> str | None:
    """What all may read of the post that was sent; None where it was never in the record."""
    number = read.by_alias(Delivery.objects.get().aliases[0])
    shown = read.one(number) if number is not None else None
    return (shown.post.text if shown.post else "") if shown else None


def test_what_was_read_before_it_was_deleted_is_not_taken_in_after(desk: Desk) -> None:
    delivery = sent(desk)
    acts.delete(delivery, **WHY, now=desk.now)
    desk.work()
    desk.drain(last=pump.TAKE)
    assert len(list(record.events(kinds=("gone",)))) == 1
    assert in_public() is None


def test_an_edit_read_before_the_deletion_brings_nothing_back(desk: Desk) -> None:
    delivery = sent(desk)
    Worker().drain()
    assert in_public() == "Ferja gar."
    acts.edit(delivery, Part(text="Ferja går."), **WHY, now=desk.now)
    desk.work()
    acts.delete(delivery, **WHY, now=desk.now)
    desk.work()
    desk.drain(last=pump.TAKE)
    assert in_public() == ""
    assert not list(record.events(kinds=("returned",)))


def test_what_is_refused_for_good_is_published_by_hand_or_written_anew(desk: Desk) -> None:
    (row,) = desk.clear("Ferja 'går'.")
    desk.place.faults = [("before", 422, {})]
    desk.work()
    row.refresh_from_db()
    assert (row.state, row.why) == ("failed", "rejected")
    assert queries.decisions(row) == ("by_hand", "drop", "again")
    assert shlex.split(words.anew(row))[-1] == "Ferja 'går'."
    deciding.by_hand(row, by=WHY["by"], now=desk.now)
    assert (row.state, row.by_hand) == ("hand", True)
    with pytest.raises(deciding.NotDecided, match="not sent"):
        deciding.by_hand(row, by=WHY["by"], now=desk.now)


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


def test_what_is_kept_back_is_passed_on_to_nobody(desk: Desk) -> None:
    account, number = desk.connect(desk.account()), heard(desk)
    for table, kept_back in ((models.Post, {"withheld": True}), (models.Author, {"hidden": True})):
        table.objects.update(**kept_back)
        for order in (acts.boost, acts.like):
            with pytest.raises(NotCleared, match="nothing is done for it"):
                order(number, account, **WHY, now=desk.now)
        table.objects.update(**dict.fromkeys(kept_back, False))
    assert acts.boost(number, account, **WHY, now=desk.now)


def test_the_checks_look_at_what_is_passed_on_and_a_person_may_judge(desk: Desk) -> None:
    account = desk.connect(desk.account())
    number = heard(desk, "Ring Ola på 47 65 43 21.")
    with pytest.raises(NotCleared) as found:
        acts.boost(number, account, **WHY, now=desk.now)
    (problem,) = found.value.problems
    assert problem.found == "47 65 43 21"
    confirmed = frozenset([problem.key])
    assert acts.boost(number, account, **WHY, now=desk.now, confirmed=confirmed)
    assert acts.like(number, account, **WHY, now=desk.now), "which spreads nothing"


def test_what_a_second_person_must_see_is_passed_on_by_way_of_a_draft_alone(desk: Desk) -> None:
    # by name: drafts know the outbox, and it does not know them
    apps.get_model("drafting", "Topic").objects.create(word="barnevern", by="gro", at=desk.now)
    account = desk.connect(desk.account())
    number = heard(desk, "Barnevernet var her.")
    with pytest.raises(NotCleared, match="a second person always sees"):
        acts.boost(number, account, **WHY, now=desk.now)
    assert acts.boost(number, account, **WHY, now=desk.now, judged=True)
