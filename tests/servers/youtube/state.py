"""What the server holds: channels with their videos, comments and captions."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)


@dataclass
class Channel:
    id: str
    handle: str
    title: str
    made: datetime = BEGAN

    @property
    def uploads(self) -> str:
        return "UU" + self.id[2:]


@dataclass
class Video:
    id: str
    channel: Channel
    snippet: dict[str, Any]
    status: dict[str, Any]
    at: datetime
    size: int = 0
    deleted: bool = False


@dataclass
class Comment:
    id: str
    author: Channel
    video: str
    text: str
    at: datetime
    parent: str = ""
    edited: datetime | None = None
    status: str = "published"


@dataclass
class Track:
    id: str
    video: str
    language: str
    content: bytes
    at: datetime
    kind: str = "standard"


@dataclass
class State:
    """Time goes on by a minute with everything that is made."""

    now: datetime = BEGAN
    channels: dict[str, Channel] = field(default_factory=dict)
    videos: dict[str, Video] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    tracks: dict[str, Track] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def name(self, kind: str, length: int) -> str:
        """A new id, the same in every run."""
        digest = hashlib.sha256(f"{kind}{next(self._numbers)}".encode()).hexdigest()
        return (digest * 2)[:length]

    def channel(self, handle: str, title: str) -> Channel:
        made = Channel("UC" + self.name("channel", 22), handle, title)
        self.channels[made.id] = made
        return made

    def video(self, channel: Channel, title: str, text: str = "", **told: Any) -> Video:
        """``told``: of its status, ``privacy``; of its snippet, anything else."""
        status = {"privacyStatus": told.pop("privacy", "public"), "uploadStatus": "processed"}
        snippet = {"title": title, "description": text, **told}
        made = Video(self.name("video", 11), channel, snippet, status, self.tick())
        self.videos[made.id] = made
        return made

    def comment(
        self, author: Channel, video: Video | str, text: str, parent: Comment | str = ""
    ) -> Comment:
        above = parent.id if isinstance(parent, Comment) else parent
        own = self.name("comment", 22)
        name = f"{above}.{own}" if above else f"Ug{own}Aa"
        where = video.id if isinstance(video, Video) else video
        made = Comment(name, author, where, text, self.tick(), above)
        self.comments[name] = made
        return made

    def track(self, video: str, language: str, content: bytes, kind: str = "standard") -> Track:
        made = Track(self.name("track", 28), video, language, content, self.tick(), kind)
        self.tracks[made.id] = made
        return made

    def videos_of(self, channel: Channel) -> list[Video]:
        """Newest first."""
        found = [one for one in self.videos.values() if one.channel is channel]
        return sorted(found, key=lambda one: one.at, reverse=True)

    def answers_to(self, comment: str) -> list[Comment]:
        found = [one for one in self.comments.values() if one.parent == comment]
        return sorted(found, key=lambda one: one.at)
