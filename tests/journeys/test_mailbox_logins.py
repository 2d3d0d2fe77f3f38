"""A mailbox opened by saying yes at its provider: connected in the pages, read, renewed, answered; and ended."""

from __future__ import annotations

import email
import html
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import translation

from tests.servers.dovecot import Mail, letter
from tests.servers.mail_logins import CLIENT, PAGES, SCOPE, SECRET, Logins
from tilstede.cli.tests.conftest import Run, run
from tilstede.intake import capture, wanted
from tilstede.intake.models import Source
from tilstede.office import access
from tilstede.office.models import Access, Account, Body, Grant, User
from tilstede.outbox.models import Delivery
from tilstede.posts import read
from tilstede.record import append

__all__ = ["run"]
pytestmark = pytest.mark.server
OFFICE, CITIZEN = "innbyggjar@fjordvik.example", "odd@nes.example"


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    user = User.objects.create_user("leiar@fjordvik.example", "ferja-gaar-kvart-kvarter")
    Grant.objects.create(user=user, right=Grant.Right.ADMINISTRATOR)
    client.force_login(user)
    return client


@pytest.fixture
def office(settings: Any, mail_server: Mail, mail_logins: Logins, admin: Client) -> Account:
    """The body's mailbox, connected in the pages."""
    settings.LOOPBACK = ["127.0.0.1:*"]
    mail_server.handed_in.be_usual()
    with transaction.atomic():
        append.begin(now=datetime.now(UTC))
    body = Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")
    account = Account.objects.create(
        network="email",
        handle=OFFICE,
        address=f"mailto:{OFFICE}",
        url=f"mailto:{OFFICE}",
        body=body,
    )
    say_yes(admin, account, mail_server, mail_logins)
    return account


def say_yes(admin: Client, account: Account, mail_server: Mail, mail_logins: Logins) -> None:
    """Through the pages, and the provider's own."""
    given = {
        "email": OFFICE,
        "issuer": mail_logins.issuer,
        "client-id": CLIENT,
        "client-secret": SECRET,
        "scope": SCOPE,
        "imap": f"imap://127.0.0.1:{mail_server.imap}",
        "smtp": f"smtp://127.0.0.1:{mail_server.plain}",
    }
    shown = admin.get(f"/en/setup/connect/{account.pk}").content.decode()
    assert {"With Microsoft 365", PAGES} <= set(re.findall(r">([^<>]+)<", shown))
    shown = admin.post(f"/en/setup/connect/{account.pk}/by/provider", given).content.decode()
    assert SECRET not in html.unescape(shown)
    there = re.search(rf'href="({re.escape(mail_logins.issuer)}[^"]+)"', shown)
    assert there, shown
    answered = mail_logins.say_yes(html.unescape(there[1]), OFFICE, PAGES)
    answer = admin.get("/en/setup/connect/back", answered, follow=True)
    assert "The account is connected" in answer.content.decode(), answer.content.decode()


def test_read_renewed_answered_and_ended(
    office: Account, mail_server: Mail, mail_logins: Logins, admin: Client, run: Run
) -> None:
    login = Access.objects.get()
    assert (login.way, login.scopes) == ("provider", SCOPE.split())
    token = opened(office)
    assert [one.source.what for one in wanted.streams(10).values()] == ["mailbox"]
    # The machine was off for a night: the token has run out, and is renewed before it is shown.
    Access.objects.update(expires=datetime.now(UTC) - timedelta(hours=8))
    assert not wanted.streams(10), "nothing is asked with what has run out"
    asked = letter("Når går ferja?", Message_ID="<ferje@nes.example>", From=f"Odd <{CITIZEN}>")
    mail_server.deliver(asked, OFFICE)
    assert read_now() == ""
    assert opened(office) != token
    number = read.by_alias("mid:ferje@nes.example")
    words = ("send", "--account", OFFICE, "--reply-to", str(number), "--text")
    done = run(*words, "Kvart kvarter.", "--wait")
    assert done.exit_code == 0, done.output
    (raw,) = mail_server.letters(CITIZEN)
    assert email.message_from_bytes(raw)["In-Reply-To"] == "<ferje@nes.example>"
    # Somebody takes the login back at the provider: the next answer is not sent, and it is said what is to be done.
    mail_logins.take_back(opened(office))
    done = run(*words, "Og om natta kvar time.", "--wait")
    assert done.exit_code != 0
    assert "The login no longer counts" in done.output
    assert Access.objects.get().state == Access.State.EXPIRED
    assert Delivery.objects.latest("pk").state == "waiting"
    assert len(mail_server.letters(CITIZEN)) == 1
    shown = html.unescape(admin.get(f"/en/setup/connect/{office.pk}").content.decode())
    assert "An administrator must connect the account again" in shown
    assert "invalid_token" in shown
    assert "does not let us read this without a login" in read_now()
    say_yes(admin, office, mail_server, mail_logins)
    assert read_now() == "", "it goes on where it was"


def test_what_cannot_be_renewed_now_is_not_tried(
    office: Account, mail_server: Mail, mail_logins: Logins
) -> None:
    """While another is at it the mailbox is not taken for closed, and it is read a moment later."""
    Access.objects.update(
        expires=datetime.now(UTC) - timedelta(hours=8), renewing=datetime.max.replace(tzinfo=UTC)
    )
    assert read_now() == "The login is being renewed."
    assert Source.objects.get().state == Source.State.FOLLOWED
    Access.objects.update(renewing=None)
    assert read_now() == ""


def read_now() -> str:
    """What is said of reading the mailbox; "" when nothing is wrong."""
    with translation.override("en"):
        (visit,) = capture.capture(at_once=True)
    return visit.error


def opened(account: Account) -> str:
    """The token that is held now."""
    login = access.of(account)
    assert login is not None
    return login.secrets["access-token"]


def test_a_login_that_ended_is_found_as_the_mailbox_is_read(
    office: Account, mail_logins: Logins
) -> None:
    mail_logins.take_back(opened(office))
    assert "no longer accepts our login" in read_now()
    assert access.of(office) is None, "nothing is sent with it either"
    assert not wanted.streams(10)
    said = Access.objects.get()
    assert (said.state, said.why) == (Access.State.EXPIRED, "expired")
    assert "invalid_token" in said.detail
