"""What the server holds, and how the API shows it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.servers.answering import Answering, Reply, Request

BEGAN = datetime(2026, 11, 1, 12, tzinfo=UTC)
LANGUAGES = {"nb": "bokmål", "nn": "nynorsk", "se": "davvisámegiella"}
PRIVACY = {1: "Public", 2: "Unlisted", 3: "Private", 4: "Internal", 5: "Password protected"}


class Problem(Exception):
    """RFC 7807."""

    def __init__(self, status: int, detail: str, code: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.code = status, detail, code


@dataclass
class User:
    name: str
    title: str
    password: str = "hemmeleg"
    factor: str = ""
    channels: list[str] = field(default_factory=list)


@dataclass
class Film:
    id: int
    uuid: str
    short: str
    user: str
    channel: str
    told: dict[str, Any]
    at: datetime
    changed: datetime
    size: int = 0
    captions: dict[str, tuple[bytes, bool]] = field(default_factory=dict)


@dataclass
class Comment:
    """``user``: the name of one of ours, or an actor's address elsewhere."""

    id: int
    film: Film
    user: str
    text: str
    at: datetime
    parent: int = 0
    thread: int = 0
    url: str = ""
    deleted: datetime | None = None
    held: bool = False


@dataclass
class Upload:
    user: str
    told: dict[str, Any]
    size: int
    content: bytes = b""
    reply: Reply | None = None  #: once it is whole, for who asks again


class Held(Answering):
    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.films: dict[str, Film] = {}
        self.comments: dict[int, Comment] = {}
        self.tokens: dict[str, str] = {}
        self.refresh: dict[str, str] = {}
        self.quota = -1
        self.now = BEGAN
        self.uploads: dict[str, Upload] = {}
        self._number = 0
        super().__init__()

    # --- what it holds ----------------------------------------------------------------------------

    def tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def number(self) -> int:
        self._number += 1
        return self._number

    def user(self, name: str, title: str, *channels: str) -> User:
        made = User(name, title, channels=list(channels))
        self.users[name] = made
        return made

    def film(self, user: User, title: str, text: str = "", **told: Any) -> Film:
        number, at = self.number(), self.tick()
        name = str(uuid.UUID(int=number, version=4))
        short = "fjordvik" + f"{number:014d}".replace("0", "z")
        known = {
            "name": title,
            "description": text,
            "privacy": 1,
            "nsfw": False,
            "tags": [],
            **told,
        }
        made = Film(number, name, short, user.name, user.channels[0], known, at, at)
        self.films[name] = made
        return made

    def say(self, film: Film, user: str, text: str, parent: Comment | None = None) -> Comment:
        number = self.number()
        made = Comment(number, film, user, text, self.tick(), thread=number)
        made.url = f"{self.base}/videos/watch/{film.uuid}/comments/{number}"
        if parent:
            made.parent, made.thread = parent.id, parent.thread
        self.comments[number] = made
        return made

    def login(self, user: User) -> str:
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = user.name
        return token

    # --- whose it is ------------------------------------------------------------------------------

    def who(self, request: Request) -> User:
        name = self.tokens.get(request.token)
        if name is None:
            raise Problem(401, "Token is invalid", "invalid_token")
        return self.users[name]

    def find(self, request: Request, name: str) -> Film:
        for film in self.films.values():
            if name in (film.uuid, film.short, str(film.id)):
                hidden = film.told["privacy"] > 2
                if hidden and self.tokens.get(request.token) != film.user:
                    raise Problem(403, "Cannot fetch this private video")
                return film
        raise Problem(404, "Video not found")

    # --- shapes -----------------------------------------------------------------------------------

    def actor(self, name: str, kind: str = "accounts") -> dict[str, Any]:
        if name.startswith("https://"):
            host, _, short = name.removeprefix("https://").partition("/users/")
            return {
                "id": 900,
                "name": short,
                "host": host,
                "url": name,
                "displayName": short,
                "avatars": [],
            }
        title = self.users[name].title if name in self.users else name
        avatar = {
            "fileUrl": f"{self.base}/lazy-static/avatars/{name}.png",
            "width": 120,
            "height": 120,
        }
        return {
            "id": 1 + sorted([*self.users, *self.channels()]).index(name),
            "name": name,
            "host": self.host,
            "url": f"{self.base}/{kind}/{name}",
            "displayName": title,
            "avatars": [avatar],
        }

    def channels(self) -> list[str]:
        return [one for user in self.users.values() for one in user.channels]

    def shown(self, film: Film, *, whole: bool) -> dict[str, Any]:
        text = film.told.get("description") or None
        code = film.told.get("language")
        told = {
            "id": film.id,
            "uuid": film.uuid,
            "shortUUID": film.short,
            "name": film.told["name"],
            "language": {"id": code, "label": LANGUAGES.get(code, "Unknown")},
            "privacy": {"id": film.told["privacy"], "label": PRIVACY[film.told["privacy"]]},
            "nsfw": film.told["nsfw"],
            "truncatedDescription": text[:250] if text else None,
            "isLocal": True,
            "duration": 123,
            "thumbnailPath": f"/lazy-static/thumbnails/{film.uuid}.jpg",
            "thumbnails": [
                {
                    "fileUrl": f"{self.base}/lazy-static/thumbnails/{film.uuid}-{width}.jpg",
                    "width": width,
                    "height": 400,
                }
                for width in (280, 850)
            ],
            "createdAt": stamp(film.at),
            "publishedAt": stamp(film.at),
            "updatedAt": stamp(film.changed),
            "account": self.actor(film.user),
            "channel": self.actor(film.channel, "video-channels"),
        }
        if film.told.get("nsfwSummary"):
            told["nsfwSummary"] = film.told["nsfwSummary"]
        if whole:
            told |= {"description": text, "tags": film.told["tags"]}
        return told

    def said(self, one: Comment) -> dict[str, Any]:
        answers = [
            other for other in self.comments.values() if other.thread == one.id and other.parent
        ]
        return {
            "id": one.id,
            "url": one.url,
            "text": "" if one.deleted else one.text,
            "threadId": one.thread,
            "inReplyToCommentId": one.parent or None,
            "videoId": one.film.id,
            "createdAt": stamp(one.at),
            "updatedAt": stamp(one.at),
            "deletedAt": stamp(one.deleted) if one.deleted else None,
            "isDeleted": bool(one.deleted),
            "heldForReview": one.held,
            "totalReplies": len(answers),
            "totalRepliesFromVideoAuthor": 0,
            "account": None if one.deleted else self.actor(one.user),
        }


def stamp(when: datetime) -> str:
    return when.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def listed(request: Request, items: list[dict[str, Any]]) -> Reply:
    start, count = int(request.one("start", "0")), int(request.one("count", "15"))
    if not 1 <= count <= 100:
        raise Problem(400, "Incorrect request parameters: count")
    return Reply({"total": len(items), "data": items[start : start + count]})
