"""Whatever way a draft goes, what stops is told before anything is cleared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tilstede.office.models import Account
from tilstede.outbox import clear
from tilstede.outbox.clear import NotCleared
from tilstede.outbox.draft import Card, Draft, Enclosure, Part
from tilstede.outbox.models import Delivery
from tilstede.outbox.tests.conftest import Desk


def stopped(desk: Desk, *parts: Part, **more: Any) -> list[str]:
    """What is told, in words."""
    account = more.pop("account", None) or desk.connect(desk.account())
    with pytest.raises(NotCleared) as told:
        clear.clear(Draft(parts=parts, **more), [account], by="kari", now=desk.now)
    assert not Delivery.objects.exists()
    return [str(problem) for problem in told.value.problems]


def film(folder: Path, **more: Any) -> Enclosure:
    path = folder / "møte.mp4"
    path.write_bytes(b"film")
    return Enclosure(path, "video/mp4", path.name, "Møtet", **more)


def test_what_is_published_by_hand_is_checked_as_well(desk: Desk) -> None:
    account = desk.account()
    account.policy = Account.Policy.HAND
    account.save()
    (told,) = stopped(desk, Part(text="Ring Kari på 412 34 567."), account=account)
    assert "412 34 567" in told


def test_every_part_is_looked_at_and_everything_told_at_once(desk: Desk) -> None:
    card = Card(url="https//fjordvik.example", title="Saka")
    told = stopped(
        desk, Part(text="x" * 501, card=card), Part(text="Fødd 15108695088, 151086 95088")
    )
    assert len(told) == 4
    assert "501" in " ".join(told)


def test_a_film_that_is_known_to_be_silent_needs_no_captions(desk: Desk, tmp_path: Path) -> None:
    (told,) = stopped(desk, Part(text="Møtet", media=(film(tmp_path),)))
    assert "no captions" in told
    part = Part(text="Møtet", media=(film(tmp_path, sound=False),))
    account = Account.objects.get()
    assert clear.clear(Draft(parts=(part,)), [account], by="kari", now=desk.now)


def test_a_confirmation_of_other_words_is_none(desk: Desk) -> None:
    account = desk.connect(desk.account())
    part = Part(text="Ring Kari på 412 34 567.")
    with pytest.raises(NotCleared) as told:
        clear.clear(Draft(parts=(part,)), [account], by="kari", now=desk.now)
    confirmed = frozenset(problem.key for problem in told.value.problems)
    other = Part(text="Ring Kari på 412 34 568.")
    assert stopped(desk, other, account=account, confirmed=confirmed)
    assert clear.clear(
        Draft(parts=(part,), confirmed=confirmed), [account], by="kari", now=desk.now
    )


def test_a_film_that_was_confirmed_says_nothing_of_another_of_its_name(
    desk: Desk, tmp_path: Path
) -> None:
    account = desk.connect(desk.account())
    part = Part(text="Møtet", media=(film(tmp_path),))
    with pytest.raises(NotCleared) as told:
        clear.clear(Draft(parts=(part,)), [account], by="kari", now=desk.now)
    confirmed = frozenset(problem.key for problem in told.value.problems)
    (tmp_path / "møte.mp4").write_bytes(b"another film")
    assert stopped(desk, part, account=account, confirmed=confirmed)
