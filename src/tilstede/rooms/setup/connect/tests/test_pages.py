"""Connecting an account in pages, and deciding about what goes out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tilstede.office import access
from tilstede.office.models import Access, Account, Body, Grant, User
from tilstede.outbox import clear, connecting
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.models import Delivery
from tilstede.outbox.tests.conftest import place as server
from tilstede.outbox.tests.conftest import sample
from tilstede.outbox.tests.place import Place
from tilstede.record import read as record
from tilstede.web.addresses import neutral

__all__ = ["sample", "server"]
pytestmark = pytest.mark.django_db
SECRET = "hemmeleg-1"


@pytest.fixture
def place(server: Place, sample: None, settings: Any) -> Place:
    settings.LOOPBACK = ["127.0.0.1:*"]
    return server


@pytest.fixture
def account(db: None) -> Account:
    body = Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")
    return Account.objects.create(
        network="sample", handle="fjordvik", address="sample:fjordvik", body=body
    )


def signed_in(client: Client, right: str, channel: Account | None = None) -> Client:
    user = User.objects.create_user(f"{right}@fjordvik.example", "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=right, channel=channel)
    client.force_login(user)
    return client


@pytest.fixture
def admin(client: Client) -> Client:
    return signed_in(client, Grant.Right.ADMINISTRATOR)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def connect(client: Client, account: Account, place: Place) -> None:
    given = {"server": place.address, "token": SECRET}
    answer = client.post(f"/en/setup/connect/{account.pk}/by/token", given)
    assert answer.status_code == 302, answer.content.decode()


def test_by_a_token(admin: Client, account: Account, place: Place) -> None:
    assert "Not connected" in page(admin, "/en/setup/connect/")
    shown = page(admin, f"/en/setup/connect/{account.pk}")
    assert "With an access token" in shown
    assert 'type="password"' in shown
    connect(admin, account, place)
    shown = page(admin, f"/en/setup/connect/{account.pk}")
    assert "works" in shown
    assert SECRET not in shown + page(admin, "/en/setup/connect/")
    login = access.of(account)
    assert login is not None
    assert login.secrets["token"] == SECRET


def test_a_wrong_token_is_told_and_not_shown_again(
    admin: Client, account: Account, place: Place
) -> None:
    given = {"server": place.address, "token": "gale-greier"}
    answer = admin.post(f"/en/setup/connect/{account.pk}/by/token", given)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "does not accept this login" in shown
    assert "gale-greier" not in shown
    assert not Access.objects.exists()


def test_by_saying_yes_at_the_network(admin: Client, account: Account, place: Place) -> None:
    answer = admin.post(f"/en/setup/connect/{account.pk}/by/oauth", {"server": place.address})
    assert f"{place.address}/yes" in answer.content.decode()
    assert "hemmeleg-verifier" not in answer.content.decode()
    assert "hemmeleg-verifier" not in str(dict(admin.session))
    back = f"/setup/connect/back?code={SECRET}&state=tilstand"
    answer = admin.get(back, follow=True, headers={"accept-language": "en"})
    assert "The account is connected" in answer.content.decode()
    assert SECRET not in answer.content.decode()
    again = admin.get(f"/en{back}", follow=True)
    assert "Nobody is being asked" in again.content.decode(), "an answer counts once"


def test_an_answer_that_belongs_to_no_question_is_refused(
    admin: Client, account: Account, place: Place
) -> None:
    admin.post(f"/en/setup/connect/{account.pk}/by/oauth", {"server": place.address})
    answer = admin.get(f"/en/setup/connect/back?code={SECRET}&state=anna", follow=True)
    assert "does not belong to this question" in answer.content.decode()
    assert not Access.objects.exists()
    answer = admin.get(f"/en/setup/connect/back?code={SECRET}&state=tilstand", follow=True)
    assert not Access.objects.exists(), "it is not tried a second time"


def test_an_answer_to_the_command_line_is_to_be_copied(admin: Client, account: Account) -> None:
    """Where a network leads people back to https alone, they come here, whoever asked."""
    assert neutral("connect-back") == connecting.BACK_PAGE
    shown = admin.get(f"/en/setup/connect/back?code={SECRET}&state=x").content.decode()
    assert "paste it there" in shown
    assert f"code={SECRET}&amp;state=x" in shown


def test_each_account_stands_once_and_where_it_was_decided(admin: Client, account: Account) -> None:
    body = account.body
    decided = {"x": "no", "bluesky": "by hand", "mastodon": "listen only", "facebook": "post"}
    for network in (*decided, "instagram", "tiktok"):
        Account.objects.create(
            network=network,
            handle=f"{network}-fjordvik",
            address=f"{network}:fjordvik",
            body=body,
            policy=decided.get(network, ""),
            policy_by="kommunestyret",
        )
    shown = page(admin, "/en/setup/connect/")
    first, _, others = shown.partition('id="others"')
    for network in ("x", "bluesky", "mastodon", "tiktok"):
        assert first.count(f"{network}-fjordvik") == 1, network
        assert f"{network}-fjordvik" not in others, network
    for network in ("facebook", "instagram"):
        assert f"{network}-fjordvik" not in first, network
        assert others.count(f"{network}-fjordvik") == 1, network
    refused = Account.objects.get(network="x")
    one = page(admin, f"/en/setup/connect/{refused.pk}")
    assert "by/oauth" not in one
    assert "It was decided that we are not there (kommunestyret)" in one
    assert admin.post(f"/en/setup/connect/{refused.pk}/by/oauth").status_code == 404
    tiktok = Account.objects.get(network="tiktok")
    assert "published by hand" in page(admin, f"/en/setup/connect/{tiktok.pk}")


def test_another_s_answer_is_not_ours(account: Account, place: Place) -> None:
    """What one administrator went away with is not finished by another's browser."""
    one = signed_in(Client(), Grant.Right.ADMINISTRATOR)
    one.post(f"/en/setup/connect/{account.pk}/by/oauth", {"server": place.address})
    other = Client()
    other.force_login(User.objects.get())
    other.get(f"/en/setup/connect/back?code={SECRET}&state=tilstand")
    assert not Access.objects.exists()


