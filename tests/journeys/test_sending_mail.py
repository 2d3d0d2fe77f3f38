"""A citizen's letter arrives from a real mail server, and is answered in its thread."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import transaction

from tests.servers.dovecot import PASSWORD, Mail
from tilstede.cli.tests.conftest import Run, run
from tilstede.intake import capture, wanted
from tilstede.networks.email.tests import letters
from tilstede.office.models import Account, Body
from tilstede.outbox.models import Delivery
from tilstede.posts import read
from tilstede.record import append
from tilstede.record import read as record

__all__ = ["run"]
pytestmark = pytest.mark.server
OFFICE, CITIZEN = "postmottak@fjordvik.example", "kari@nes.example"


@pytest.fixture
def office(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, mail_server: Mail, run: Run
) -> Account:
    """The body's mailbox, connected on the command line."""
    settings.LOOPBACK = ["127.0.0.1:*"]
    mail_server.handed_in.be_usual()
    with transaction.atomic():
        append.begin(now=datetime.now(UTC))
    Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")
    told = {
        "EMAIL": OFFICE,
        "PASSWORD": PASSWORD,
        "NAME": "Fjordvik kommune",
        "USER": OFFICE,
        "IMAP": f"imap://127.0.0.1:{mail_server.imap}",
        "SMTP": f"smtp://127.0.0.1:{mail_server.plain}",
        "FOLDERS": "INBOX, Sendt",
    }
    for name, value in told.items():
        monkeypatch.setenv(f"TILSTEDE_CONNECT_{name}", value)
    done = run("accounts", "connect", OFFICE, "--way", "mailbox")
    assert done.exit_code == 0, done.output
    assert PASSWORD not in done.output
    return Account.objects.get()


def test_a_connected_mailbox_is_listened_to(office: Account) -> None:
    (stream,) = wanted.streams(10).values()
    assert (stream.source.network, stream.source.what) == ("email", "mailbox")


def test_a_letter_with_a_file_is_answered_in_its_thread(
    office: Account, mail_server: Mail, run: Run
) -> None:
    letter = letters.with_files("Når får vi svar på søknaden?").as_bytes()
    mail_server.deliver(letter, OFFICE)
    visits = capture.capture(at_once=True)
    assert [visit.error for visit in visits] == [""], visits
    number = read.by_alias("mid:brev-1@nes.example")
    assert number is not None
    assert read.one(number) is None, "a letter is shown to nobody outside"
    asked = read.one(number, public=False)
    assert asked is not None
    assert asked.post is not None
    assert record.payload(number, "media.0") == letters.PDF
    assert (
        (record.payload(number, "raw") or b"")
        .rstrip()
        .endswith(letter.replace(b"\n", b"\r\n").rstrip())
    )
    words = ("--text", "Svaret kjem i morgon.", "--language", "nn")
    done = run("send", "--account", OFFICE, "--reply-to", str(number), *words, "--wait")
    assert done.exit_code == 0, done.output
    (delivery,) = Delivery.objects.all()
    assert (delivery.state, delivery.differences) == ("confirmed", []), done.output
    (raw,) = mail_server.letters(CITIZEN)
    answer = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(answer, EmailMessage)
    assert answer["In-Reply-To"] == "<brev-1@nes.example>"
    assert answer["Subject"] == "Sv: Søknad om byggjeløyve"
    before = record.size()
    capture.capture(at_once=True)
    ours = read.by_alias(delivery.aliases[0])
    assert ours is not None
    shown = read.one(ours, public=False)
    assert shown is not None
    assert shown.post is not None
    assert shown.post.reply_to == asked.post.aliases[0]
    capture.capture(at_once=True)
    assert record.size() - before <= 2, "what was read back is not recorded once more"
