"""Logins: kept secret everywhere, never overwritten with nothing, renewed once however many workers there are."""

from __future__ import annotations

import io
import json
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tilstede.networks.kit.access import Access as Login
from tilstede.networks.kit.contract import Expired
from tilstede.networks.kit.http import Http
from tilstede.office import access, models, spending
from tilstede.office.models import Access, Account, Grant, User
from tilstede.outbox import connecting, login_words, logins
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.tests.conftest import Desk
from tilstede.outbox.tests.sample import SampleConnector, SampleSender
from tilstede.record import read as record

SECRETS = ("hemmeleg-1", "fornye-1", "hemmeleg-2", "fornye-2", "hemmeleg-verifier")
WHO = "kari@fjordvik.example"


def soon(desk: Desk, **length: float) -> Access:
    """A login that ends after so long."""
    ends = desk.now + timedelta(**(length or {"minutes": 5}))
    return desk.connect(desk.account(), expires=ends).access


@contextmanager
def logged() -> Iterator[io.StringIO]:
    """All that any logger says."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def test_a_login_is_found_and_ends(desk: Desk) -> None:
    account = desk.account()
    assert access.of(account) is None
    desk.connect(account)
    found = access.of(account)
    assert found is not None
    assert (found.server, found.secrets["token"]) == (desk.place.address, "hemmeleg-1")
    assert access.of_id("sample", "fjordvik") == found
    account.refresh_from_db()
    assert account.native_id == "fjordvik", "the network has told its permanent id"
    assert access.expired(account, "expired", now=desk.now)
    assert not access.expired(account, "expired", now=desk.now), "it is told once"
    assert access.of(account) is None
    assert access.of_id("sample", "fjordvik") is None


def test_what_is_held_is_not_overwritten_with_nothing(desk: Desk) -> None:
    account = desk.connect(desk.account())
    desk.connect(account, secrets={"token": "hemmeleg-2", "refresh": ""})
    found = access.of(account)
    assert found is not None
    assert dict(found.secrets) == {"token": "hemmeleg-2", "refresh": "fornye-1"}
    logins.keep(
        account,
        Login("sample", "fjordvik", "fjordvik", desk.place.address, {"token": "hemmeleg-3"}),
        way="token",
        by=WHO,
        now=desk.now,
    )
    found = access.of(account)
    assert found is not None
    assert dict(found.secrets) == {"token": "hemmeleg-3"}, "another way, another login"


def test_another_account_s_login_is_not_kept(desk: Desk) -> None:
    account = desk.connect(desk.account())
    other = Login("sample", "nabo", "nabo", desk.place.address, {"token": "hemmeleg-2"})
    account.refresh_from_db()
    with pytest.raises(access.WrongAccount):
        logins.keep(account, other, way="token", by=WHO, now=desk.now)


def test_a_login_that_soon_ends_is_renewed_before_it_is_used(desk: Desk) -> None:
    row = soon(desk)
    (delivery,) = desk.clear("Ferja går igjen.", account=row.account)
    desk.work()
    delivery.refresh_from_db()
    assert delivery.state == "confirmed"
    row.refresh_from_db()
    assert row.expires == desk.now + timedelta(hours=1)
    assert row.renewing is None
    assert access.opened(row).secrets["refresh"] == "fornye-2"
    assert desk.place.asked.count("POST /token") == 1


def test_one_that_lasts_is_left_alone(desk: Desk) -> None:
    row = soon(desk, hours=1)
    access.fresh(row.account, desk.http, desk.now)
    assert "POST /token" not in desk.place.asked


def test_while_one_renews_another_waits_and_finds_it_done(desk: Desk) -> None:
    row = soon(desk)
    Access.objects.update(renewing=desk.now + access.LEASE)
    with pytest.raises(access.Renewing):
        access.renew(row, desk.http, desk.now)
    Access.objects.update(renewing=None)
    stale = Access.objects.get()
    access.renew(row, desk.http, desk.now)
    assert access.renew(stale, desk.http, desk.now).secrets["refresh"] == "fornye-2"
    assert desk.place.asked.count("POST /token") == 1, "a refresh token is used once"


def test_a_worker_that_died_while_it_renewed_keeps_nobody_waiting_for_long(desk: Desk) -> None:
    row = soon(desk)
    Access.objects.update(renewing=desk.now + access.LEASE)
    desk.wait(seconds=access.LEASE.total_seconds())
    assert access.renew(row, desk.http, desk.now).secrets["refresh"] == "fornye-2"


def test_a_refresh_token_that_no_longer_counts_stops_sending(desk: Desk) -> None:
    row = soon(desk)
    desk.place.refresh = "brukt-av-andre"
    with pytest.raises(Expired):
        access.renew(row, desk.http, desk.now)
    row.refresh_from_db()
    assert (row.state, row.renewing, row.told) == ("expired", None, False)
    assert logins.tell(now=desk.now) == 1
    assert logins.tell(now=desk.now) == 0


def test_a_login_that_was_given_meanwhile_is_not_ended_by_the_old_one_s_refusal(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = soon(desk)

    def refused(*_asked: object) -> Login:
        desk.connect(row.account, secrets={"token": "hemmeleg-9"})
        raise Expired("used already")

    monkeypatch.setattr(SampleConnector, "renew", refused)
    with pytest.raises(Expired):
        access.renew(row, desk.http, desk.now)
    row.refresh_from_db()
    assert row.state == "ok"


def test_the_secret_is_nowhere_to_be_seen(desk: Desk, client: Client) -> None:
    user = User.objects.create_user(WHO, "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=Grant.Right.ADMINISTRATOR)
    client.force_login(user)
    with logged() as said:
        row = soon(desk)
        desk.clear("Ein", account=row.account)
        desk.clear("To", account=row.account)
        desk.work()
        desk.place.tokens.clear()
        desk.clear("Tre", account=row.account)
        desk.work()
        pending = connecting.begin(
            row.account, "oauth", {"server": desk.place.address}, back="x", by=WHO, now=desk.now
        )
        shown = [
            client.get(f"/en/setup/{page}").content.decode()
            for page in ("connect/", f"connect/{row.account_id}", "outbox/", "accounts/")
        ]
    row = Access.objects.get()
    shown += [said.getvalue(), repr(row), str(row), repr(access.opened(row)), repr(pending)]
    shown += _tracebacks(desk, row)
    shown += [
        payload.content.decode("utf-8", "replace")
        for event in record.events()
        for payload in record.payloads(event.number).values()
    ]
    shown += _rows()
    for secret in SECRETS:
        assert not any(secret in text for text in shown), secret
    assert any("fjordvik" in text for text in shown), "there was something to look through"


def _tracebacks(desk: Desk, row: Access) -> list[str]:
    desk.place.refresh = "brukt-av-andre"
    Access.objects.update(state="ok", renewing=None)
    try:
        access.renew(row, desk.http, desk.now)
    except Expired as error:
        told = traceback.TracebackException.from_exception(error, capture_locals=False)
        return ["".join(told.format()), str(error), repr(error)]
    raise AssertionError("it was renewed")


def _rows() -> list[str]:
    """What anyone who reads the database sees, of every table of ours."""
    found = []
    for name in connection.introspection.table_names():
        if name.startswith(("office_", "outbox_", "jobs_", "django_session")):
            with connection.cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{name}"')
                found.append(str(cursor.fetchall()))
    return found


def _twenty_cents_to_send(_network: str, ability: str, **_more: object) -> Decimal:
    return Decimal("0.20") if ability == "send" else Decimal(0)


def test_beyond_the_cap_nothing_is_sent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    account = desk.connect(desk.account())
    connecting.limit(account, Decimal("0.35"), by=WHO, now=desk.now)
    monkeypatch.setattr(spending, "price", _twenty_cents_to_send)
    first, second = desk.clear("Ein", account=account), desk.clear("To", account=account)
    desk.work()
    states = [Delivery.objects.get(pk=one[0].pk) for one in (first, second)]
    assert [one.state for one in states] == ["confirmed", "failed"]
    assert states[1].why == "cap"
    row = Access.objects.get()
    assert spending.spent(row, desk.now) == Decimal("0.20")
    desk.wait(days=30)
    assert spending.spent(row, desk.now) == 0, "another month"


def test_what_x_charges_is_known() -> None:
    assert spending.price("x", "send") == Decimal("0.015")
    assert spending.price("x", "send", with_link=True) == Decimal("0.200")
    assert spending.price("mastodon", "send") == 0


def test_an_account_that_leaves_the_directory_takes_its_login_along(desk: Desk) -> None:
    account = desk.connect(desk.account())
    (delivery,) = desk.clear("Ferja går igjen.", account=account)
    models.Account.objects.filter(pk=account.pk).delete()
    assert access.of_id("sample", "fjordvik") is None, "from this moment it counts no more"
    assert not access.connected()
    desk.place.ended.clear()
    assert logins.leave(now=desk.now, http=desk.http) == 1
    assert not Access.objects.exists()
    assert desk.place.ended == ["hemmeleg-1"], "the network is told, too"
    ended = [event for event in record.events() if event.kind == "connected"][-1]
    about = json.loads(record.payload(ended.number, "about") or b"")
    assert (about["state"], about["why"]) == ("revoked", "left-directory")
    assert about["account"]["handle"] == "fjordvik"
    assert "hemmeleg" not in str(about)
    desk.work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.why) == ("failed", "left-directory")
    assert not Act.objects.exists()


@pytest.mark.parametrize(
    ("fault", "left"),
    [(("before", 403, {}), "0"), (("before", 429, {}), "0"), (("cut", 0, {}), "0.20")],
)
def test_what_was_certainly_not_done_costs_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, fault: tuple[str, int, dict[str, str]], left: str
) -> None:
    monkeypatch.setattr(spending, "price", _twenty_cents_to_send)
    desk.place.faults = [fault]
    desk.clear("Ein")
    desk.work(1)
    assert spending.spent(Access.objects.get(), desk.now) == Decimal(left)


def test_what_is_found_not_to_stand_is_paid_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spending, "price", _twenty_cents_to_send)
    desk.place.faults = [("before", 503, {})]
    (delivery,) = desk.clear("Ein")
    desk.work()
    desk.wait(minutes=1)
    desk.work()
    assert spending.spent(Access.objects.get(), desk.now) == 0
    desk.wait(minutes=5)
    desk.work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("confirmed", 2)
    assert spending.spent(Access.objects.get(), desk.now) == Decimal("0.20")


def test_reads_count_against_the_cap(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cents a read: the second post is sent, and is not read back."""
    monkeypatch.setattr(
        spending, "price", lambda _n, ability, **_more: Decimal("0.02") * (ability == "fetch")
    )
    read_one = SampleSender.read

    def read(self: SampleSender, sent: str, login: Any, http: Http, now: datetime) -> Any:
        http.cost += Decimal("0.02")
        return read_one(self, sent, login, http, now)

    monkeypatch.setattr(SampleSender, "read", read)
    account = desk.connect(desk.account())
    connecting.limit(account, Decimal("0.03"), by=WHO, now=desk.now)
    first, second = desk.clear("Ein", account=account), desk.clear("To", account=account)
    desk.work()
    told = [Delivery.objects.get(pk=one[0].pk) for one in (first, second)]
    assert [(one.state, one.why) for one in told] == [("confirmed", ""), ("sent", "cap-unread")]
    assert spending.spent(Access.objects.get(), desk.now) == Decimal("0.02")
    with pytest.raises(spending.CapReached) as reached:
        spending.demand("sample", "fjordvik", desk.now)
    assert reached.value.retry_after == spending.LOOK_AGAIN
    desk.wait(days=30)
    spending.demand("sample", "fjordvik", desk.now)


@pytest.mark.parametrize("network", ["mastodon", "bluesky", "x", "youtube", "threads"])
def test_each_thing_a_login_is_let_do_is_told_once(network: str) -> None:
    for way in connecting.ways(Account(network=network)):
        told = login_words.permissions(way)
        purposes = [one for said, _scopes in told for one in said.split(", ")]
        assert len(purposes) == len(set(purposes))
        abilities = {name for one in way.permissions for name in one.abilities}
        assert len(purposes) == len(abilities)
        for permission in way.permissions:
            assert any(permission.scope in scopes.split(", ") for _said, scopes in told)
