"""How an account is connected: by saying yes on its server (RFC 6749, RFC 7636), or with a token made there.

Source: docs.joinmastodon.org/methods/oauth, /methods/apps, /api/oauth-scopes (4.6, read 22 November 2026).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from tilstede.networks.kit.access import Access, Asked, Permission, Tested, Visit, Way
from tilstede.networks.kit.contract import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
)
from tilstede.networks.mastodon import asking
from tilstede.networks.mastodon.answers import PROFILES
from tilstede.networks.mastodon.api import Api, base_of
from tilstede.networks.mastodon.asking import Server
from tilstede.networks.mastodon.reading import Fields, Refusal
from tilstede.networks.mastodon.status import author_of

if TYPE_CHECKING:
    from tilstede.core.post import Author
    from tilstede.networks.kit.http import Http

PERMISSIONS: Final = (
    Permission("read:accounts", ("login", "send")),
    Permission("read:statuses", ("login", "thread", "hashtag", "stream")),
    Permission("read:notifications", ("mentions",)),
    Permission("read:search", ("search", "reply", "boost", "quote", "like", "follow", "block")),
    Permission("write:statuses", ("send", "reply", "boost", "quote", "edit", "delete", "poll")),
    Permission("write:media", ("media", "alt")),
    Permission("write:favourites", ("like",)),
    Permission("write:follows", ("follow",)),
    Permission("write:blocks", ("block",)),
)
SCOPES: Final = " ".join(one.scope for one in PERMISSIONS)
_SERVER: Final = Asked("server", example="mastodon.social")
#: A code is shown to be typed in, instead of leading back to an address.
_SHOWN: Final = "urn:ietf:wg:oauth:2.0:oob"
_HOST: Final = re.compile(
    r"(?:@?[\w.-]+@)?((?:[\w-]+\.)+[\w-]+(?::\d+)?|localhost(?::\d+)?|127\.0\.0\.1(?::\d+)?)/?"
)


class MastodonConnector:
    """See `kit.access.Connector`."""

    ways: tuple[Way, ...] = (
        Way(
            "oauth",
            (_SERVER,),
            PERMISSIONS,
            "https://docs.joinmastodon.org/client/token/",
            back="shown",
        ),
        Way(
            "token",
            (_SERVER, Asked("token", secret=True)),
            PERMISSIONS,
            "https://docs.joinmastodon.org/api/oauth-scopes/",
            made="{server}/settings/applications",
            where="Preferences → Development → New application",
        ),
    )

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        base = _base(given.get("server", ""))
        if way == "token":
            token = given.get("token", "").strip()
            if not token:
                raise Rejected("no token was given")
            return _access(base, {"token": token}, (), http, now)
        return _registered(Server(http, base), back)

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        shown = kept["back"] == _SHOWN
        if not shown and not hmac.compare_digest(
            answered.get("state", "").encode(), kept["state"].encode()
        ):
            raise Refused("the answer does not belong to this question")
        if answered.get("error"):
            raise Refused(answered.get("error_description") or answered["error"])
        code = answered.get("code", "").strip()
        if not code:
            raise Rejected("no code was given")
        told = _exchanged(kept, code, Server(http, kept["server"]))
        token = told.name("access_token")
        if not token:
            raise NotUnderstood(f"{kept['server']} gave no token")
        keys = {name: kept[name] for name in ("client-id", "client-secret")}
        scopes = tuple(told.name("scope").split())
        return _access(kept["server"], {"token": token, **keys}, scopes, http, now)

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """Mastodon's tokens last until they are taken back."""
        return access

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        server = asking.of(access, http)
        author = _who(server, now, http)
        if author.id != access.account_id:
            raise Refused(f"the login is that of {author.handle}")
        scopes = access.scopes or _scopes(server)
        return Tested(author, _lacking(scopes) if scopes else ())

    def end(self, access: Access, http: Http) -> None:
        """A token that a person made on the server can only be taken back there."""
        keys = access.secrets
        if not keys.get("client-id"):
            return
        fields = {
            "client_id": keys["client-id"],
            "client_secret": keys["client-secret"],
            "token": keys["token"],
        }
        try:
            Server(http, access.server).do("POST", "/oauth/revoke", fields)
        except (Expired, Refused, Rejected, NotFound):
            return  # it no longer counts


