"""One text goes from the command line to Bluesky's own server, and back into the record with its signature."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from PIL import Image
from tests.servers.atproto import Account as Owner
from tests.servers.atproto import Server

from tilstede.cli.tests.conftest import Run, run
from tilstede.intake.models import Source
from tilstede.jobs.models import Job
from tilstede.jobs.worker import Worker
from tilstede.office.models import Access, Account, Body
from tilstede.outbox.models import Delivery
from tilstede.posts import read
from tilstede.record import append
from tilstede.record import read as record

__all__ = ["run"]
pytestmark = pytest.mark.server


@pytest.fixture
def home(db: None, pds_server: Server, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Server:
    settings.LOOPBACK = ["localhost:*"]
    settings.SETTLING = 0
    monkeypatch.setenv("TILSTEDE_BLUESKY_DIRECTORY", pds_server.directory)
    monkeypatch.setenv("TILSTEDE_BLUESKY_APPLICATION", pds_server.address)
    with transaction.atomic():
        append.begin(now=datetime.now(UTC))
    Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")
    return pds_server


@pytest.fixture
def owner(home: Server, run: Run, monkeypatch: pytest.MonkeyPatch) -> Owner:
    """The body's account, connected by an app password."""
    owner = home.account("kommune")
    monkeypatch.setenv("TILSTEDE_CONNECT_HANDLE", owner.handle)
    monkeypatch.setenv("TILSTEDE_CONNECT_APP_PASSWORD", owner.app_password)
    monkeypatch.setenv("TILSTEDE_CONNECT_SERVER", home.address)
    done = run("accounts", "connect", f"@{owner.handle}", "--way", "app-password")
    assert done.exit_code == 0, done.output
    assert owner.app_password not in done.output
    return owner


def work() -> None:
    """What waits, as the worker does it, at once."""
    Delivery.objects.exclude(next_try=None).update(next_try=datetime(2026, 1, 1, tzinfo=UTC))
    Job.objects.update(due=datetime(2026, 1, 1, tzinfo=UTC))
    Worker().drain()


def test_a_text_with_a_picture_and_back(owner: Owner, run: Run, tmp_path: Path) -> None:
    picture = tmp_path / "kai.png"
    Image.new("RGB", (40, 20), "red").save(picture)
    words = ("--text", "Ferja går igjen. https://fjordvik.example/ferje #ferje", "--language", "nn")
    media = ("--file", str(picture), "--alt", "Ferja ved kai")
    done = run("send", "--account", owner.handle, *words, *media, "--wait")
    assert done.exit_code == 0, done.output
    (delivery,) = Delivery.objects.all()
    assert (delivery.state, delivery.differences) == ("confirmed", [])
    (held,) = owner.posts()
    assert held["uri"] == delivery.aliases[0]
    work()
    number = read.by_alias(held["uri"])
    assert number is not None
    shown = read.one(number)
    assert shown is not None
    assert shown.post is not None
    assert [one.alt for one in shown.post.media] == ["Ferja ved kai"]
    raw = json.loads(record.payload(number, "raw") or b"{}")
    assert raw["proof"]["commit"]


def test_what_the_account_itself_writes_is_fetched(owner: Owner, run: Run) -> None:
    done = run("follow", owner.handle)
    assert done.exit_code == 0, done.output
    assert Source.objects.get(what="account").address == owner.did
    question = owner.post("Kva meiner du?")
    run("capture")  # what is said to the account cannot be heard here: there is no application
    assert read.by_alias(question["uri"]) is not None


def test_a_password_that_was_taken_back(owner: Owner, run: Run) -> None:
    """Sending stops at once, and says who must do what."""
    owner.call("com.atproto.server.revokeAppPassword", {"name": "tilstede"})
    Access.objects.update(expires=datetime(2026, 1, 1, tzinfo=UTC))
    run("send", "--account", owner.handle, "--text", "Kjem ikkje ut")
    work()
    assert owner.posts() == []
    assert Account.objects.get().access.state != "connected"
