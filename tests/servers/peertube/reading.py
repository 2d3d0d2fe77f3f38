"""What is read: channels, films, captions, comments, and what the login is told of itself."""

from __future__ import annotations

from typing import Any

from tests.servers.answering import Reply, Request
from tests.servers.peertube.state import LANGUAGES, Comment, Held, Problem, listed, stamp


def actor(server: Held, request: Request, kind: str, name: str) -> Reply:
    known = server.users if kind == "accounts" else server.channels()
    if name not in known:
        raise Problem(404, "Not found")
    return Reply(server.actor(name, kind))


def films(server: Held, request: Request, kind: str, name: str) -> Reply:
    own = [
        one
        for one in server.films.values()
        if (one.user if kind == "accounts" else one.channel) == name and one.told["privacy"] == 1
    ]
    newest = sorted(own, key=lambda one: one.at, reverse=True)
    if request.one("nsfw") != "both":
        newest = [one for one in newest if not one.told["nsfw"]]
    return listed(request, [server.shown(one, whole=False) for one in newest])


def my_films(server: Held, request: Request) -> Reply:
    user = server.who(request)
    own = [one for one in server.films.values() if one.user == user.name]
    newest = sorted(own, key=lambda one: one.at, reverse=True)
    return listed(request, [server.shown(one, whole=False) for one in newest])


def film(server: Held, request: Request, name: str) -> Reply:
    return Reply(server.shown(server.find(request, name), whole=True))


def captions(server: Held, request: Request, name: str) -> Reply:
    found = server.find(request, name)
    shown = [
        {
            "language": {"id": code, "label": LANGUAGES[code]},
            "automaticallyGenerated": heard,
            "fileUrl": f"{server.base}/lazy-static/video-captions/{found.uuid}-{code}.vtt",
            "updatedAt": stamp(found.at),
        }
        for code, (_, heard) in found.captions.items()
    ]
    return Reply({"total": len(shown), "data": shown})


def caption_file(server: Held, request: Request, name: str, language: str) -> Reply:
    found = server.films.get(name)
    if found is None or language not in found.captions:
        raise Problem(404, "Not found")
    return Reply(found.captions[language][0])


def threads(server: Held, request: Request, name: str) -> Reply:
    found = server.find(request, name)
    tops = [one for one in server.comments.values() if one.film is found and not one.parent]
    newest = sorted(tops, key=lambda one: one.at, reverse=True)
    return listed(request, [server.said(one) for one in newest])


def thread(server: Held, request: Request, name: str, number: str) -> Reply:
    top = server.comments.get(int(number))
    if top is None or top.parent or top.film is not server.find(request, name):
        raise Problem(404, "Thread not found")

    def tree(one: Comment) -> dict[str, Any]:
        below = [other for other in server.comments.values() if other.parent == one.id]
        return {"comment": server.said(one), "children": [tree(other) for other in below]}

    return Reply(tree(top))


def my_comments(server: Held, request: Request) -> Reply:
    user = server.who(request)
    own = [
        one for one in server.comments.values() if one.film.user == user.name and not one.deleted
    ]
    newest = sorted(own, key=lambda one: one.at, reverse=True)
    shown = []
    for one in newest:
        told = server.said(one)
        for name in (
            "videoId",
            "deletedAt",
            "isDeleted",
            "totalReplies",
            "totalRepliesFromVideoAuthor",
        ):
            del told[name]
        told["video"] = {"id": one.film.id, "uuid": one.film.uuid, "name": one.film.told["name"]}
        shown.append({**told, "automaticTags": []})
    return listed(request, shown)


def config(server: Held, request: Request) -> Reply:
    return Reply({"video": {"file": {"extensions": [".mp4", ".webm", ".mkv"]}}})


def me(server: Held, request: Request) -> Reply:
    user = server.who(request)
    return Reply(
        {
            "username": user.name,
            "account": server.actor(user.name),
            "videoChannels": [server.actor(one, "video-channels") for one in user.channels],
            "videoQuota": server.quota,
            "videoQuotaDaily": -1,
        }
    )


def used(server: Held, request: Request) -> Reply:
    user = server.who(request)
    own = sum(one.size for one in server.films.values() if one.user == user.name)
    return Reply({"videoQuotaUsed": own, "videoQuotaUsedDaily": own})
