"""Connecting a channel: by OAuth 2.0, or with an API key that reads what is public.

Google's own description: developers.google.com/youtube/v3/guides/auth/server-side-web-apps and
/identity/protocols/oauth2/native-app (read 22 November 2026). The client id is the body's own, from its project in
Google's console; it is asked for with the login, since the day's units belong to that project. PKCE is RFC 7636.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

from tilstede.core.post import Author
from tilstede.networks.kit.access import Access, Asked, Permission, Tested, Visit, Way
from tilstede.networks.kit.errors import Expired, NetworkError, NotUnderstood, Refused, Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.youtube import draft, faults, names
from tilstede.networks.youtube.api import Api, login_of
from tilstede.networks.youtube.places import GOOGLE, Places

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

SOURCE: Final = "https://developers.google.com/youtube/v3/guides/authentication (2026-11-22)"
_SCOPE: Final = "https://www.googleapis.com/auth/"
PERMISSIONS: Final = (
    Permission(
        f"{_SCOPE}youtube.force-ssl",
        ("mentions", "thread", "login", "reply", "edit", "delete", "hide", "captions"),
    ),
    Permission(f"{_SCOPE}youtube.upload", ("send", "media")),
)
WAYS: Final = (
    Way(
        "oauth",
        (
            Asked("client-id", example="123-abc.apps.googleusercontent.com"),
            Asked("client-secret", secret=True),
        ),
        PERMISSIONS,
        SOURCE,
        made="https://console.cloud.google.com/apis/credentials",
        where="Create credentials → OAuth client ID",
        back="loopback",
    ),
    Way(
        "token",
        (Asked("token", secret=True), Asked("handle", example="@fjordvik")),
        (),
        SOURCE,
        made="https://console.cloud.google.com/apis/credentials",
        where="Create credentials → API key",
    ),
)
#: A login that lasts shorter than this is renewed.
SOON: Final = timedelta(minutes=10)
#: An address to come back to that Google stopped serving in 2023 (RFC 8252 has loopback in its place).
_OUT_OF_BAND: Final = "urn:ietf:wg:oauth:2.0:oob"


class YouTubeConnector:
    """See `kit.access.Connector`."""

    ways: tuple[Way, ...] = WAYS

    def __init__(self, places: Places = GOOGLE) -> None:
        self._places = places

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        """``token``: an API key, and whose channel is meant."""
        if way == "token":
            return self._by_key(given, http, now)
        if way != "oauth":
            raise Rejected(f"YouTube has no way called {way}")
        client = given.get("client-id", "").strip()
        if not client or not given.get("client-secret", "").strip():
            raise Rejected("the client id and its secret are both needed")
        if back == _OUT_OF_BAND or not urlsplit(back).scheme.startswith("http"):
            raise Rejected("Google sends people back to a web address or to loopback alone")
        verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        asked = {
            "client_id": client,
            "redirect_uri": back,
            "response_type": "code",
            "scope": " ".join(one.scope for one in PERMISSIONS),
            "access_type": "offline",
            "prompt": "consent select_account",
            "state": state,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        kept = {
            "client-id": client,
            "client-secret": given["client-secret"].strip(),
            "back": back,
            "verifier": verifier,
            "state": state,
        }
        return Visit(f"{self._places.consent}?{urlencode(asked)}", kept)

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        """:raises Refused: the person said no, or came back from another errand."""
        if not secrets.compare_digest(answered.get("state", "").encode(), kept["state"].encode()):
            raise Refused("the answer belongs to another attempt: begin again")
        if error := answered.get("error", ""):
            raise Refused(f"Google: {error}")
        told = self._token(
            http,
            now,
            {
                "grant_type": "authorization_code",
                "code": answered.get("code", ""),
                "code_verifier": kept["verifier"],
                "redirect_uri": kept["back"],
                "client_id": kept["client-id"],
                "client_secret": kept["client-secret"],
            },
        )
        client = {name: kept[name] for name in ("client-id", "client-secret")}
        access = _renewed(Access(draft.NETWORK, "", "", secrets=client), told, now)
        if not access.secrets.get("refresh-token"):
            raise Refused("Google gave a login that cannot be renewed: begin again")
        channel = self._mine(access, http, now)
        return replace(access, account_id=channel.id, handle=channel.handle)

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """A key lasts until it is taken back."""
        if "key" in access.secrets or (access.expires and access.expires - now > SOON):
            return access
        told = self._token(
            http,
            now,
            {
                "grant_type": "refresh_token",
                "refresh_token": access.secrets.get("refresh-token", ""),
                "client_id": access.secrets.get("client-id", ""),
                "client_secret": access.secrets.get("client-secret", ""),
            },
        )
        return _renewed(access, told, now)

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        """Whose it is. With a key nothing can be done but read."""
        if "key" in access.secrets:
            channel = self._channel(access, http, now, {"id": access.account_id})
            return Tested(channel, tuple(name for one in PERMISSIONS for name in one.abilities))
        lacking = [one for one in PERMISSIONS if one.scope not in access.scopes]
        return Tested(
            self._mine(access, http, now), tuple(name for one in lacking for name in one.abilities)
        )

    def end(self, access: Access, http: Http) -> None:
        """Have Google forget the login. A key is taken back in its console alone."""
        token = access.secrets.get("refresh-token") or access.secrets.get("access-token", "")
        if token:
            content = urlencode({"token": token}).encode()
            http.post(self._places.revoke, content, headers=_FORM, accept_status={400})

    def _by_key(self, given: Mapping[str, str], http: Http, now: datetime) -> Access:
        key, told = given.get("token", "").strip(), given.get("handle", "").strip()
        if not key or not told:
            raise Rejected("the key and the channel are both needed")
        access = Access(draft.NETWORK, "", "", secrets={"key": key})
        channel = names.channel_in(told)
        handle = told.rstrip("/").rpartition("/")[2]
        asked = {"id": channel} if channel else {"forHandle": handle}
        found = self._channel(access, http, now, asked)
        return replace(access, account_id=found.id, handle=found.handle)

    def _mine(self, access: Access, http: Http, now: datetime) -> Author:
        return self._channel(access, http, now, {"mine": True})

    def _channel(
        self, access: Access, http: Http, now: datetime, asked: Mapping[str, Any]
    ) -> Author:
        api = Api(http, login_of(access), now, root=access.server or self._places.api)
        found = api.list("channels", part="snippet", **asked).raws
        if not found:
            raise Rejected(
                "the login has no channel on YouTube" if "mine" in asked else "no such channel"
            )
        item = Fields(load(found[0]))
        snippet = item.object("snippet")
        picture = draft.thumbnail(snippet.object("thumbnails"))
        try:
            return draft.author(
                item.line("id"),
                name=snippet.line("title"),
                handle=snippet.line("customUrl").removeprefix("@"),
                avatar=picture.url if picture else "",
            )
        except Refusal as error:
            raise NotUnderstood(f"YouTube's channel: {error.detail}") from error

    def _token(self, http: Http, now: datetime, asked: Mapping[str, str]) -> Fields:
        """:raises Expired: the code or the login no longer counts."""
        content = urlencode(asked).encode()
        answer = http.post(
            self._places.token, content, headers=_FORM, accept_status=range(400, 600)
        )
        if answer.status >= 400:
            raise _fault(answer.status, answer.content, now)
        try:
            return Fields(load(answer.content))
        except Refusal as error:
            raise NotUnderstood(f"Google's answer: {error.detail}") from error


_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def _fault(status: int, content: bytes, now: datetime) -> NetworkError:
    """Errors as RFC 6749, 5.2 has them."""
    try:
        told = json.loads(content)
    except ValueError:
        told = {}
    code = str(told.get("error", "")) if isinstance(told, dict) else ""
    said = f"Google: {told.get('error_description', '') if code else status} ({code})"
    if code == "invalid_grant":
        return Expired(said)
    if code in ("invalid_client", "unauthorized_client", "access_denied"):
        return Refused(said)
    return faults.of(status, content, now)


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _renewed(access: Access, told: Fields, now: datetime) -> Access:
    """With the new token; what the answer does not tell stays as it was. :raises NotUnderstood:"""
    token = told.line("access_token")
    if not token:
        raise NotUnderstood("Google's answer holds no token")
    kept = dict(access.secrets) | {"access-token": token}
    if again := told.line("refresh_token"):
        kept["refresh-token"] = again
    scopes = tuple(told.line("scope").split()) or access.scopes
    seconds = told.number("expires_in")
    expires = now + timedelta(seconds=seconds) if seconds else None
    return replace(access, secrets=kept, scopes=scopes, expires=expires)
