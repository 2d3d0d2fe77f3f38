"""A film goes from the command line to a channel and back into the record; an answer to a comment under it too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from tests.journeys.test_sending_mastodon import work
from tests.servers.peertube import PeerTubeServer
from tests.servers.youtube import YouTubeServer
from tests.servers.youtube.server import SCOPES
from tilstede.cli.tests.conftest import Run, run
from tilstede.intake import pump as intake
from tilstede.networks.kit import registry
from tilstede.networks.kit.access import Access as Login
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.http import Http
from tilstede.office import access
from tilstede.office.models import Account, Body
from tilstede.outbox import acts
from tilstede.outbox.models import Delivery
from tilstede.posts import read
from tilstede.record import append

__all__ = ["run"]
pytestmark = pytest.mark.django_db

Server = PeerTubeServer | YouTubeServer


@pytest.fixture
def body(db: None, settings: Any) -> Body:
    settings.LOOPBACK = ["127.0.0.1:*"]
    settings.SETTLING = 1
    with transaction.atomic():
        append.begin(now=datetime.now(UTC))
    return Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")


@pytest.fixture
def peertube(body: Body, run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[PeerTubeServer]:
    """Connected on the command line by name and password."""
    with PeerTubeServer() as server:
        server.now = datetime.now(UTC)
        server.user("fjordvik", "Fjordvik kommune", "fjordvik_kanal")
        server.user("borgar", "Ein borgar", "borgar_kanal")
        monkeypatch.setenv("TILSTEDE_CONNECT_SERVER", server.base)
        monkeypatch.setenv("TILSTEDE_CONNECT_HANDLE", "fjordvik")
        monkeypatch.setenv("TILSTEDE_CONNECT_PASSWORD", "hemmeleg")
        address = f"{server.base}/c/fjordvik_kanal"
        done = run("accounts", "connect", address, typed="\n\n")
        assert done.exit_code == 0, done.output
        assert "hemmeleg" not in done.output
        yield server


@pytest.fixture
def youtube(body: Body) -> Iterator[YouTubeServer]:
    """Its address is not YouTube's own, so the login is kept as if the person had come back from there."""
    with YouTubeServer() as server:
        server.state.now = datetime.now(UTC)
        channel = server.state.channel("fjordvik", "Fjordvik kommune")
        server.state.channel("borgar", "Ein borgar")
        account = Account.objects.create(
            body=body,
            network="youtube",
            native_id=channel.id,
            handle="@fjordvik",
            url="https://www.youtube.com/@fjordvik",
            address="https://www.youtube.com/@fjordvik",
        )
        scopes = tuple(f"https://www.googleapis.com/auth/{one}" for one in SCOPES)
        secrets = {"access-token": server.login(channel)}
        login = Login("youtube", channel.id, "fjordvik", server.base, secrets, scopes)
        access.keep(account, login, way="oauth", by="test", now=datetime.now(UTC))
        yield server


@pytest.fixture(params=["peertube", "youtube"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


def address(server: Server) -> str:
    if isinstance(server, YouTubeServer):
        return "https://www.youtube.com/@fjordvik"
    return f"{server.base}/c/fjordvik_kanal"


def send(run: Run, server: Server, *words: str) -> Delivery:
    done = run("send", "--account", address(server), *words, "--wait")
    assert done.exit_code == 0, done.output
    delivery = Delivery.objects.latest("id")
    assert (delivery.state, delivery.differences) == ("confirmed", []), done.output
    work()
    return delivery


def test_a_film_and_back(server: Server, run: Run, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(range(256)) * 2000)
    words = ("--text", "Heile møtet.", "--title", "Kommunestyret", "--language", "nn")
    captions = tmp_path / "film.vtt"
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nVelkomen til møtet.\n")
    enclosed = ("--file", str(film), "--alt", "")
    done = run("send", "--account", address(server), *words, *enclosed, "--wait")
    assert "no captions" in done.output
    delivery = send(run, server, *words, *enclosed, "--captions", str(captions))
    number = read.by_alias(delivery.aliases[0])
    assert number is not None
    shown = read.one(number)
    assert shown is not None
    assert shown.post is not None
    assert (shown.post.title, shown.post.text) == ("Kommunestyret", "Heile møtet.")


def test_an_answer_to_a_citizen(server: Server, run: Run) -> None:
    thread, name = _asked(server)
    with Http(["127.0.0.1:*"]) as http:
        for batch in registry.get(thread.network).fetch(thread, http, datetime.now(UTC)):
            intake.take(batch.items, now=datetime.now(UTC))
    words = ("--text", "Måndag klokka åtte.", "--reply-to", str(read.by_alias(name)))
    sent = send(run, server, *words)
    assert "Måndag klokka åtte." in [one.text for one in _comments(server)]
    acts.delete(sent, reason="Feil dag", by="test", now=datetime.now(UTC))
    work()
    number = read.by_alias(sent.aliases[0])
    assert number is not None
    gone = read.one(number, public=False)
    assert gone is not None
    assert gone.withdrawn


def _asked(server: Server) -> tuple[Source, str]:
    """A citizen asks under a film of ours; where that is read, and its name."""
    if isinstance(server, YouTubeServer):
        ours, citizen = server.state.channels.values()
        video = server.state.video(ours, "Kommunestyret")
        asked = server.state.comment(citizen, video, "Når opnar bassenget?")
        login = access.of(Account.objects.get())
        source = Source("youtube", f"yt:{video.id}", what="thread", access=login)
        return source, f"ytc:{asked.id}"
    film = server.film(server.users["fjordvik"], "Kommunestyret")
    said = server.say(film, "borgar", "Når opnar bassenget?")
    name = f"{server.base}/videos/watch/{film.uuid}"
    return Source("peertube", name, what="thread"), said.url


def _comments(server: Server) -> list[Any]:
    held = server.state.comments if isinstance(server, YouTubeServer) else server.comments
    return list(held.values())
