"""What X charges for reading counts against the account's cap, and ends there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from tests.servers.x_api import XApi

from tilstede.intake import capture, hearing
from tilstede.intake.models import Source
from tilstede.networks.kit.access import Access as Login
from tilstede.office import access, spending
from tilstede.office.models import Access, Account
from tilstede.record import append
from tilstede.record import read as record

#: By the real clock, which tells of what month the cap is.
NOW = datetime.now(UTC)


@pytest.fixture
def x() -> Iterator[XApi]:
    server = XApi()
    yield server
    server.close()


@pytest.fixture
def account(db: None, x: XApi, settings: Any) -> Account:
    """Connected, and what is said to it is read."""
    settings.LOOPBACK = ["127.0.0.1:*"]
    number = x.person("fjordvik", "Fjordvik kommune")
    row = Account.objects.create(network="x", handle="fjordvik", native_id=number)
    login = Login("x", number, "fjordvik", x.base, {"access_token": x.login(number)})
    append.begin(now=NOW)
    access.keep(row, login, way="token", by="kari", now=NOW)
    hearing.of_account(row, by="kari", now=NOW)
    return row


def test_each_post_that_is_read_counts(account: Account, x: XApi) -> None:
    citizen = x.person("innbyggar", "Innbyggar")
    for number in range(3):
        x.post(citizen, f"@fjordvik kvar er ferja? {number}")
    (visit,) = capture.capture(now=lambda: NOW)
    assert not visit.error
    row = Access.objects.get()
    assert spending.spent(row, NOW) == 3 * Decimal("0.005")
    assert spending.spent(row, NOW + timedelta(days=31)) == 0


def test_beyond_the_cap_nothing_is_read_and_a_gap_says_so(account: Account, x: XApi) -> None:
    citizen = x.person("innbyggar", "Innbyggar")
    x.post(citizen, "@fjordvik kvar er ferja?")
    now = NOW
    access.limit(account, Decimal("0.01"), by="kari", now=now)
    spending.charge(Access.objects.get(), Decimal("0.008"), now)
    with translation.override("en"):
        (visit,) = capture.capture(now=lambda: now)
    assert "cap of the account is reached" in visit.error
    assert "US dollars are spent this month" in visit.detail
    source = Source.objects.get()
    assert (source.state, source.why) == ("followed", "cap")
    assert source.next_try <= now + timedelta(hours=1)
    gap = next(event for event in record.events() if event.kind == "gap")
    assert json.loads(record.payload(gap.number, "about") or b"")["why"] == "cap"
    access.limit(account, None, by="kari", now=now)
    Source.objects.update(next_try=now)
    (visit,) = capture.capture(now=lambda: now)
    assert not visit.error
    assert visit.tally.taken == 1
    kinds = [event.kind for event in record.events()]
    assert "closed" in kinds
    assert spending.spent(Access.objects.get(), now) == Decimal("0.013")
