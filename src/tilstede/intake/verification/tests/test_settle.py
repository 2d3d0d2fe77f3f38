"""What people decide about alarms, and what follows."""

from __future__ import annotations

import json

import pytest
from django.utils.translation import override

from tilstede.core.verification import WEEK
from tilstede.intake import sources
from tilstede.intake.models import Source
from tilstede.intake.sources import NotFollowed
from tilstede.intake.verification import findings, settle
from tilstede.intake.verification.settle import NotSettled
from tilstede.intake.verification.tests.places import Mastodon, Town
from tilstede.office.models import Account, Alarm, Finding
from tilstede.record import read

pytestmark = pytest.mark.django_db
BY = "kari@fjordvik.example"


@pytest.fixture
def stopped(town: Town, fediverse: Mastodon) -> Alarm:
    """The mayor's name has passed to another id, and the stream stands still."""
    account = town.account(fediverse.page)
    town.check(account)
    Source.objects.create(
        network="mastodon", address=account.url, account_id=account.native_id, next_try=town.now
    )
    fediverse.tell(actor=fediverse.site.url("/ap/users/2"))
    town.check(account)
    return Alarm.objects.get()


def test_the_same_account_under_a_new_id_is_read_on(
    town: Town, fediverse: Mastodon, stopped: Alarm
) -> None:
    settle.settle(stopped, "same", by=BY, now=town.now)
    source, account = Source.objects.get(), Account.objects.get()
    new = fediverse.site.url("/ap/users/2")
    assert (source.state, source.account_id, account.native_id) == ("followed", new, new)
    found = town.check(account)
    assert (found.status, found.stable_id) == ("ok", new)
    assert not Alarm.objects.filter(settled=None).exists()
    about = [
        json.loads(read.payload(event.number, "about") or b"")
        for event in read.events(kinds=("settled",))
    ]
    assert [(one["by"], one["verdict"], one["alarm"]) for one in about] == [(BY, "same", "taken")]


def test_a_strangers_account_stays_stopped(town: Town, stopped: Alarm) -> None:
    settle.settle(stopped, "other", by=BY, now=town.now)
    town.later(WEEK)
    found = town.check(Account.objects.get())
    assert found.status == "held"
    assert Source.objects.get().state == "paused"
    assert not Alarm.objects.filter(settled=None).exists()
    with pytest.raises(NotFollowed, match="Accounts and alarms"), override("en"):
        sources.resume(Source.objects.get(), by=BY, now=town.now)


def test_a_closed_account_is_ours_until_today_and_left_alone(town: Town, stopped: Alarm) -> None:
    settle.settle(stopped, "close", by=BY, now=town.now)
    account = Account.objects.get()
    assert account.until == town.now.date()
    assert Source.objects.get().state == "unfollowed"
    assert Finding.objects.get().status == "gone"
    assert list(findings.due(town.now + WEEK)) == []
    assert [event.kind for event in read.events(kinds=("listed",))] == ["listed"]


def test_an_alarm_is_settled_once_and_only_in_ways_that_mean_something(
    town: Town, stopped: Alarm
) -> None:
    for verdict in ("seen", "over", ""):
        with pytest.raises(NotSettled):
            settle.settle(stopped, verdict, by=BY, now=town.now)
    settle.settle(stopped, "close", by=BY, now=town.now)
    with pytest.raises(NotSettled):
        settle.settle(stopped, "same", by=BY, now=town.now)


def test_a_person_may_think_again_of_an_account_that_was_kept_stopped(
    town: Town, stopped: Alarm
) -> None:
    settle.settle(stopped, "other", by=BY, now=town.now)
    assert settle.verdicts_of(stopped) == ("same", "close")
    settle.settle(stopped, "same", by=BY, now=town.now)
    assert Source.objects.get().state == "followed"
    assert settle.verdicts_of(stopped) == ()


def test_a_move_that_was_seen_is_not_told_again(town: Town, fediverse: Mastodon) -> None:
    account = town.account(fediverse.page)
    fediverse.tell(moved={"id": "2", "url": "https://nytt.example/@ordforar"})
    town.check(account)
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.detail) == ("moved", "https://nytt.example/@ordforar")
    settle.settle(alarm, "seen", by=BY, now=town.now)
    town.later(WEEK)
    town.check(account)
    assert not Alarm.objects.filter(settled=None).exists()
    account.refresh_from_db()
    assert account.url == fediverse.page, "nothing is changed before a person changes it"


def test_an_account_that_a_lock_file_calls_stopped_waits_for_a_person(
    town: Town, fediverse: Mastodon
) -> None:
    account = town.account(fediverse.page, native_id="gammal")
    Finding.objects.create(account=account, status="held", stable_id=fediverse.actor)
    assert town.check(account).status == "held"
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.detail) == ("changed", "")
    town.check(account)
    assert Alarm.objects.count() == 1
    settle.settle(alarm, "same", by=BY, now=town.now)
    found = town.check(account)
    assert (found.status, found.stable_id) == ("ok", fediverse.actor)
    assert account.native_id == fediverse.actor


DID = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"


def test_a_person_tells_the_id_of_a_handle_that_leads_nowhere_yet(town: Town) -> None:
    account = town.account("https://bsky.app/profile/ordforar.fjordvik.invalid")
    settle.identify(account, DID, by=BY, now=town.now)
    account.refresh_from_db()
    assert account.native_id == DID == Finding.objects.get().stable_id
    with pytest.raises(NotSettled):
        settle.identify(account, DID, by=BY, now=town.now)


@pytest.mark.parametrize("told", ["", "plc:abc", "did:plc:kort", "did:key:z6Mk"])
def test_what_is_no_id_is_refused(town: Town, told: str) -> None:
    account = town.account("https://bsky.app/profile/ordforar.fjordvik.invalid")
    with pytest.raises(NotSettled):
        settle.identify(account, told, by=BY, now=town.now)
