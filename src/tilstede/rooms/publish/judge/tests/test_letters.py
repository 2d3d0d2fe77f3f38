"""The link goes by mail where that is set up, and is handed over where it is not."""

from __future__ import annotations

import email
import re
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache
from django.test import Client
from tests.servers.program import free_port

from tilstede.office.models import Account
from tilstede.outbox.drafting import sealing, writing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.tests.staff import judge, person
from tilstede.outbox.tests.conftest import MORNING

pytestmark = [pytest.mark.django_db, pytest.mark.server]


class Postman:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        letter = email.message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


def test_a_stand_in_and_a_colleague_are_written_to(settings: Any) -> None:
    cache.clear()
    kari, ola = person("Kari", "communicator"), person("Ola", "approver")
    account = Account.objects.create(network="linkedin", handle="company/x", address="linkedin:x")
    made = writing.begin(
        author=kari, now=MORNING, content=Content(parts=("Hei!",)), accounts=[account]
    )
    judge(made, kari, "unsure")
    assert sealing.seal(made)
    browser = Client(HTTP_ACCEPT_LANGUAGE="en")
    browser.force_login(kari)
    postman, port = Postman(), free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAIL = settings.MAIL._replace(host="127.0.0.1", port=port)
    settings.DEFAULT_FROM_EMAIL = "Fjordvik kommune <innlogging@fjordvik.example>"
    server = Controller(postman, hostname="127.0.0.1", port=port)
    server.start()
    path = f"/publish/drafts/{made.key}/ask"
    try:
        told = {"whom": "stand-in", "name": "Per Nabo", "address": "per@nabo.example"}
        answer = browser.post(path, told)
        browser.post(path, {"whom": "colleague", "person": ola.pk})
    finally:
        server.stop()
    stand_in, colleague = postman.letters
    assert (stand_in["To"], stand_in["Reply-To"]) == ("per@nabo.example", kari.email)
    found = re.search(
        r"^http://testserver(/publish/second/[\w-]{43})\s*$", stand_in.get_content(), re.M
    )
    assert found
    assert found[1] not in answer.content.decode(), "what was sent is not shown"
    assert "Hei!" in Client().get(found[1]).content.decode()
    assert colleague["To"] == ola.email
    assert "/publish/looks/" in colleague.get_content()
