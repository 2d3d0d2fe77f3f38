"""An address of a network that shows nothing without a login: followed with a login of the body's, or it is said what
can be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation
from tests.servers.x_api import XApi

from tilstede.intake import capture, sources
from tilstede.intake.models import Source
from tilstede.networks.kit.access import Access
from tilstede.office import access
from tilstede.office.models import Account, Body
from tilstede.posts import models, read

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def listening() -> Iterator[XApi]:
    server = XApi()
    yield server
    server.close()


@pytest.fixture
def x(listening: XApi, settings: Any) -> XApi:
    settings.LOOPBACK = ["127.0.0.1:*"]
    listening.clear()
    return listening


@pytest.fixture
def connected(x: XApi) -> str:
    """The municipality's number on X, with a login."""
    number = x.person("fjordvik", "Fjordvik kommune")
    body = Body.objects.create(key="fjordvik")
    account = Account.objects.create(body=body, network="x", handle="fjordvik", native_id=number)
    login = Access("x", number, "fjordvik", x.base, {"access_token": x.login(number)})
    access.keep(account, login, way="oauth", by="kari", now=NOW)
    return number


def follow(address: str) -> Source:
    return sources.follow(address, by="kari", now=NOW).source


def test_an_open_account_is_followed_and_read_with_our_login(x: XApi, connected: str) -> None:
    minister = x.person("statsraad", "Statsråden")
    x.post(minister, "Eg kjem til Fjordvik på måndag.")
    source = follow("https://twitter.com/Statsraad")
    assert (source.account_id, source.handle) == (minister, "statsraad")
    assert source.address == "https://x.com/statsraad"
    (visit,) = capture.capture(now=lambda: NOW)
    assert not visit.error
    (post,) = read.shown(list(models.Post.objects.values_list("number", flat=True)))
    assert post.post is not None
    assert post.post.text == "Eg kjem til Fjordvik på måndag."


def test_what_only_followers_see_is_said_to_be_so(x: XApi, connected: str) -> None:
    x.person("stengt", "Stengt", protected=True)
    with pytest.raises(sources.NotFollowed, match="does not show this account") as caught:
        follow("https://x.com/stengt")
    assert "tilstede import" in str(caught.value)
    with pytest.raises(sources.NotFollowed, match="no such account"):
        follow("https://x.com/ingen")


def test_without_a_login_it_is_said_what_can_be_done(x: XApi) -> None:
    for address in ("https://x.com/fjordvik", "https://www.instagram.com/fjordvik"):
        with pytest.raises(sources.NotFollowed, match="shows nothing without a login") as caught:
            follow(address)
        assert "tilstede accounts connect" in str(caught.value)
        assert "tilstede import" in str(caught.value)


def test_a_login_that_has_run_out_is_said_to_have(x: XApi, connected: str) -> None:
    x.tokens.clear()
    with pytest.raises(sources.NotFollowed, match="no longer works"):
        follow("https://x.com/statsraad")
