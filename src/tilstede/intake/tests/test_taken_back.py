"""A citizen deletes an answer where it was written: at the next visit it is withdrawn here, and shown no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.servers.peertube import PeerTubeServer
from tests.servers.x_api import XApi

from tilstede.core.query import parse
from tilstede.intake import capture, hearing
from tilstede.intake.models import Source
from tilstede.networks.kit.access import Access as Login
from tilstede.networks.kit.http import Http
from tilstede.networks.peertube.tests.town import Town
from tilstede.office import access
from tilstede.office.models import Account
from tilstede.posts.models import Post
from tilstede.posts.search import search
from tilstede.record import append

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def begun(db: None, settings: Any) -> None:
    settings.LOOPBACK = ["127.0.0.1:*"]
    append.begin(now=NOW)


@pytest.fixture
def peertube() -> Iterator[PeerTubeServer]:
    with PeerTubeServer() as server:
        yield server


@pytest.fixture
def x() -> Iterator[XApi]:
    server = XApi()
    yield server
    server.close()


def hear(login: Login, handle: str) -> None:
    row = Account.objects.create(network=login.network, handle=handle, native_id=login.account_id)
    access.keep(row, login, way="token", by="kari", now=NOW)
    hearing.of_account(row, by="kari", now=NOW)


def visit(day: int) -> None:
    now = NOW + timedelta(days=day)
    Source.objects.update(next_try=now)
    assert not [one.error for one in capture.capture(now=lambda: now) if one.error]


def hits(words: str) -> list[int]:
    return [hit.number for hit in search(parse(words), public=False, limit=10).hits]


def test_under_a_film_of_ours(peertube: PeerTubeServer) -> None:
    town = Town(peertube)
    with Http(["127.0.0.1:*"]) as http:
        hear(town.access(http), "fjordvik")
    film = peertube.film(town.user, "Kommunestyret")
    question = peertube.say(film, "borgar", "Kor er ferja?")
    answer = peertube.say(film, "borgar", "Ho er gøymd bak naustet", question)
    visit(0)
    assert Post.objects.filter(heard=True).count() == 2
    assert len(hits("naustet")) == 1
    answer.deleted = peertube.tick()
    visit(1)
    assert hits("naustet") == []
    assert len(hits("ferja")) == 1
    assert list(Post.objects.filter(gone_event=None).values_list("heard", flat=True)) == [True]


def test_in_answer_to_us(x: XApi) -> None:
    number = x.person("fjordvik", "Fjordvik kommune")
    hear(Login("x", number, "fjordvik", x.base, {"access_token": x.login(number)}), "fjordvik")
    citizen = x.person("innbyggar", "Innbyggar")
    said = [x.post(citizen, f"@fjordvik kvar er ferja? {one}") for one in range(3)]
    visit(0)
    del x.posts[said[1]]
    visit(1)
    assert Post.objects.filter(gone_event=None).count() == 2
