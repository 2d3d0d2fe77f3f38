"""The same questions asked of PostgreSQL: from a check to a decision, and what the pages ask."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tilstede.intake.verification import checking, findings, settle
from tilstede.office.models import Account, Alarm, Body, Finding
from tilstede.rooms.setup.accounts import queries, register
from tilstede.rooms.setup.accounts.tests.town import account, town

pytestmark = pytest.mark.server
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_what_is_asked_of_the_database(postgres_db: None) -> None:
    body = town()
    Body.objects.update(url="")
    row = account("https://www.facebook.com/fjordvik", body=body, native_id="7")
    Finding.objects.create(account=row, stable_id="42")
    assert row in list(findings.due(NOW))
    checking.check([row], now=lambda: NOW)
    assert Finding.objects.get(account=row).status == "held"
    alarm = Alarm.objects.get()
    assert list(queries.alarms()) == [alarm]
    assert [len(queries.accounts(view, "1")[1]) for view in ("", "stopped", "unchecked")] == [
        8,
        2,
        3,
    ]
    assert register.is_small()
    assert [section.body for section in register.sections(register.shown())] == [body]
    assert list(register.bodies()) == [body]
    settle.settle(alarm, "same", by="kari@fjordvik.example", now=NOW)
    assert Account.objects.get(id=row.id).native_id == "7"
    assert row in list(findings.due(NOW))
