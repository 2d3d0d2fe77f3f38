"""Files of a post that is being sent are found by those who have the address, and by nobody else, and not for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from django.test import Client

from tilstede.office.models import Account, Body
from tilstede.outbox import clear, fetching
from tilstede.outbox.draft import Captions, Draft, Enclosure, Part
from tilstede.outbox.models import Delivery
from tilstede.record import append
from tilstede.web.addresses import neutral

pytestmark = pytest.mark.django_db
HOST = "tilstede.fjordvik.example"
PICTURE = b"\xff\xd8\xff\xe0 ferja"
State = Delivery.State


@pytest.fixture
def row(settings: Any, tmp_path: Path) -> Delivery:
    """A picture with captions beside it, on its way to Threads."""
    settings.HOSTS = settings.ALLOWED_HOSTS = [HOST]
    settings.HTTPS = True
    now = datetime.now(UTC)
    append.begin(now=now)
    (tmp_path / "kai.jpg").write_bytes(PICTURE)
    (tmp_path / "nn.vtt").write_bytes(b"WEBVTT\n")
    captions = (Captions(tmp_path / "nn.vtt", "nn"),)
    media = (Enclosure(tmp_path / "kai.jpg", "image/jpeg", alt="Ferja", captions=captions),)
    body = Body.objects.create(key="NO-BRC-310100013", own=True)
    account = Account.objects.create(
        network="threads", address="https://www.threads.com/@fjordvik", body=body
    )
    (cleared,) = clear.keep(
        Draft(parts=(Part(text="Kai", media=media),)), [account], by="k", now=now
    )
    return Delivery.objects.create(
        cleared=cleared,
        account=account,
        network="threads",
        native_id="1",
        key="6f7d",
        made=now,
        since=now,
        tried=now,
        state=State.SENDING,
    )


def path(row: Delivery, role: str = "media.0") -> str:
    return fetching.address(row, role).removeprefix(f"https://{HOST}")


def status(client: Client, asked: str) -> int:
    return client.get(asked, headers={"Host": HOST}).status_code


def test_the_file_is_found_by_its_address(client: Client, row: Delivery) -> None:
    address = fetching.address(row, "media.0")
    assert urlsplit(address).path == neutral("sending-file", row.pk, "media.0")
    assert len(parse_qs(urlsplit(address).query)["proof"][0]) == 43, "of 256 bits"
    answer = client.get(path(row), headers={"Host": HOST})
    assert b"".join(answer.streaming_content) == PICTURE
    whole = client.head(path(row), headers={"Host": HOST})
    assert (whole.status_code, whole.content) == (200, b"")
    for told in (answer, whole):
        assert told["Content-Type"] == "image/jpeg"
        assert told["Content-Length"] == str(len(PICTURE))
        assert told["X-Content-Type-Options"] == "nosniff"
        assert told["Cache-Control"] == "no-store"
        assert "noindex" in told["X-Robots-Tag"]
        assert "sandbox" in told["Content-Security-Policy"]
        assert not told.cookies
        assert "Vary" not in told
    assert client.post(path(row), headers={"Host": HOST}).status_code == 405


def test_whoever_fetches_for_the_network_may(client: Client, row: Delivery) -> None:
    """Meta asks robots.txt first."""
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt", headers={"Host": HOST}).content.decode().splitlines())
    assert rules.can_fetch("facebookexternalhit/1.1", path(row))


@pytest.mark.parametrize(
    "state", [one for one in State if one not in (State.SENDING, State.UNSURE)]
)
def test_only_while_it_is_being_sent(client: Client, row: Delivery, state: str) -> None:
    asked = path(row)
    Delivery.objects.update(state=State.UNSURE)
    assert status(client, asked) == 200
    Delivery.objects.update(state=state)
    assert status(client, asked) == 404


def test_only_for_an_hour(client: Client, row: Delivery) -> None:
    row.tried = datetime.now(UTC) - fetching.LASTS - timedelta(seconds=1)
    asked = path(row)
    assert status(client, asked) == 404
    later = asked.replace("until=", "until=1")
    assert status(client, later) == 404, "the time is signed"


def test_only_with_its_own_proof(client: Client, row: Delivery) -> None:
    good = path(row)
    bare, _, proof = good.partition("?")
    other = Delivery.objects.get()
    other.key = "another"
    for asked in (
        bare,
        f"{bare}?until=&proof=",
        f"{bare}?until=x&proof=y",
        f"{bare}?until=%F0&proof=%C3%B8",
        f"{good}x",
        path(other),
        path(row, "about"),
        f"/sending/{row.pk}/about?{proof}",
        f"/sending/{row.pk + 1}/media.0?{proof}",
        f"/sending/{row.pk}/media.1?{proof}",
    ):
        assert status(client, asked) == 404, asked


def test_nothing_but_what_the_network_fetches(client: Client, row: Delivery, settings: Any) -> None:
    """Neither captions nor what was said about it when it was cleared, nor files for networks that are given them."""
    for role in ("captions.0.0", "about"):
        assert status(client, path(row, role)) == 404
    asked = path(row)
    Delivery.objects.update(network="mastodon")
    assert status(client, asked) == 404
    row.network = "mastodon"
    assert fetching.address(row, "media.0") == ""
    row.network, settings.HTTPS = "threads", False
    assert fetching.address(row, "media.0") == ""