def test_a_login_to_another_account_is_not_kept(
    admin: Client, account: Account, place: Place
) -> None:
    Account.objects.update(native_id="nabo")
    given = {"server": place.address, "token": SECRET}
    answer = admin.post(f"/en/setup/connect/{account.pk}/by/token", given)
    assert "Nothing is kept" in answer.content.decode()
    assert not Access.objects.exists()


def test_test_cap_and_disconnect(admin: Client, account: Account, place: Place) -> None:
    connect(admin, account, place)
    answer = admin.post(f"/en/setup/connect/{account.pk}/test", follow=True)
    assert "the login counts" in answer.content.decode()
    admin.post(f"/en/setup/connect/{account.pk}/cap", {"cap": "12.50"})
    assert str(Access.objects.get().cap) == "12.50"
    place.tokens.clear()
    answer = admin.post(f"/en/setup/connect/{account.pk}/test", follow=True)
    assert "no longer accepts" in answer.content.decode()
    assert "must be connected again" in page(admin, "/en/setup/connect/")
    assert "Disconnect the account?" in page(admin, f"/en/setup/connect/{account.pk}/disconnect")
    admin.post(f"/en/setup/connect/{account.pk}/disconnect")
    row = Access.objects.get()
    assert (row.state, row.secrets) == ("revoked", "")
    kinds = [event.kind for event in record.events()]
    assert kinds.count("connected") == 4, "connected, capped, expired, disconnected"


@pytest.mark.parametrize(
    "right", [Grant.Right.READER, Grant.Right.COMMUNICATOR, Grant.Right.APPROVER]
)
def test_only_administrators_connect(
    client: Client, account: Account, place: Place, right: str
) -> None:
    signed_in(client, right)
    shown = page(client, f"/en/setup/connect/{account.pk}")
    assert 'type="password"' not in shown
    given = {"server": place.address, "token": SECRET}
    assert client.post(f"/en/setup/connect/{account.pk}/by/token", given).status_code == 403
    assert client.post(f"/en/setup/connect/{account.pk}/disconnect").status_code == 403
    assert not Access.objects.exists()


