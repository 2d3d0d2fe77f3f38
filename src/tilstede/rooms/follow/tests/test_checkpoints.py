from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from tilstede.intake.tests import scene
from tilstede.record import checkpoint, read
from tilstede.record.tiles import Tree

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
        "checkpoint/9999999999999999999999",
    ],
)
def test_what_the_log_has_not_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/log/{path}").status_code == 404


@pytest.mark.django_db
def test_an_empty_log_says_so(page: Page, client: Client) -> None:
    assert "nothing to sign" in page("/checkpoints")
    assert client.get("/log/checkpoint").status_code == 404


@pytest.mark.usefixtures("life")
def test_health_tells_that_the_record_can_be_read(client: Client) -> None:
    told = json.loads(client.get("/healthz").content)
    assert told["ok"] is True
    assert told["events"] == read.size()
    assert told["newest"] == scene.NOW.isoformat()