def _base(typed: str) -> str:
    """The server's address, from a host, an address or a handle. :raises Rejected: it is none."""
    typed = typed.strip()
    if typed.lower().startswith(("http://", "https://")):
        try:
            return base_of(typed)
        except ValueError:
            raise Rejected(f"{typed} is not the address of a server") from None
    found = _HOST.fullmatch(typed.lower())
    if found is None:
        raise Rejected(f"{typed} is not the address of a server")
    host = found[1]
    local = host.partition(":")[0] in ("localhost", "127.0.0.1")
    return f"{'http' if local else 'https'}://{host}"


def _registered(server: Server, back: str) -> Visit:
    """Make ourselves known to the server, as an application of our own each time."""
    asked = {"client_name": "tilstede", "redirect_uris": back, "scopes": SCOPES}
    try:
        app = server.fields(server.do("POST", "/api/v1/apps", asked))
    except NotFound as error:
        raise Rejected(f"{server.host} does not speak the Mastodon API") from error
    number, secret = app.name("client_id"), app.name("client_secret")
    if not number or not secret:
        raise Rejected(f"{server.host} does not answer as a Mastodon server does")
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    query = {
        "response_type": "code",
        "client_id": number,
        "redirect_uri": back,
        "scope": SCOPES,
        "state": state,
    }
    if _knows_pkce(server):
        digest = hashlib.sha256(verifier.encode()).digest()
        query["code_challenge"] = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        query["code_challenge_method"] = "S256"
    else:
        verifier = ""
    return Visit(
        f"{server.base}/oauth/authorize?{urlencode(query)}",
        {
            "server": server.base,
            "client-id": number,
            "client-secret": secret,
            "state": state,
            "verifier": verifier,
            "back": back,
        },
    )


def _knows_pkce(server: Server) -> bool:
    """As its metadata tells (RFC 8414; Mastodon from 4.3)."""
    try:
        told = server.fields(server.get("/.well-known/oauth-authorization-server"))
    except NetworkError:
        return False
    methods = told.raw("code_challenge_methods_supported")
    return isinstance(methods, list) and "S256" in methods


def _exchanged(kept: Mapping[str, str], code: str, server: Server) -> Fields:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": kept["client-id"],
        "client_secret": kept["client-secret"],
        "redirect_uri": kept["back"],
        "scope": SCOPES,
    }
    if kept.get("verifier"):
        fields["code_verifier"] = kept["verifier"]
    try:
        return server.fields(server.do("POST", "/oauth/token", fields))
    except (Expired, Rejected, NotFound) as error:
        raise Refused(error.detail) from error  # the code is wrong, used or too old


def _access(
    base: str, keys: dict[str, str], scopes: tuple[str, ...], http: Http, now: datetime
) -> Access:
    server = Server(http, base, keys["token"])
    try:
        author = _who(server, now, http)
        scopes = scopes or _scopes(server)
    except Expired as error:
        raise Refused(error.detail) from error
    except NotFound as error:
        raise Rejected(f"{server.host} does not speak the Mastodon API") from error
    return Access("mastodon", author.id, author.handle, base, keys, scopes)


def _who(server: Server, now: datetime, http: Http) -> Author:
    """The account that the token opens."""
    answer = server.myself()
    domain = Api(http, server.base, now=now).domain()
    try:
        author = author_of(PROFILES.read(answer.content), {}, domain=domain)
    except Refusal as error:
        raise NotUnderstood(f"{server.host}: {error.detail}") from error
    if not author.id:
        raise NotUnderstood(f"{server.host} does not answer as a Mastodon server does")
    return author


def _scopes(server: Server) -> tuple[str, ...]:
    """What the token allows, where the server tells (Mastodon from 4.3)."""
    try:
        told = server.fields(server.get("/api/v1/apps/verify_credentials"))
    except NetworkError:
        return ()
    scopes = told.raw("scopes")
    return tuple(one for one in scopes if isinstance(one, str)) if isinstance(scopes, list) else ()


def _lacking(scopes: tuple[str, ...]) -> tuple[str, ...]:
    """Abilities for which a permission is missing. ``read`` holds ``read:statuses``; ``follow`` is of old, and holds
    what is about other accounts (docs.joinmastodon.org/api/oauth-scopes, 2026)."""
    had = {*scopes, *(("write:follows", "write:blocks") if "follow" in scopes else ())}
    missing = [one for one in PERMISSIONS if not {one.scope, one.scope.partition(":")[0]} & had]
    return tuple(dict.fromkeys(name for one in missing for name in one.abilities))
