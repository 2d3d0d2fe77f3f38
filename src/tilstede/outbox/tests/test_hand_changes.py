"""What was published by hand is changed by hand: it is told, recorded, and what the public sees follows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tilstede.jobs import call
from tilstede.jobs.worker import Worker
from tilstede.outbox import byhand, doing, hand_changes, pump, queries
from tilstede.outbox.deciding import NotDecided
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.tests.conftest import Desk
from tilstede.outbox.tests.test_byhand import POST, WHO, abouts, cleared, shared
from tilstede.posts import read
from tilstede.record import read as record

WHY = {"reason": "Skrivefeil", "by": WHO}


def published(desk: Desk, text: str = "Ferja gar.") -> Delivery:
    (row,) = cleared(desk, text)
    byhand.published(row, POST, by=WHO, now=desk.now)
    return row


def edit(desk: Desk, row: Delivery, text: str = "Ferja går.") -> Act:
    desk.wait(hours=3)
    row.refresh_from_db()
    act = hand_changes.edited(row, text, **WHY, now=desk.now)
    Worker().drain()
    return act


def in_public() -> str:
    """What all may read of it; "" where it is withdrawn."""
    number = read.by_alias(POST)
    shown = read.one(number) if number is not None else None
    assert shown is not None
    return shown.post.text if shown.post else ""


def test_an_edit_is_recorded_and_shown_and_compared_when_it_is_read(desk: Desk) -> None:
    row = published(desk)
    desk.hear(shared("Ferja gar."))
    assert byhand.look(now=desk.now) == 1
    act = edit(desk, row)
    assert (act.state, act.kind, act.next_try) == ("sent", "edit", None)
    (told,) = abouts("acted")
    assert (told["act"], told["how"], told["by"]) == ("edit", "by hand", WHO)
    assert told["reason"] == WHY["reason"]
    assert told["cleared"] == queries.wording(row).event
    assert in_public() == "Ferja går."
    row.refresh_from_db()
    assert row.state == "sent", "nobody has read it there yet"
    assert byhand.look(now=desk.now) == 0
    desk.hear(shared("Ferja går."))
    assert byhand.look(now=desk.now) == 1
    row.refresh_from_db()
    assert row.state == "confirmed"
    number = read.by_alias(POST)
    assert number is not None
    texts = [one.post.text for one in read.versions(number) if one.post]
    assert sorted(texts) == ["Ferja gar.", "Ferja går."], "read there, it is no third version"


def test_an_older_takeout_changes_nothing_and_a_newer_says_what_stands(desk: Desk) -> None:
    row = published(desk)
    desk.hear(shared("Ferja gar."))
    edit(desk, row)
    desk.hear(shared("Ferja gar."))
    assert in_public() == "Ferja går."
    assert byhand.look(now=desk.now) == 0
    desk.hear(shared("Ferja går no."))
    assert in_public() == "Ferja går no."
    assert byhand.look(now=desk.now) == 1
    row.refresh_from_db()
    assert row.state == "differs"


def test_what_was_read_before_it_was_told_counts_where_it_is_the_same(desk: Desk) -> None:
    row = published(desk)
    desk.hear(shared("Ferja går."))
    assert byhand.look(now=desk.now) == 1
    row.refresh_from_db()
    assert row.state == "differs"
    edit(desk, row)
    assert byhand.look(now=desk.now) == 1
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_edited_again_and_back(desk: Desk) -> None:
    row = published(desk)
    desk.hear(shared("Ferja gar."))
    for text in ("Ferja går.", "Ferja står.", "Ferja går."):
        edit(desk, row, text)
        assert in_public() == text


def test_what_is_not_in_the_record_yet_is_compared_with_its_new_words(desk: Desk) -> None:
    row = published(desk)
    edit(desk, row)
    assert read.by_alias(POST) is None, "a person's word alone makes no post"
    desk.hear(shared("Ferja går."))
    byhand.look(now=desk.now)
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_a_takeout_from_before_the_edit_comes_in_and_all_see_the_new_words(desk: Desk) -> None:
    row = published(desk)
    edit(desk, row)
    desk.hear(shared("Ferja gar."))
    assert byhand.look(now=desk.now) == 0
    Worker().drain()
    assert in_public() == "Ferja går."
    assert byhand.look(now=desk.now) == 0
    row.refresh_from_db()
    assert row.state == "sent"
    desk.hear(shared("Ferja går."))
    assert byhand.look(now=desk.now) == 1


def test_a_deletion_is_recorded_and_the_post_is_withdrawn(desk: Desk) -> None:
    row = published(desk)
    desk.hear(shared("Ferja gar."))
    desk.wait(hours=3)
    act = hand_changes.deleted(row, **WHY, now=desk.now)
    Worker().drain()
    assert act.state == "sent"
    (told,) = abouts("acted")
    assert (told["act"], told["how"], told["by"]) == ("delete", "by hand", WHO)
    assert in_public() == ""
    (gone,) = record.events(kinds=("gone",))
    assert json.loads(record.payload(gone.number, "raw") or b"{}") == {
        "act": act.pk,
        "events": act.events,
    }, "names nobody: it is public"
    assert not hand_changes.can_be_told(row)
    with pytest.raises(NotDecided, match="deleted there"):
        hand_changes.edited(row, "Ferja går.", **WHY, now=desk.now)
    desk.hear(shared("Ferja gar."))
    assert in_public() == "", "a takeout may be older"


def test_what_its_network_says_is_gone_does_not_come_back_by_a_person_s_word(
    desk: Desk, settings: Any
) -> None:
    settings.WITHDRAWN = "show"
    row = published(desk)
    desk.hear(shared("Ferja gar."))
    call.enqueue(doing.GONE, "linkedin", row.aliases, "{}")
    Worker().drain()
    edit(desk, row)
    assert not list(record.events(kinds=("returned",)))


def test_an_edit_that_comes_late_brings_back_nothing_that_was_deleted(desk: Desk) -> None:
    row = published(desk)
    desk.hear(shared("Ferja gar."))
    hand_changes.edited(row, "Ferja går.", **WHY, now=desk.now)
    hand_changes.deleted(row, **WHY, now=desk.now)
    desk.drain(last=pump.TAKE)
    assert in_public() == ""
    assert not list(record.events(kinds=("returned",)))


def test_of_two_who_tell_of_its_deletion_one_is_told_that_it_was_told(desk: Desk) -> None:
    published(desk)
    (first,), (second,) = (list(queries.deliveries()) for _person in range(2))
    hand_changes.deleted(first, **WHY, now=desk.now)
    with pytest.raises(NotDecided, match="deleted there"):
        hand_changes.deleted(second, **WHY, now=desk.now)
    with pytest.raises(NotDecided, match="deleted there"):
        hand_changes.edited(second, "Ferja går.", **WHY, now=desk.now)
    assert len(abouts("acted")) == 1


@pytest.mark.parametrize("known", [True, False])
def test_what_was_said_to_be_deleted_and_is_seen_again_is_told(desk: Desk, known: bool) -> None:
    row = published(desk)
    if known:
        desk.hear(shared("Ferja gar.", "api"))
    act = hand_changes.deleted(row, **WHY, now=desk.now)
    Worker().drain()
    byhand.look(now=desk.now)
    act.refresh_from_db()
    assert act.state == "sent"
    desk.hear(shared("Ferja gar.", "api"))
    byhand.look(now=desk.now)
    act.refresh_from_db()
    assert (act.state, act.why) == ("differs", "there-again")
    assert list(queries.acts("person")) == [act]
    assert hand_changes.can_be_told(row)


def test_a_story_without_an_address_can_be_said_to_be_gone(desk: Desk) -> None:
    (row,) = cleared(desk, "Ferja går.")
    with pytest.raises(NotDecided, match="not known to stand"):
        hand_changes.deleted(row, **WHY, now=desk.now)
    byhand.published_nowhere(row, by=WHO, now=desk.now)
    hand_changes.deleted(row, **WHY, now=desk.now)
    assert len(abouts("acted")) == 1
    assert not list(record.events(kinds=("gone",)))


@pytest.mark.parametrize(
    ("text", "reason", "said"),
    [
        ("Ferja går.", " ", "Say why"),
        (" ", "Feil", "nothing in it"),
        ("Ferja gar. ", "Feil", "had before"),
    ],
)
def test_what_cannot_be_told(desk: Desk, text: str, reason: str, said: str) -> None:
    row = published(desk)
    with pytest.raises(NotDecided, match=said):
        hand_changes.edited(row, text, reason=reason, by=WHO, now=desk.now)
    assert not Act.objects.exists()
