"""Asking witnesses, over real HTTP: what is signed, and what is said when nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tilstede.core import note
from tilstede.intake import tasks, witnesses
from tilstede.intake.witnesses import NotWitnessed
from tilstede.networks.kit.tests.server import Page, Site, serving
from tilstede.record import checkpoint, keys, witness
from tilstede.record.append import Entry, append

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def site(settings: Any) -> Iterator[Site]:
    with serving() as site:
        settings.LOOPBACK = [site.host]
        yield site


@pytest.fixture
def key() -> str:
    """A witness's key."""
    append([Entry("seen", {"post": b"{}", "raw": b"<a/>"})] * 20, now=NOW)
    return str(witness.verifier(now=NOW))


def signature() -> bytes:
    """The line that our own witness's key puts under our newest checkpoint."""
    text = note.parse(checkpoint.make(now=NOW).text.encode()).text
    line = note.cosigned(text, witness.verifier(now=NOW), keys.signer(keys.WITNESS), 1_800_000_000)
    return f"{line}\n".encode()


@pytest.mark.parametrize("ending", ["", "/", "/add-checkpoint"])
def test_the_signature_is_kept(site: Site, key: str, ending: str) -> None:
    site.pages["/log/add-checkpoint"] = Page(signature())
    signed = witnesses.ask(site.url("/log") + ending, key, now=NOW)
    assert signed.size == 21
    assert checkpoint.latest() == signed
    assert [(had.verifier, had.size) for had in witness.cosigned()] == [(key, 21)]
    assert witness.cosigned()[0].at == datetime.fromtimestamp(1_800_000_000, UTC)
    assert site.sent[0].startswith(b"old 0\n\nlog.fjordvik.example\n21\n")


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (Page(b"unknown\n", 404), "does not witness our log yet"),
        (Page(b"false\n", 403), "under another key"),
        (Page(b"999\n", 409), "more of our log than we hold"),
        (Page(b"no\n", 422), "another history"),
        (Page(b"busy\n", 429), "did not sign"),
        (Page(b"hei"), "did not sign"),
        (Page(status=500), "does not answer now"),
        (Page(status=302, headers={"Location": "/"}), "something else"),
        (Page(bytes(70_000)), "larger than 65536 bytes"),
    ],
)
def test_what_went_wrong_is_said(site: Site, key: str, page: Page, why: str, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    site.pages["/log/add-checkpoint"] = page
    with pytest.raises(NotWitnessed, match=why):
        witnesses.ask(site.url("/log"), key, now=NOW)
    assert witness.cosigned() == []


def test_what_is_no_key(site: Site) -> None:
    with pytest.raises(NotWitnessed):
        witnesses.ask(site.url("/log"), "nonsense", now=NOW)


def test_one_that_fails_does_not_stop_the_rest(site: Site, key: str, settings: Any) -> None:
    other = str(note.Verifier("w.example", note.COSIGNATURE, bytes(32)))
    settings.WITNESSES = [(other, site.url("/gone")), (key, site.url("/log/"))]
    site.pages["/log/add-checkpoint"] = Page(signature())
    assert witnesses.key_of(site.url("/log")) == key
    with pytest.raises(tasks.NotAttested, match="/gone"):
        tasks.ask_witnesses.call()
    assert [had.verifier for had in witness.cosigned()] == [key]
    settings.WITNESSES = [(key, site.url("/log"))]
    tasks.ask_witnesses.call()
