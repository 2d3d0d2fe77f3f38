from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
from django.test import Client

from tilstede.core.post import Poll
from tilstede.intake.tests import scene
from tilstede.office.models import Holding

pytestmark = pytest.mark.usefixtures("life")


def events(client: Client, query: str = "") -> list[icalendar.Event]:
    answer = client.get(f"/en/calendar.ics{query}")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))


def titles(client: Client, query: str = "") -> list[str]:
    return [str(event["SUMMARY"]) for event in events(client, query)]


def test_who_takes_and_leaves_office(client: Client) -> None:
    first, last = sorted(events(client, "?since=2025-01-01"), key=lambda it: str(it["SUMMARY"]))
    assert str(first["SUMMARY"]) == "Amund Storevik takes office: Mayor, Fjordvik municipality"
    assert first["DTSTART"].dt == date(2025, 10, 2)
    assert str(last["SUMMARY"]) == "Last day of Ragnhild Nesgard: Mayor, Fjordvik municipality"
    assert last["DTSTART"].dt == date(2025, 10, 1)
    assert last["URL"] == "http://testserver/role/mayor"
    assert first["UID"] != last["UID"]


def test_the_days_and_filters_are_those_of_the_view(client: Client) -> None:
    assert len(titles(client, "?since=2019-01-01&until=2019-12-31")) == 1
    for query in ("body=town", "role=mayor"):
        assert len(titles(client, f"?since=2025-01-01&{query}")) == 2
    assert len(titles(client, "?since=2025-01-01&person=amund")) == 1
    assert titles(client, "?since=2025-01-01&network=x") == []
    assert client.get("/calendar.ics?body=nowhere").status_code == 400


def test_what_is_long_ago_is_not_told_unless_asked_for(client: Client) -> None:
    Holding.objects.update(since=date.today() - timedelta(days=900), until=None)
    assert titles(client) == []


def test_when_a_poll_closes(client: Client) -> None:
    closing = Poll(options=("Ja", "Nei"), closes=scene.NOW + timedelta(days=7))
    scene.take(scene.seen(31, "Skal ferja gå oftare?", poll=closing))
    found = events(client, "?network=mastodon")
    assert [str(event["SUMMARY"]) for event in found] == ["Fjordvik kommune: a poll closes"]
    assert found[0]["DTSTART"].dt == closing.closes
    assert "Skal ferja gå oftare?" in str(found[0]["DESCRIPTION"])


def test_it_is_not_sent_twice(client: Client) -> None:
    answer = client.get("/calendar.ics")
    again = client.get("/calendar.ics", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
