"""Fjordvik on a server of its own: the municipality's account and channel, and a citizen's."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.servers.peertube import PeerTubeServer

from tilstede.core.post import Post
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Batch, Item, Seen, Source
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Captions, Enclosure, Outgoing, Target
from tilstede.networks.peertube.connect import PeerTubeConnector
from tilstede.networks.peertube.network import network

#: The server's clock begins on 1 November; nothing of it is read by ours.
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)


class Town:
    def __init__(self, server: PeerTubeServer) -> None:
        self.server = server
        self.user = server.user("fjordvik", "Fjordvik kommune", "fjordvik_kanal")
        self.citizen = server.user("borgar", "Ein borgar", "borgar_kanal")
        self.channel = f"{server.base}/video-channels/fjordvik_kanal"

    def access(self, http: Http, **given: str) -> Access:
        """By name and password, as a person would."""
        asked = {"server": self.server.base, "handle": "fjordvik", "password": "hemmeleg"} | given
        access = PeerTubeConnector().begin("password", asked, "", http, NOW)
        assert isinstance(access, Access)
        return access

    def source(self, **told: Any) -> Source:
        known = {"network": "peertube", "address": f"{self.server.base}/c/fjordvik_kanal"}
        return Source(**(known | told))

    def read(self, http: Http, **told: Any) -> list[Batch]:
        return list(network.fetch(self.source(**told), http, NOW))


def items(batches: list[Batch]) -> list[Item]:
    return [item for batch in batches for item in batch.items]


def posts(batches: list[Batch]) -> list[Post]:
    return [item.post for item in items(batches) if isinstance(item, Seen)]


def later(source: Source, batches: list[Batch], **told: Any) -> Source:
    return dataclasses.replace(source, cursor=batches[-1].cursor, **told)


def outgoing(text: str, **told: Any) -> Outgoing:
    return Outgoing(**({"key": "k1", "made": NOW, "text": text} | told))


def answer_to(post: Post, text: str, **told: Any) -> Outgoing:
    return outgoing(text, reply_to=Target(post), **told)


def film(folder: Path, *, size: int = 700_000, captions: tuple[str, ...] = ()) -> Enclosure:
    path = folder / "film.mp4"
    path.write_bytes(bytes(range(256)) * (size // 256))
    tracks = []
    for language in captions:
        track = folder / f"{language}.vtt"
        track.write_text("WEBVTT\n\n00:00.000 --> 00:02.000\nHei på deg\n", "utf-8")
        tracks.append(Captions(track, language))
    return Enclosure(path, "video/mp4", "film.mp4", captions=tuple(tracks))
