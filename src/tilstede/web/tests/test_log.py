"""The place where other logs ask us to witness them, as machines meet it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from tilstede.core import note
from tilstede.record import checkpoint, witness
from tilstede.record.append import Entry, append

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
PATH = "/log/add-checkpoint"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def request_body() -> bytes:
    """A request by our own log, which is as good as any other's."""
    append([Entry("seen", {"post": b"{}", "raw": b"<a/>"})] * 20, now=NOW)
    return witness.query(0, checkpoint.make(now=NOW))


def post(client: Client, body: bytes) -> tuple[int, str, str]:
    answer = client.post(PATH, body, content_type="text/plain; charset=utf-8")
    assert "no-store" in answer.headers["Cache-Control"]
    assert not answer.cookies
    return answer.status_code, answer.headers["Content-Type"], answer.content.decode()


def test_a_log_that_is_trusted_gets_our_signature(client: Client, request_body: bytes) -> None:
    assert post(client, request_body)[0] == 404
    witness.trust(str(checkpoint.verifier()))
    status, kind, line = post(client, request_body)
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    signed = note.parse(request_body.partition(b"\n\n")[2] + line.encode())
    assert note.check(signed, witness.verifier(now=NOW))
    assert witness.trusted() == [(str(checkpoint.verifier()), 21)]
    assert post(client, request_body) == (409, "text/x.tlog.size", "21\n")


def test_what_is_no_request_is_said_to_be_none(client: Client) -> None:
    assert post(client, b"hei")[0] == 400
    assert post(client, b"")[0] == 400


def test_nobody_sends_without_end(client: Client) -> None:
    assert client.post(PATH, bytes(65537), content_type="text/plain").status_code == 413


def test_it_is_no_page(client: Client) -> None:
    assert client.get(PATH).status_code == 405


def test_health_tells_how_far_others_have_followed(client: Client, request_body: bytes) -> None:
    key = str(witness.verifier(now=NOW))
    witness.trust(str(checkpoint.verifier()))

    def ask(body: bytes) -> tuple[int, bytes]:
        answer = client.post(PATH, body, content_type="text/plain; charset=utf-8")
        return answer.status_code, answer.content

    witness.ask(key, ask, now=NOW)
    append([Entry("gap", {"about": b"{}"})], now=NOW)
    checkpoint.make(now=NOW)
    told = client.get("/healthz").json()
    assert (told["signed"], told["unstamped"]) == (22, 0)
    assert told["witnessed"] == {"log.fjordvik.example/witness": 21}
