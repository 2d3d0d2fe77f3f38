"""What is done: films, captions, comments, logins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.servers.answering import Reply, Request
from tests.servers.peertube.state import LANGUAGES, Film, Held, Problem, Upload, User


def comment(server: Held, request: Request, name: str, number: str = "") -> Reply:
    user, found = server.who(request), server.find(request, name)
    text = (request.json() or {}).get("text", "")
    if not 1 <= len(text) <= 10_000:
        raise Problem(400, "Incorrect request parameters: text")
    above = server.comments.get(int(number)) if number else None
    if number and (above is None or above.deleted or above.film is not found):
        raise Problem(404, "Comment not found")
    return Reply({"comment": server.said(server.say(found, user.name, text, above))})


def delete_comment(server: Held, request: Request, name: str, number: str) -> Reply:
    user, found = server.who(request), server.comments.get(int(number))
    if found is None:
        raise Problem(404, "Comment not found")
    if user.name not in (found.user, found.film.user):
        raise Problem(403, "Cannot remove comment of another user")
    if found.deleted:
        raise Problem(409, "Comment is already deleted")
    found.deleted = server.tick()
    return Reply(None, 204)


def delete_film(server: Held, request: Request, name: str) -> Reply:
    found = _own(server, request, name)
    del server.films[found.uuid]
    return Reply(None, 204)


def _own(server: Held, request: Request, name: str) -> Film:
    user, found = server.who(request), server.find(request, name)
    if found.user != user.name:
        raise Problem(403, "Cannot change the video of another user")
    return found


def change(server: Held, request: Request, name: str) -> Reply:
    found = _own(server, request, name)
    fields = dict(parts(request))
    tags = [fields.pop(one) for one in sorted(fields) if one.startswith("tags[")]
    told: dict[str, Any] = dict(fields)
    if tags:
        told["tags"] = tags
    if "nsfw" in told:
        told["nsfw"] = told["nsfw"] == "true"
    found.told.update(told)
    found.changed = server.tick()
    return Reply(None, 204)


def caption(server: Held, request: Request, name: str, language: str) -> Reply:
    found = _own(server, request, name)
    content = dict(parts(request)).get("captionfile", "").encode()
    if language not in LANGUAGES or not content.startswith(b"WEBVTT"):
        raise Problem(400, "Incorrect request parameters: captionfile")
    found.captions[language] = (content, False)
    return Reply(None, 204)


def parts(request: Request) -> Iterator[tuple[str, str]]:
    """The parts of ``multipart/form-data`` (RFC 7578)."""
    mark = request.headers["content-type"].partition("boundary=")[2].encode()
    for part in request.body.split(b"--" + mark)[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        named = re.search(rb'name="([^"]*)"', head)
        assert named
        yield named[1].decode(), content.removesuffix(b"\r\n").decode()


def begin(server: Held, request: Request) -> Reply:
    user, told = server.who(request), request.json()
    if not 3 <= len(told.get("name", "")) <= 120 or len(told.get("tags", [])) > 5:
        raise Problem(400, "Incorrect request parameters: name")
    if not told.get("filename", "").endswith((".mp4", ".webm", ".mkv")):
        raise Problem(415, "This file is not supported")
    size = int(request.headers["x-upload-content-length"])
    if 0 <= server.quota < size:
        raise Problem(413, "The user video quota is exceeded", "quota_reached")
    name = f"upload{len(server.uploads)}"
    server.uploads[name] = Upload(user.name, told, size)
    where = f"//{server.host}/api/v1/videos/upload-resumable?upload_id={name}"
    return Reply(None, 201, {"Location": where})


def piece(server: Held, request: Request) -> Reply:
    upload = server.uploads.get(request.one("upload_id"))
    if upload is None:
        raise Problem(404, "Upload not found")
    if upload.reply:
        return upload.reply
    place = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)", request.headers["content-range"])
    assert place
    if place[1]:
        if int(place[1]) != len(upload.content):
            raise Problem(409, "The chunk does not match the range")
        assert int(place[2]) - int(place[1]) + 1 == len(request.body)
        upload.content += request.body
    if len(upload.content) < upload.size:
        held = {"Range": f"bytes=0-{len(upload.content) - 1}"} if upload.content else {}
        return Reply(None, 308, held)
    told = dict(upload.told)
    channel = told.pop("channelId")
    user = server.users[upload.user]
    named = [one for one in user.channels if server.actor(one, "video-channels")["id"] == channel]
    if not named:
        raise Problem(400, "Unknown video channel")
    made = server.film(user, told.pop("name"), **told)
    made.channel, made.size = named[0], upload.size
    shown = {"id": made.id, "uuid": made.uuid, "shortUUID": made.short}
    upload.content = b""
    upload.reply = Reply({"video": shown})
    return upload.reply


# --- logins ---------------------------------------------------------------------------------------


def client(server: Held, request: Request) -> Reply:
    return Reply({"client_id": "klient", "client_secret": "nykel"})


def token(server: Held, request: Request) -> Reply:
    form = request.form()
    if (form.get("client_id"), form.get("client_secret")) != ("klient", "nykel"):
        raise Problem(400, "Invalid client: client is invalid", "invalid_client")
    if form["grant_type"] == "refresh_token":
        name = server.refresh.pop(form["refresh_token"], "")
        if not name:
            raise Problem(400, "Invalid grant: refresh token is invalid", "invalid_grant")
        user = server.users[name]
    else:
        user = server.users.get(form["username"], User("", ""))
        if not user.name or form["password"] != user.password:
            raise Problem(400, "Invalid credentials", "invalid_grant")
        if user.factor and request.headers.get("x-peertube-otp") != user.factor:
            raise Problem(401, "Missing two factor header", "missing_two_factor")
    again = f"again-{len(server.tokens)}"
    server.refresh[again] = user.name
    told = {"token_type": "Bearer", "access_token": server.login(user), "refresh_token": again}
    return Reply({**told, "expires_in": 14399, "refresh_token_expires_in": 1209599})


def revoke(server: Held, request: Request) -> Reply:
    server.who(request)
    del server.tokens[request.token]
    return Reply({})
