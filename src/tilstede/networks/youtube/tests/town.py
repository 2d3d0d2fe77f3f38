"""Fjordvik on YouTube: the municipality's channel, its login, and a citizen."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.servers.youtube import YouTubeServer
from tests.servers.youtube.server import SCOPES
from tests.servers.youtube.state import Channel

from tilstede.core.post import Post
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Batch, Item, Seen, Source
from tilstede.networks.kit.outgoing import Captions, Enclosure, Outgoing, Target
from tilstede.networks.youtube.network import YouTube
from tilstede.networks.youtube.places import Places

#: The servers' clock begins on 1 November; nothing of it is read by ours.
NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


class Town:
    def __init__(self, server: YouTubeServer) -> None:
        self.server = server
        self.places = Places(
            api=server.base,
            consent=f"{server.base}/consent",
            token=f"{server.base}/token",
            revoke=f"{server.base}/revoke",
        )
        self.network = YouTube(self.places)
        self.channel = server.state.channel("fjordvik", "Fjordvik kommune")
        self.citizen = server.state.channel("borgar", "Ein borgar")

    def access(self, channel: Channel | None = None, *scopes: str) -> Access:
        whose = channel or self.channel
        token = self.server.login(whose, *scopes)
        told = tuple(f"https://www.googleapis.com/auth/{one}" for one in scopes or SCOPES)
        return Access(
            "youtube", whose.id, whose.handle, secrets={"access-token": token}, scopes=told
        )

    def source(self, **told: Any) -> Source:
        """The channel, read with the project's key."""
        known = {"network": "youtube", "address": self.channel.id, "token": "key-of-the-project"}
        return Source(**(known | told))


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
        track.write_text(f"WEBVTT\n\n00:00.000 --> 00:02.000\nHei på {language}\n", "utf-8")
        tracks.append(Captions(track, language))
    return Enclosure(path, "video/mp4", "film.mp4", captions=tuple(tracks))


SOON = NOW + timedelta(hours=1)
