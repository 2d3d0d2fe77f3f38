"""A body with two accounts, and people who write for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tilstede.office.models import Account, Body, Grant, User
from tilstede.office.rights import Right


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.DATA = tmp_path / "data"


@pytest.fixture
def body() -> Body:
    return Body.objects.create(
        key="fjordvik",
        name_nn="Fjordvik kommune",
        own=True,
        url="https://www.fjordvik.example/",
    )


@pytest.fixture
def mastodon(body: Body) -> Account:
    return Account.objects.create(
        network="mastodon",
        native_id="https://sosial.example/users/fjordvik",
        handle="fjordvik@sosial.example",
        body=body,
    )


@pytest.fixture
def bluesky(body: Body) -> Account:
    return Account.objects.create(
        network="bluesky", native_id="did:plc:fjordvik", handle="fjordvik.example", body=body
    )


@pytest.fixture
def sign_in(client: Client, mastodon: Account, bluesky: Account) -> Callable[..., Client]:
    """A browser of a new person."""

    def make(name: str = "Kari Nes", right: str = Right.COMMUNICATOR, **limit: Any) -> Client:
        email = f"{name.split()[0].lower()}@fjordvik.example"
        user = User.objects.create_user(email, "ferja-gaar-kvart-kvarter", name=name)
        Grant.objects.create(user=user, right=right, **limit)
        browser = Client(HTTP_ACCEPT_LANGUAGE="en")
        browser.force_login(user)
        return browser

    return make


@pytest.fixture
def kari(sign_in: Callable[..., Client]) -> Client:
    return sign_in()
