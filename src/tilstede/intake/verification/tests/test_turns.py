"""Whose turn it is to be looked at, and how a round goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from tilstede.core.verification import CONFIRMED, WEEK
from tilstede.intake.models import Source
from tilstede.intake.verification import checking, findings, profiles
from tilstede.intake.verification.tests.places import Mastodon, Town
from tilstede.networks.kit.tests.server import Page
from tilstede.office.models import Body, Finding
from tilstede.record import append

pytestmark = pytest.mark.django_db


def test_a_server_that_asks_us_to_wait_is_left_alone(town: Town, fediverse: Mastodon) -> None:
    account = town.account(fediverse.page)
    other = town.account(fediverse.site.url("/@annan"))
    for path in fediverse.site.pages:
        fediverse.site.pages[path] = Page(status=429, headers={"Retry-After": "86400"})
    checked = checking.check([account, other], now=lambda: town.now)
    assert [one.finding for one in checked] == [None, None]
    assert Finding.objects.get(account=account).next_check >= town.now + timedelta(days=1)
    assert len(fediverse.site.seen) <= 2


def test_when_the_time_of_a_round_is_up_the_rest_stay_due(town: Town, fediverse: Mastodon) -> None:
    account = town.account(fediverse.page)
    assert checking.check([account], now=lambda: town.now, within=-1.0) == []
    assert fediverse.site.seen == []
    assert list(findings.due(town.now)) == [account]


def test_whoever_interrupts_does_not_wait_for_all(town: Town) -> None:
    accounts = [town.account(f"https://x.com/a{n}") for n in range(40)]

    def stop(checked: findings.Checked) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checking.check(accounts, now=lambda: town.now, told=stop)
    assert Finding.objects.count() == 1


def test_a_fault_with_one_account_does_not_keep_the_others_waiting(
    town: Town, fediverse: Mastodon, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, other = town.account("https://x.com/broten"), town.account(fediverse.page)
    whole = profiles.read

    def read(asked: profiles.Asked, *more: Any) -> Any:
        return 1 / 0 if asked.account == broken.id else whole(asked, *more)

    monkeypatch.setattr(profiles, "read", read)
    assert town.check(other, broken).status == "ok"
    assert Finding.objects.get(account=broken).next_check > town.now


def test_whose_turn_it_is(town: Town, fediverse: Mastodon) -> None:
    never = town.account(fediverse.page)
    town.account("https://x.com/gammal", until=town.now.date() - timedelta(days=1))
    town.account("https://x.com/komande", since=town.now.date() + timedelta(days=30))
    assert list(findings.due(town.now)) == [never]
    found = town.check(never)
    assert list(findings.due(town.now)) == []
    assert abs(found.next_check - town.now - WEEK) <= timedelta(hours=12)
    assert list(findings.due(found.next_check)) == [never]


def test_nobody_is_asked_about_the_fiction_of_a_demo(town: Town, fediverse: Mastodon) -> None:
    town.account(fediverse.page)
    with transaction.atomic():
        append.append([append.Entry("demo", {"about": b"{}"})], now=town.now)
    checking.check_accounts.call()
    assert not Finding.objects.exists()


def test_the_worker_looks_at_what_is_due(town: Town, fediverse: Mastodon) -> None:
    town.account(fediverse.page)
    checking.check_accounts.call()
    assert Finding.objects.get().status == "ok"


def test_an_account_that_is_read_and_was_never_looked_at_is_due(
    town: Town, fediverse: Mastodon
) -> None:
    account = town.account(fediverse.page)
    Finding.objects.create(account=account, stable_id=fediverse.actor)
    assert list(findings.due(town.now)) == [account]


def test_an_account_whose_stream_met_another_id_is_looked_at_at_once(
    town: Town, fediverse: Mastodon
) -> None:
    account = town.account(fediverse.page)
    town.check(account)
    town.later(CONFIRMED * 2)
    assert list(findings.due(town.now)) == []
    Source.objects.create(
        network="mastodon",
        address=account.url,
        account_id=account.native_id,
        state=Source.State.PAUSED,
        why="account-changed",
        next_try=town.now,
    )
    assert list(findings.due(town.now)) == [account]
    town.check(account)
    assert list(findings.due(town.now)) == []


def test_a_round_takes_whole_bodies(town: Town) -> None:
    other = Body.objects.create(key="nabo", name_nb="Nabo")
    for n in range(4):
        town.account(f"https://x.com/a{n}")
        town.account(f"https://x.com/b{n}", body=other)
    checked = checking.check_due(town.now, limit=3)
    assert {one.account.body_id for one in checked} == {town.body.id}
    assert len(checked) == 4
    assert len(checking.check_due(town.now, limit=3)) == 4
    assert checking.check_due(town.now) == []
