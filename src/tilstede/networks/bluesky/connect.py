"""How an account is connected: by saying yes at its server (`oauth`), or with a password made for us alone (an app
password). Either can be taken back by itself.

Source: atproto.com/specs/xrpc#authentication, docs.bsky.app, App passwords (2026). A login by app password lasts two
hours and is renewed with a token that changes each time. The app password is kept with it: where a renewed login was
lost on its way to us, we sign in again.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from tilstede.networks.bluesky import client, discover, fetch, identity, login, names, oauth, xrpc
from tilstede.networks.bluesky.login import Bearer
from tilstede.networks.bluesky.reading import Refusal, load
from tilstede.networks.bluesky.record import author_of
from tilstede.networks.kit.access import Access, Asked, Connector, Permission, Tested, Visit, Way
from tilstede.networks.kit.contract import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
)

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_SCOPE: Final = "com.atproto.appPass"
#: The same, also for private messages: more than is needed, but a person may have chosen it.
_WIDER: Final = "com.atproto.appPassPrivileged"
_ABLE: Final = (
    *("mentions", "search", "send", "reply", "boost", "quote", "like", "follow"),
    *("delete", "hide", "block", "media", "alt", "captions"),
)
_HANDLE: Final = Asked("handle", example="fjordvik.bsky.social")
_SERVER: Final = Asked("server", optional=True, example="https://bsky.social")
#: A login is renewed when less than this is left of it.
_SOON: Final = timedelta(minutes=15)


class BlueskyConnector(Connector):
    """See `kit.access.Connector`."""

    ways = (
        Way(
            "oauth",
            (_HANDLE, _SERVER),
            (Permission(client.SCOPE, _ABLE),),
            "https://atproto.com/specs/oauth (2026-11-23)",
            back="shown",
        ),
        Way(
            "app-password",
            (
                _HANDLE,
                Asked("app-password", secret=True, example="abcd-efgh-ijkl-mnop"),
                _SERVER,
            ),
            (Permission(_SCOPE, _ABLE),),
            "https://docs.bsky.app/docs/advanced-guides/rate-limits, app passwords: bsky.app/settings (2026-11-22)",
            made="https://bsky.app/settings/app-passwords",
            where="Settings → Privacy and security → App passwords",
        ),
    )

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        """Ask at the account's own server, or sign in there.

        :raises Refused: name or password is wrong. :raises Rejected: it is no handle, or the account's main password.
        """
        if way not in ("oauth", "app-password"):
            raise Rejected(f"Bluesky has no way called {way}")
        actor, _ = discover.actor_in(given.get("handle", ""))
        if not actor:
            raise Rejected("that is no handle")
        server = _server(given.get("server", "")) or _home_of(actor, http)
        if way == "oauth":
            return oauth.begin(actor, server, back, http)
        return _signed_in(actor, given.get("app-password", "").strip(), server, http)

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        """:raises Refused: the person said no."""
        return oauth.finish(kept, answered, http, now)

    def document(self, name: str, back: str) -> Mapping[str, Any]:
        """See `kit.access.Described`."""
        return client.document(name, back)

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """The same one until little is left of it. :raises Expired: the app password, or the yes, was taken back."""
        if access.expires is not None and access.expires - now > _SOON:
            return access
        if oauth.is_of(access):
            return oauth.renew(access, http, now)
        try:
            told = xrpc.do(
                http,
                access.server,
                "com.atproto.server.refreshSession",
                None,
                login=Bearer(access.secrets.get("refresh", "")),
            )
            return _access(told, access.server, access.secrets.get("password", ""))
        except (Expired, Refused, Rejected) as error:
            return _again(access, http, error)

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        """:raises Expired: the login no longer counts."""
        asked = "com.atproto.server.getSession"
        answer = xrpc.ask(http, access.server, asked, {}, login=login.of(access))
        told = xrpc.told(answer)
        if told.get("did") != access.account_id:
            raise Expired("the login opens another account")
        if told.get("active") is False:
            raise Refused(f"the account is {told.get('status') or 'not active'}")
        whose = identity.Identity(access.account_id, access.handle, access.server, "")
        shown = fetch.profile_of(whose, http, identity.places())
        return Tested(author_of(identity.profile(whose, shown), {}))

    def end(self, access: Access, http: Http) -> None:
        """Have the server forget the login; the app password itself is taken back by a person."""
        held = Bearer(access.secrets.get("refresh", ""))
        try:
            if oauth.is_of(access):
                oauth.end(access, http)
            else:
                xrpc.do(http, access.server, "com.atproto.server.deleteSession", None, login=held)
        except (Expired, Refused, Rejected, NotFound):
            return  # it was forgotten already


def _again(access: Access, http: Http, why: NetworkError) -> Access:
    """Sign in anew. :raises Expired: the password does not count either."""
    password = access.secrets.get("password", "")
    if not password:
        raise Expired(why.detail) from why
    try:
        return _signed_in(access.account_id, password, access.server, http)
    except (Refused, Rejected) as error:
        raise Expired(error.detail) from error


def _signed_in(actor: str, password: str, server: str, http: Http) -> Access:
    body = {"identifier": actor, "password": password}
    told = xrpc.do(http, server, "com.atproto.server.createSession", body)
    access = _access(told, server, password)
    if not set(access.scopes) & {_SCOPE, _WIDER}:
        raise Rejected("that is the account's own password: make an app password for us")
    return access


def _access(told: Mapping[str, Any], server: str, password: str) -> Access:
    """The login in an answer. :raises NotUnderstood: it is not whole; what was held is then kept."""
    tokens = [told.get(name) for name in ("accessJwt", "refreshJwt")]
    did, handle = told.get("did"), told.get("handle")
    if not all(isinstance(one, str) and one for one in (*tokens, did, handle)):
        raise NotUnderstood(f"{server} gave no whole login", reached=True)
    claims = _claims(str(tokens[0]))
    ends, scope = claims.get("exp"), claims.get("scope")
    return Access(
        network="bluesky",
        account_id=str(did),
        handle=names.real(str(handle)),
        server=server,
        secrets={"access": str(tokens[0]), "refresh": str(tokens[1]), "password": password},
        scopes=tuple(scope.split()) if isinstance(scope, str) else (),
        expires=datetime.fromtimestamp(ends, UTC) if isinstance(ends, int) else None,
    )


def _claims(token: str) -> dict[str, Any]:
    """What a token says of itself (RFC 7519); it is the server's to check. Nothing where it cannot be read."""
    try:
        body = token.split(".")[1]
        return load(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, Refusal, binascii.Error):
        return {}


def _server(typed: str) -> str:
    """:raises Rejected: it is no address."""
    if not typed.strip():
        return ""
    parts = urlsplit(typed.strip() if "//" in typed else f"https://{typed.strip()}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Rejected("that is no server's address")
    return f"{parts.scheme}://{parts.netloc}"


def _home_of(actor: str, http: Http) -> str:
    """The server an account lies on. :raises Rejected: the name leads nowhere."""
    where = identity.places()
    did = identity.did_of(actor, http, where)
    server = identity.of(did, http, where, verify=False).pds if names.DID.fullmatch(did) else ""
    if not server:
        raise Rejected(f"{actor} leads to no account")
    return server