def test_the_outbox_shows_what_waits_and_takes_decisions(
    admin: Client, account: Account, place: Place
) -> None:
    connect(admin, account, place)
    draft = Draft(parts=(Part(text="Ferja går igjen."),))
    (row,) = clear.clear(draft, [account], by="kari", now=datetime.now(UTC))
    Delivery.objects.update(state="asked", why="cannot-tell", next_try=None)
    shown = page(admin, "/en/setup/outbox/?view=person")
    assert "Ferja går igjen." in shown
    assert "it stands there" in shown
    assert "1 thing waits" in page(admin, "/en/setup/connect/")
    address = f"/en/setup/outbox/post/{row.pk}"
    assert admin.post(address, {"say": "nonsense"}).status_code == 404
    admin.post(address, {"say": "stands"})
    row.refresh_from_db()
    assert (row.state, row.why) == ("sent", "said-so")
    answer = admin.post(address, {"say": "drop"}, follow=True)
    assert "cannot be said" in answer.content.decode()


def test_whoever_writes_for_a_channel_decides_for_that_channel(
    account: Account, place: Place
) -> None:
    connect(signed_in(Client(), Grant.Right.ADMINISTRATOR), account, place)
    other = Account.objects.create(network="sample", handle="nabo", address="sample:nabo")
    draft = Draft(parts=(Part(text="Ferja går igjen."),))
    (row,) = clear.clear(draft, [account], by="kari", now=datetime.now(UTC))
    reader = signed_in(Client(), Grant.Right.READER)
    stranger = signed_in(Client(), Grant.Right.APPROVER, other)
    writer = signed_in(Client(), Grant.Right.COMMUNICATOR, account)
    address = f"/en/setup/outbox/post/{row.pk}"
    assert "Let it be" not in page(reader, "/en/setup/outbox/")
    assert reader.post(address, {"say": "drop"}).status_code == 403
    assert stranger.post(address, {"say": "drop"}).status_code == 403
    assert writer.post(address, {"say": "drop"}).status_code == 302


def test_only_the_body_s_own_accounts_are_offered(
    admin: Client, account: Account, place: Place
) -> None:
    own = Body.objects.get()
    unit = Body.objects.create(key="brann", parent=own, name_nb="Brannvesenet")
    other = Body.objects.create(key="nabo", name_nb="Nabo kommune")
    for body, handle in ((unit, "brannvesenet"), (other, "naboen")):
        Account.objects.create(network="sample", handle=handle, address=handle, body=body)
    personal = Account.Capacity.PERSONAL
    Account.objects.create(
        network="sample", handle="privat", address="privat", body=own, capacity=personal
    )
    shown = page(admin, "/en/setup/connect/")
    assert "brannvesenet" in shown
    assert "naboen" not in shown
    assert "privat" not in shown


def test_the_list_asks_the_same_of_the_database_however_many_accounts_there_are(
    admin: Client, account: Account, place: Place, django_assert_max_num_queries: Any
) -> None:
    own = Body.objects.get()
    Account.objects.bulk_create(
        Account(network="sample", handle=f"k{n}", address=f"k{n}", body=own) for n in range(60)
    )
    with django_assert_max_num_queries(25):
        assert "Next page" in page(admin, "/en/setup/connect/")


@pytest.mark.parametrize("network", ["instagram", "threads"])
def test_what_needs_a_public_address_says_so(admin: Client, settings: Any, network: str) -> None:
    body = Body.objects.create(key="NO-BRC-310100013", own=True)
    ours = Account.objects.create(network=network, handle="fjordvik", address="x", body=body)
    now = datetime.now(UTC)
    Access.objects.create(account=ours, network=network, connected_at=now, changed=now)
    pages = ("/en/setup/connect/", f"/en/setup/connect/{ours.pk}")
    assert all("no public address" in page(admin, one) for one in pages)
    settings.HOSTS, settings.HTTPS = ["testserver.fjordvik.example"], True
    assert not any("no public address" in page(admin, one) for one in pages)
