"""The server: takes requests as the description has them, and answers from the state."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Any

from tests.servers.answering import Answering, Reply, Request
from tests.servers.youtube import description
from tests.servers.youtube.description import Method
from tests.servers.youtube.methods import METHODS, Asking, Wrong
from tests.servers.youtube.state import Channel, State

SCOPES = ("youtube.force-ssl", "youtube.upload")
PRICES = {"list": 1, "download": 200, "insert": 50, "update": 50, "delete": 50}


@dataclass
class Login:
    channel: Channel
    scopes: tuple[str, ...]


@dataclass
class Upload:
    method: Method
    asking: Asking
    size: int
    content: bytes = b""
    reply: Reply | None = None  #: once it is whole, for who asks again


class YouTubeServer(Answering):
    """``quota``: units left of the day. ``logins``: by token; ``keys``: of projects, for reading alone."""

    def __init__(self) -> None:
        self.state = State()
        self.quota = 10_000
        self.logins: dict[str, Login] = {}
        self.keys = {"key-of-the-project"}
        self.codes: dict[str, dict[str, str]] = {}
        self.refresh: dict[str, str] = {}
        self._uploads: dict[str, Upload] = {}
        self.audited = True  #: whether what is uploaded may be seen by others
        super().__init__()

    def login(self, channel: Channel, *scopes: str) -> str:
        """A token for it."""
        token = f"token-{secrets.token_hex(6)}"
        wanted = scopes or SCOPES
        self.logins[token] = Login(
            channel, tuple(f"https://www.googleapis.com/auth/{one}" for one in wanted)
        )
        return token

    def answer(self, request: Request) -> Reply:
        if request.path in ("/token", "/revoke"):
            return self._oauth(request)
        try:
            if upload := self._uploads.get(request.one("upload_id")):
                return self._piece(request, upload)
            return self._call(request)
        except Wrong as wrong:
            return _error(wrong)

    def _call(self, request: Request) -> Reply:
        method, query = _method(request)
        if trouble := description.wrong_parameters(method, query):
            raise Wrong(400, "badRequest", trouble)
        asker = self._asker(request, method)
        self._pay(method)
        body = request.json() if "json" in request.headers.get("content-type", "") else None
        if "request" in method.told:
            trouble = "; ".join(description.wrong(method.told["request"]["$ref"], body or {}))
            if trouble:
                raise Wrong(400, "badRequest", trouble)
        asking = Asking(self.state, asker, query, body or {}, audited=self.audited)
        if method.upload:
            return self._begin(request, method, asking)
        return self._done(method, asking)

    def _asker(self, request: Request, method: Method) -> str:
        """The channel that asks, or "" for a project's key."""
        if login := self.logins.get(request.token):
            if not set(login.scopes) & set(method.told["scopes"]):
                raise Wrong(403, "insufficientPermissions", "Insufficient Permission")
            return login.channel.id
        if request.token:
            raise Wrong(401, "authError", "Invalid Credentials")
        if request.one("key") not in self.keys:
            raise Wrong(400, "badRequest", "API key not valid. Please pass a valid API key.")
        if method.http != "GET" or request.one("mine"):
            raise Wrong(401, "required", "Login Required.")
        return ""

    def _pay(self, method: Method) -> None:
        resource, name = method.id.split(".")[1:3]
        cost = PRICES.get(name, 50)
        if resource == "captions":
            cost = {"list": 50, "insert": 400}.get(name, cost)
        if self.quota < cost:
            raise Wrong(403, "quotaExceeded", 'You have exceeded your <a href="/q">quota</a>.')
        self.quota -= cost

    def _done(self, method: Method, asking: Asking) -> Reply:
        body = METHODS[method.id](asking)
        if isinstance(body, bytes):
            return Reply(body)
        if "response" not in method.told:
            return Reply(None, 204)
        trouble = description.wrong(method.told["response"]["$ref"], body)
        assert not trouble, f"the server may not answer what is not described: {trouble}"
        return Reply(body)

    # --- uploads ----------------------------------------------------------------------------------

    def _begin(self, request: Request, method: Method, asking: Asking) -> Reply:
        name = secrets.token_hex(8)
        size = int(request.headers["x-upload-content-length"])
        self._uploads[name] = Upload(method, asking, size)
        where = f"{self.base}{request.path}?uploadType=resumable&upload_id={name}"
        return Reply(None, 200, {"Location": where})

    def _piece(self, request: Request, upload: Upload) -> Reply:
        if upload.reply:
            return upload.reply
        told = request.headers.get("content-range", "")
        place = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)", told)
        assert place, f"a piece without its place: {told}"
        assert int(place[3]) == upload.size
        if place[1]:
            start, end = int(place[1]), int(place[2])
            assert start == len(upload.content), "a piece that does not follow"
            assert end - start + 1 == len(request.body)
            assert end + 1 == upload.size or len(request.body) % 262_144 == 0
            upload.content += request.body
        if len(upload.content) < upload.size:
            held = {"Range": f"bytes=0-{len(upload.content) - 1}"} if upload.content else {}
            return Reply(None, 308, held)
        upload.asking.content = upload.content
        upload.content = b""
        upload.reply = self._done(upload.method, upload.asking)
        return upload.reply

    # --- logins (RFC 6749, 7636, 7009) ------------------------------------------------------------

    def consent(self, asked: dict[str, str], channel: Channel) -> str:
        """The code that Google would send the person back with."""
        code = f"code-{secrets.token_hex(6)}"
        self.codes[code] = {**asked, "channel": channel.id}
        return code

    def _oauth(self, request: Request) -> Reply:
        form = request.form()
        if request.path == "/revoke":
            self.refresh.pop(form.get("token", ""), None)
            return Reply({})
        if form.get("client_secret") != "hemmeleg":
            return Reply({"error": "invalid_client"}, 401)
        if form["grant_type"] == "refresh_token":
            channel = self.refresh.get(form["refresh_token"], "")
            if not channel:
                return Reply({"error": "invalid_grant", "error_description": "Token revoked"}, 400)
            return Reply(self._token(channel))
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or not _proves(form["code_verifier"], asked["code_challenge"]):
            return Reply({"error": "invalid_grant", "error_description": "Bad code"}, 400)
        again = f"again-{secrets.token_hex(6)}"
        self.refresh[again] = asked["channel"]
        return Reply({**self._token(asked["channel"]), "refresh_token": again})

    def _token(self, channel: str) -> dict[str, Any]:
        token = self.login(self.state.channels[channel])
        scope = " ".join(self.logins[token].scopes)
        return {"access_token": token, "expires_in": 3599, "token_type": "Bearer", "scope": scope}


def _proves(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def _method(request: Request) -> tuple[Method, dict[str, list[str]]]:
    for method in description.methods():
        found = method.path.fullmatch(request.path)
        if found and method.http == request.method:
            named = {name: [value] for name, value in found.groupdict().items()}
            return method, {**request.query, **named}
    raise Wrong(404, "notFound", f"No such method: {request.method} {request.path}")


def _error(wrong: Wrong) -> Reply:
    told = {"message": wrong.words, "domain": "youtube", "reason": wrong.reason}
    body = {"error": {"code": wrong.status, "message": wrong.words, "errors": [told]}}
    return Reply(body, wrong.status)
