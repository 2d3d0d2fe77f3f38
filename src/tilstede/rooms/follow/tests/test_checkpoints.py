from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from tilstede.core import note
from tilstede.intake.tests import scene
from tilstede.record import checkpoint, read, rekey, witness
from tilstede.record.tiles import Tree
from tilstede.rooms.follow.tests.conftest import words

Page = Callable[[str], str]


@pytest.mark.usefixtures("life")
def test_the_latest_checkpoint_is_shown_and_served_alike(page: Page, client: Client) -> None:
    latest = checkpoint.latest()
    assert latest is not None
    served = client.get("/log/checkpoint")
    assert served.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert served.content.decode() == latest.text
    assert client.get(f"/log/checkpoint/{latest.size}").content == served.content
    assert latest.text.splitlines()[2] in page("/checkpoints")


@pytest.mark.usefixtures("life")
def test_the_log_s_keys_are_told_and_served(page: Page, client: Client) -> None:
    first = checkpoint.verifier()
    assert client.get("/log/keys").content.decode() == f"0 {first}\n"
    assert "has changed its key" not in words(page("/checkpoints"))
    since = rekey.change(now=scene.NOW).signed.size - 1
    second = checkpoint.verifier()
    assert first
    assert second
    assert client.get("/log/keys").content.decode() == f"0 {first}\n{since} {second}\n"
    note_by_both = client.get(f"/log/keys/{since}").content
    for key in (first, second):
        assert note.check(note.parse(note_by_both), key)
    html = page("/checkpoints")
    shown = words(html)
    assert f"Its fingerprint: {second.fingerprint}" in shown
    assert "The log has changed its key." in shown
    assert str(first) in shown
    assert f'href="/log/keys/{since}"' in html
    rows = re.findall(r"<code translate=\"no\">([0-9a-f]{8})</code>", html)
    assert rows[:2] == [second.key_id.hex(), first.key_id.hex()], "each checkpoint tells its key"


def stranger() -> tuple[note.Verifier, note.Sign]:
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    return note.Verifier("log.kyst.example/witness", note.COSIGNATURE, public), key.sign


@pytest.mark.usefixtures("life")
def test_witnesses_are_listed_with_their_last_signature_and_key(page: Page, settings: Any) -> None:
    assert "Nobody else signs this log yet." in words(page("/checkpoints"))
    verifier, sign = stranger()
    silent = note.Verifier("log.dal.example/witness", note.COSIGNATURE, bytes(32))
    settings.WITNESSES = [
        (str(silent), "https://dal.example/log"),
        (str(verifier), "https://kyst.example/log"),
    ]

    def post(body: bytes) -> tuple[int, bytes]:
        text = note.parse(body.partition(b"\n\n")[2]).text
        return 200, f"{note.cosigned(text, verifier, sign, 1795352400)}\n".encode()

    signed = witness.ask(str(verifier), post, now=scene.NOW)
    shown = words(page("/checkpoints"))
    assert f"log.dal.example/witness has not signed yet {silent}" in shown
    when = "22 November 2026 at 14:00"
    assert f"log.kyst.example/witness {when} {signed.size} {verifier}" in shown
    assert "Nobody else signs" not in shown


@pytest.mark.usefixtures("life")
def test_tiles_hold_the_tree(client: Client) -> None:
    size = read.size()
    answer = client.get(f"/log/tile/0/000.p/{size}")
    assert answer.content == Tree(size).hashes(0, 0)
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.usefixtures("life")
@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/999",
        "tile/x",
        "tile/64/000",
        "tile/0/000.p/0",
        "checkpoint/1",
        "keys/0",
        "keys/1",
        "keys/x",
        "checkpoint/9999999999999999999999",
    ],
)
def test_what_the_log_has_not_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/log/{path}").status_code == 404


@pytest.mark.django_db
def test_an_empty_log_says_so(page: Page, client: Client) -> None:
    assert "nothing to sign" in page("/checkpoints")
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/keys").status_code == 404


@pytest.mark.usefixtures("life")
def test_health_tells_that_the_record_can_be_read(client: Client) -> None:
    told = json.loads(client.get("/healthz").content)
    assert told["ok"] is True
    assert told["events"] == read.size()
    assert told["newest"] == scene.NOW.isoformat()
