"""Try-outs have a hypothesis, a day and a verdict, and are marked while they run."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tilstede.office.models import Account
from tilstede.outbox.drafting import trying
from tilstede.outbox.drafting.trying import NotTried, Trial
from tilstede.outbox.tests.conftest import MORNING
from tilstede.record import read as record

pytestmark = pytest.mark.django_db
KARI = "kari@fjordvik.example"
TODAY, ENDS = date(2026, 11, 23), date(2026, 12, 24)


def _begin(**fields: Any) -> Any:
    told = {"kind": "post", "hypothesis": "Spørsmål gir fleire svar.", "ends": ENDS, **fields}
    return trying.begin(Trial(**told), by=KARI, now=MORNING, today=TODAY)


def test_it_is_due_on_its_day_and_done_with_a_verdict() -> None:
    made = _begin()
    assert not trying.due(today=date(2026, 12, 23)).exists()
    assert list(trying.due(today=ENDS)) == [made]
    judged = trying.judge(made, outcome="keep", verdict="Dobbelt så mange.", by=KARI, now=MORNING)
    assert not trying.due(today=ENDS).exists()
    assert list(trying.done()) == [judged]
    told = [json.loads(record.payload(number, "about") or b"") for number in judged.events]
    assert [one["done"] for one in told] == ["begun", "judged"]
    assert told[1]["verdict"] == "Dobbelt så mange."
    with translation.override("en"), pytest.raises(NotTried, match="already"):
        trying.judge(made, outcome="stop", verdict="Nei.", by=KARI, now=MORNING)


@pytest.mark.parametrize(
    "fields",
    [
        {"hypothesis": " "},
        {"ends": TODAY},
        {"kind": "channel"},
        {"kind": "service", "name": ""},
        {"kind": "noko"},
    ],
)
def test_what_is_missing_is_told(fields: dict[str, Any]) -> None:
    with pytest.raises(NotTried):
        _begin(**fields)


def test_without_a_verdict_it_goes_on() -> None:
    made = _begin()
    for outcome, verdict in (("", "Bra."), ("keep", " ")):
        with pytest.raises(NotTried):
            trying.judge(made, outcome=outcome, verdict=verdict, by=KARI, now=MORNING)


def test_a_channel_is_marked_until_the_verdict() -> None:
    account = Account.objects.create(network="mastodon", handle="fjordvik", address="x")
    made = _begin(kind="channel", account=account)
    assert made.name == str(account)
    service = _begin(kind="service", name="Spør ordføraren")
    assert trying.on([account.pk]) == {account.pk: [made]}
    assert trying.services() == [service]
    trying.judge(made, outcome="stop", verdict="Ingen kom.", by=KARI, now=MORNING)
    assert trying.on([account.pk]) == {}


@pytest.mark.server
def test_the_record_is_locked_before_the_try_out_as_where_a_draft_is_judged(
    postgres_db: None,
) -> None:
    """The other way round, the two wait for each other for ever."""
    trial = Trial(kind="post", hypothesis="Folk spør.", ends=date(2026, 12, 24))
    made = trying.begin(trial, by="kari", now=MORNING, today=date(2026, 11, 23))
    with CaptureQueriesContext(connection) as asked:
        trying.judge(made, outcome="keep", verdict="Dei gjorde det.", by="kari", now=MORNING)
    told = [one["sql"] for one in asked.captured_queries]
    held = next(place for place, sql in enumerate(told) if "advisory" in sql)
    row = next(place for place, sql in enumerate(told) if "FOR UPDATE" in sql)
    assert held < row
