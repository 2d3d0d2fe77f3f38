"""Connecting an account of X: OAuth 2.0 with PKCE (RFC 7636), by an app of the body's own.

An access token holds for two hours; each refresh token can be used once and brings the next.
"""

from __future__ import annotations

import dataclasses
import hmac
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

import msgspec

from tilstede.core.post import Author
from tilstede.networks.kit.access import STAYING, Access, Asked, Permission, Tested, Visit, Way
from tilstede.networks.kit.errors import Expired, NotFound, NotUnderstood, Refused, Rejected
from tilstede.networks.x.account import author_of
from tilstede.networks.x.answers import User
from tilstede.networks.x.api import BASE, Api, decoded, error_of
from tilstede.networks.x.tweet import ID

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_PAGES: Final = "https://x.com"
#: Renewed when so little is left of a token's life.
_EARLY: Final = timedelta(minutes=10)
#: Liking, following and quoting are asked for no more: X takes them no longer (docs.x.com/changelog, 20 April 2026).
_PERMISSIONS: Final = (
    Permission("tweet.read", ("fetch", "thread", "mentions", "hashtag", "search")),
    Permission("users.read", ("login",)),
    Permission("tweet.write", ("send", "reply", "boost", "delete", "poll")),
    Permission("media.write", ("media", "alt")),
    Permission("tweet.moderate.write", ("hide",)),
    Permission("offline.access", (STAYING,)),
)
_SCOPES: Final = " ".join(one.scope for one in _PERMISSIONS)


class _Token(msgspec.Struct):
    access_token: str = ""
    refresh_token: str = ""
    expires_in: float = 0
    scope: str = ""


class _Me(msgspec.Struct):
    data: User = User()


class XConnector:
    """The contract's Connector. ``api`` and ``pages``: X's own addresses."""

    ways: tuple[Way, ...] = (
        Way(
            "oauth",
            (Asked("client-id"), Asked("client-secret", secret=True, optional=True)),
            _PERMISSIONS,
            "docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code (22 August 2026)",
            made="https://console.x.com",
            where="Apps → Create App → User authentication settings → Keys and tokens",
            back="loopback",
        ),
    )

    def __init__(self, api: str = "", pages: str = _PAGES) -> None:
        self._server = api
        self._base = api or BASE
        self._pages = pages

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        """:raises Rejected: without the client id of an app."""
        client = given.get("client-id", "").strip()
        if way != "oauth" or not client:
            raise Rejected("the client id of an app is needed")
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code",
            "client_id": client,
            "redirect_uri": back,
            "scope": _SCOPES,
            "state": state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        kept = {
            "client_id": client,
            "client_secret": given.get("client-secret", "").strip(),
            "redirect_uri": back,
            "state": state,
            "verifier": verifier,
        }
        return Visit(f"{self._pages}/i/oauth2/authorize?{urlencode(query, quote_via=quote)}", kept)

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        """:raises Refused: the person said no, or came back by another way than they went."""
        if not hmac.compare_digest(answered.get("state", "").encode(), kept["state"].encode()):
            raise Refused("the answer does not belong to this attempt")
        if "code" not in answered:
            raise Refused(f"X: {answered.get('error', 'no permission was given')}")
        token = self._token(
            kept,
            http,
            now,
            grant_type="authorization_code",
            code=answered["code"],
            redirect_uri=kept["redirect_uri"],
            code_verifier=kept["verifier"],
        )
        app = {name: kept[name] for name in ("client_id", "client_secret") if kept.get(name)}
        access = self._access(Access("x", "", "", self._server, app), token, now)
        author = self._me(access, http, now)
        return dataclasses.replace(access, account_id=author.id, handle=author.handle)

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """A new token and a new refresh token, which takes the place of the old; where X sends none, the old stays."""
        if access.expires is None or now < access.expires - _EARLY:
            return access
        old = access.secrets.get("refresh_token", "")
        if not old:
            raise Expired("X gave no permission to stay connected (offline.access)")
        try:
            token = self._token(
                access.secrets, http, now, grant_type="refresh_token", refresh_token=old
            )
        except (Rejected, Refused) as error:
            raise Expired(error.detail) from error
        return self._access(access, token, now)

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        author = self._me(access, http, now)
        lacking = [
            ability
            for one in _PERMISSIONS
            if access.scopes and one.scope not in access.scopes
            for ability in one.abilities
        ]
        return Tested(author, tuple(dict.fromkeys(lacking)))

    def end(self, access: Access, http: Http) -> None:
        for name in ("refresh_token", "access_token"):
            if token := access.secrets.get(name):
                form = {"token": token, "token_type_hint": name}
                with suppress(Rejected, Refused, NotFound):  # X has forgotten it already
                    self._form("/2/oauth2/revoke", access.secrets, form, http, 0.0)

    def _me(self, access: Access, http: Http, now: datetime) -> Author:
        api = Api(http, access.secrets.get("access_token", ""), now, access.server)
        api.count("login", 1)
        found: User = decoded(
            api.get("/2/users/me", {"user.fields": "profile_image_url"}), _Me
        ).data
        if not ID.fullmatch(found.id or ""):
            raise NotUnderstood("X does not tell whose login this is")
        return author_of(
            found.id or "", found.username or "", found.name or "", found.profile_image_url or ""
        )

    def _token(self, app: Mapping[str, str], http: Http, now: datetime, **form: str) -> _Token:
        content = self._form("/2/oauth2/token", app, form, http, now.timestamp())
        token: _Token = decoded(content, _Token, sent=True)
        if not token.access_token:
            raise NotUnderstood("X sent no token", reached=True)
        return token

    def _form(
        self, path: str, app: Mapping[str, str], form: Mapping[str, str], http: Http, now: float
    ) -> bytes:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        client, secret = app.get("client_id", ""), app.get("client_secret", "")
        if secret:
            pair = b64encode(f"{quote(client)}:{quote(secret)}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        else:
            form = {**form, "client_id": client}
        answer = http.send(
            "POST",
            self._base + path,
            urlencode(form).encode(),
            headers=headers,
            accept_status=(400, 401, 403, 404),
        )
        if answer.status >= 400:
            raise error_of(answer, now)
        return answer.content

    def _access(self, access: Access, token: _Token, now: datetime) -> Access:
        held = {**access.secrets, "access_token": token.access_token}
        if token.refresh_token:
            held["refresh_token"] = token.refresh_token
        return dataclasses.replace(
            access,
            secrets=held,
            scopes=tuple(token.scope.split()) or access.scopes,
            expires=now + timedelta(seconds=token.expires_in) if token.expires_in else None,
        )
