"""What the first page of the room reminds staff of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from tilstede.office.models import Access, Account, Body, Grant, User

pytestmark = pytest.mark.django_db


def test_staff_are_told_that_no_mail_is_sent(client: Client, settings: Any) -> None:
    user = User.objects.create_user("kari@fjordvik.example", "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=Grant.Right.ADMINISTRATOR)
    client.force_login(user)
    assert "TILSTEDE_MAIL" in client.get("/en/setup/").content.decode()
    settings.MAIL = settings.MAIL._replace(host="127.0.0.1")
    assert "TILSTEDE_MAIL" not in client.get("/en/setup/").content.decode()


def test_staff_are_told_of_a_login_that_no_longer_counts(client: Client) -> None:
    user = User.objects.create_user("kari@fjordvik.example", "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=Grant.Right.READER)
    client.force_login(user)
    assert "must be connected again" not in client.get("/en/setup/").content.decode()
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    account = Account.objects.create(network="mastodon", handle="fjordvik@social.example")
    Access.objects.create(
        account=account,
        network="mastodon",
        native_id="1",
        state=Access.State.EXPIRED,
        connected_at=now,
        changed=now,
    )
    page = client.get("/en/setup/").content.decode()
    assert "1 account must be connected again" in page
    assert 'href="/en/setup/connect/"' in page
    assert "in the outbox waits" not in page


def test_staff_are_told_of_an_account_that_could_not_be_read(client: Client) -> None:
    user = User.objects.create_user("kari@fjordvik.example", "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=Grant.Right.COMMUNICATOR)
    client.force_login(user)
    own = Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik")
    Account.objects.create(body=own, network="mastodon", reading=Account.Reading.FAILED)
    page = client.get("/en/setup/").content.decode()
    assert "1 account could not be read." in page
    assert 'href="/en/setup/first/done"' in page
