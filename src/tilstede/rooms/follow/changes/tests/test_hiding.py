"""What the body's accounts hid of what others wrote is counted in the open."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tilstede.outbox.models import Act, Errand
from tilstede.outbox.moderating import figures
from tilstede.rooms.follow.changes import hiding
from tilstede.rooms.follow.tests.conftest import words

pytestmark = pytest.mark.usefixtures("life")
Page = Callable[[str], str]


def act(
    kind: str, handle: str, *, state: str = "sent", days: int = 1, post: int = 1, rule: str = ""
) -> None:
    at: datetime = timezone.now() - timedelta(days=days)
    about: dict[str, Any] = {
        "post": post,
        "rule": rule,
        "state": state,
        "reason": "hets",
        "by": "kari",
    }
    about |= {"made": at, "since": at, "tried": at}
    Act.objects.create(kind=kind, network="youtube", native_id=handle, handle=handle, **about)


def test_none_is_told_as_none(page: Page) -> None:
    assert hiding.counted() == []
    assert "Nothing was hidden or deleted from here, and nobody was blocked." in words(
        page("/changes")
    )


def test_what_was_done_in_a_year_is_counted_by_account(page: Page) -> None:
    for post, state in enumerate((Errand.State.SENT, Errand.State.CONFIRMED)):
        act("hide", "@fjordvik", state=state, post=post)
    act("show", "@fjordvik", post=0)
    act("block", "@fjordvik", rule="1.2")
    for _ in range(2):
        act("remove", "@fjordvik", rule="1.2")
    act("hide", "@fjordvik", state="failed")
    act("hide", "@fjordvik", days=366)
    act("hide", "@ordforar")
    act("like", "@biblioteket")
    told = [(one.handle, one.hidden, one.shown_again) for one in hiding.counted()]
    assert told == [("@fjordvik", 2, 1), ("@ordforar", 1, 0)]
    shown = words(page("/changes"))
    said = "2 answers hidden, 1 shown again, 2 answers deleted, 1 account blocked"
    assert f"@fjordvik (YouTube) {said}" in shown
    assert "@ordforar (YouTube) 1 answer hidden" in shown


def test_the_database_counts_however_much_was_done() -> None:
    for post in range(40):
        act("hide", "@fjordvik", post=post)
    act("hide", "@fjordvik", post=40, rule="1.2")
    act("show", "@fjordvik", post=7)
    told = [(one.rule, one.times, one.taken_back) for one in figures.done()]
    assert sorted(told) == [(0, 40, 1), (2, 1, 0)]
