"""Pages of a body with an account on the sample network, and what citizens answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tilstede.office.models import Grant, User
from tilstede.outbox.moderating.tests.conftest import account, adopted
from tilstede.outbox.tests.conftest import Desk, desk, place, sample

__all__ = ["account", "adopted", "desk", "place", "sample"]
SignIn = Callable[..., Client]


@pytest.fixture(autouse=True)
def _today(desk: Desk) -> None:
    """What pages do, they do now."""
    desk.now = datetime.now(UTC)
    cache.clear()


@pytest.fixture
def sign_in(db: None) -> SignIn:
    """A browser of a new person."""

    def make(name: str, right: str = Grant.Right.COMMUNICATOR, **limit: Any) -> Client:
        user = User.objects.create_user(f"{name}@fjordvik.example", "ferja-gaar-kvart-kvarter")
        Grant.objects.create(user=user, right=right, **limit)
        browser = Client(HTTP_ACCEPT_LANGUAGE="en")
        browser.force_login(user)
        return browser

    return make


def work(desk: Desk) -> None:
    """All that is due by now."""
    desk.now = datetime.now(UTC)
    desk.work()


def page(browser: Client, address: str, status: int = 200) -> str:
    """The page, in English."""
    answer = browser.get(f"/en{address}")
    assert answer.status_code == status, answer
    return answer.content.decode()
