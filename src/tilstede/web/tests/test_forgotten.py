"""A forgotten password is mended by mail, over a real mail server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from queue import Empty, Queue
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from tests.servers.program import free_port

from tilstede.jobs.models import Job
from tilstede.jobs.worker import Worker
from tilstede.office.models import User
from tilstede.web.throttle import FROM_ONE_PLACE

pytestmark = pytest.mark.django_db
PATH = "/en/sign-in/forgotten"
OLD, NEW = "ferja-gaar-kvart-kvarter", "bussen-gaar-kvar-time"


class Postman:
    """A mail server that hands over what it is given."""

    def __init__(self) -> None:
        self.letters: Queue[str] = Queue()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.letters.put(envelope.content.decode())
        return "250 OK"

    def next(self) -> str:
        Worker().drain()
        return self.letters.get(timeout=10)


@pytest.fixture(autouse=True)
def postman(settings: Any) -> Iterator[Postman]:
    port, made = free_port(), Postman()
    server = Controller(made, hostname="127.0.0.1", port=port)
    server.start()
    settings.MAIL = settings.MAIL._replace(host="127.0.0.1", port=port)
    settings.EMAIL_BACKEND = settings.MAIL.backend
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "innlegg@fjordvik.example"
    cache.clear()
    yield made
    server.stop()


@pytest.fixture
def kari() -> User:
    return User.objects.create_user("kari@fjordvik.example", OLD)


def link(letter: str) -> str:
    found = re.search(r"http://\S+/sign-in/link/\S+", letter.replace("=\r\n", ""))
    assert found, letter
    return urlsplit(found[0]).path


def test_a_new_password_is_chosen_by_the_link(client: Client, postman: Postman, kari: User) -> None:
    assert f'href="{PATH}"' in client.get("/en/sign-in").content.decode()
    asked = client.post(PATH, {"email": " Kari@Fjordvik.example"})
    assert "a mail is on its way" in asked.content.decode()
    letter = postman.next()
    assert "To: kari@fjordvik.example" in letter
    path = link(letter)
    answer = client.post(path, {"password1": NEW, "password2": NEW})
    assert answer.headers["Location"] == "/my-sign-in"
    kari.refresh_from_db()
    assert kari.check_password(NEW)
    assert client.get(path).status_code == 404, "once"


def test_nobody_learns_who_works_here(client: Client, postman: Postman, kari: User) -> None:
    closed = User.objects.create_user("ola@fjordvik.example", OLD)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    pages = {
        client.post(PATH, {"email": email}).content.decode().partition("csrf")[0]
        for email in (kari.email, closed.email, "nobody@fjordvik.example")
    }
    assert len(pages) == 1
    assert Job.objects.count() == 3
    assert kari.email not in str(list(Job.objects.values()))
    assert kari.email in postman.next()
    with pytest.raises(Empty):
        postman.letters.get_nowait()


def test_mail_is_no_way_around_the_identity_provider(
    client: Client, postman: Postman, kari: User
) -> None:
    kari.set_unusable_password()
    kari.save()
    SocialAccount.objects.create(user=kari, provider="oidc", uid="1")
    client.post(PATH, {"email": kari.email})
    Worker().drain()
    with pytest.raises(Empty):
        postman.letters.get_nowait()


def test_one_who_asks_again_and_again_is_sent_no_more(
    client: Client, postman: Postman, kari: User
) -> None:
    for _time in range(FROM_ONE_PLACE + 3):
        assert client.post(PATH, {"email": kari.email}).status_code == 200
    assert Job.objects.count() == FROM_ONE_PLACE


def test_what_is_no_address_is_said_to_be_none(client: Client) -> None:
    assert client.post(PATH, {"email": "kari"}).status_code == 422


def test_it_is_not_offered_where_it_cannot_be_done(client: Client, settings: Any) -> None:
    settings.SIGN_IN = "oidc"
    assert client.get(PATH).status_code == 404
    settings.SIGN_IN, settings.MAIL = "password", settings.MAIL._replace(host="")
    assert client.get(PATH).status_code == 404
    assert PATH not in client.get("/en/sign-in").content.decode()
