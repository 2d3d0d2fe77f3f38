"""House rules: proposed, adopted as a whole, and kept when others take their place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from tilstede.outbox.moderating import rules
from tilstede.outbox.moderating.models import Edition
from tilstede.outbox.moderating.rules import NotAdopted, Words
from tilstede.outbox.moderating.tests.conftest import KARI, abouts, adopt

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
NEW = Words("Ny.", "Ny.", "New.")


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


def test_the_first_set_is_a_proposal_and_in_force_for_nobody() -> None:
    assert [one.number for one in rules.proposed()] == [1, 2, 3, 4, 5]
    assert rules.in_force() is None
    assert not Edition.objects.exists()
    with pytest.raises(NotAdopted, match="must be adopted first"):
        rules.rule(1)


def test_rules_are_adopted_as_a_whole_and_the_record_has_them() -> None:
    held = adopt(NOW)
    assert (held.number, str(held.since), held.until) == (1, "2026-11-23", None)
    (told,) = abouts("adopted")
    assert (told["edition"], told["decision"], told["by"]) == (1, "Kommunestyret, sak 12/26", KARI)
    assert [one["number"] for one in told["rules"]] == [1, 2, 3, 4, 5]
    assert all(one["nb"] and one["nn"] and one["en"] for one in told["rules"])


def test_numbers_are_never_used_again_and_earlier_rules_stay() -> None:
    adopt(NOW)
    kept = [(one.number, Words(one.nb, one.nn, one.en)) for one in rules.proposed()[:-1]]
    rules.propose([*kept, (None, NEW)], seen=rules.read_now(), by=KARI, now=NOW)
    later = adopt(NOW + timedelta(days=9))
    assert [one.number for one in later.rules.all()] == [1, 2, 3, 4, 6]
    first = rules.edition(1)
    assert first is not None
    assert str(first.until) == "2026-12-02"
    assert first.rules.get(number=5).en.startswith("Post nothing")
    with pytest.raises(NotAdopted, match="no house rule 5"):
        rules.rule(5)
    with pytest.raises(NotAdopted, match="no house rule 5"):
        rules.propose([(5, NEW)], seen=rules.read_now(), by=KARI, now=NOW)
    assert str(rules.rule(6)) == "2.6"


def test_what_was_changed_since_it_was_read_is_not_adopted() -> None:
    held = rules.propose([(1, NEW)], by=KARI, now=NOW)
    later = NOW + timedelta(minutes=1)
    rules.propose([(1, NEW), (None, NEW)], seen=held.changed, by=KARI, now=later)
    with pytest.raises(NotAdopted, match="Read it again"):
        rules.adopt(held, seen=held.changed, decision="Rådet", by=KARI, now=NOW)


def test_what_another_proposed_meanwhile_is_not_lost() -> None:
    read = rules.read_now()
    rules.propose([(1, NEW)], seen=read, by=KARI, now=NOW)
    with pytest.raises(rules.Changed):
        rules.propose([(2, NEW)], seen=read, by="ola", now=NOW + timedelta(minutes=1))
    assert [one.number for one in rules.proposed()] == [1]
    read = rules.read_now()
    adopt(NOW + timedelta(minutes=2))
    with pytest.raises(rules.Changed):
        rules.propose([(1, NEW)], seen=read, by="ola", now=NOW + timedelta(minutes=3))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([], "at least one"),
        ([(1, NEW)] * 21, "at most 20"),
        ([(1, NEW), (1, NEW)], "same number"),
        ([(1, NEW), (2, Words("Ny.", " ", "New."))], "Rule 2 must be written"),
        ([(1, Words("x" * 1001, "x", "x"))], "longer than 1000"),
    ],
)
def test_what_cannot_be_proposed(written: list[tuple[int | None, Words]], said: str) -> None:
    with pytest.raises(NotAdopted, match=said):
        rules.propose(written, by=KARI, now=NOW)
    assert not Edition.objects.exists()


def test_nobody_adopts_without_saying_who_decided() -> None:
    held = rules.propose([(1, NEW)], by=KARI, now=NOW)
    with pytest.raises(NotAdopted, match="who adopted"):
        rules.adopt(held, seen=held.changed, decision=" ", by=KARI, now=NOW)
