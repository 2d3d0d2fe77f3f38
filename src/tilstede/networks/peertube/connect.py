"""Connecting an account by its name and password, as PeerTube's own applications do: it has no other way.

Source: docs.joinpeertube.org/api/rest-getting-started and openapi.yaml 8.1.0 (read 22 November 2026). The password is
used once and never kept; what is kept is a login for two weeks, renewed when it is used. A second factor is asked for
where the account has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from tilstede.networks.kit.access import Access, Asked, Permission, Tested, Visit, Way
from tilstede.networks.kit.errors import Expired, NotUnderstood, Refused, Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal
from tilstede.networks.peertube import parse
from tilstede.networks.peertube.api import Api, opened

if TYPE_CHECKING:
    from tilstede.core.post import Author
    from tilstede.networks.kit.http import Http

SOURCE: Final = "https://docs.joinpeertube.org/api/rest-getting-started (2026-11-22)"
#: A login is for everything the account may do: PeerTube knows no smaller permissions.
EVERYTHING: Final = Permission(
    "user",
    ("mentions", "login", "send", "reply", "edit", "delete", "remove", "media", "captions"),
)
#: A login that lasts shorter than this is renewed.
SOON: Final = timedelta(minutes=10)
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_CLIENT: Final = ("client_id", "client_secret")


class PeerTubeConnector:
    """See `kit.access.Connector`. ``code``: of the second factor; ``channel``: the one that speaks, or
    the account's own name where the account does."""

    ways: tuple[Way, ...] = (
        Way(
            "password",
            (
                Asked("server", example="video.fjordvik.example"),
                Asked("handle", example="fjordvik"),
                Asked("password", secret=True),
                Asked("code", optional=True, example="123456"),
                Asked("channel", optional=True, example="fjordvik_channel"),
            ),
            (EVERYTHING,),
            SOURCE,
        ),
    )

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        if way != self.ways[0].code:
            raise Rejected(f"PeerTube has no way called {way}")
        base = _base(given.get("server", ""))
        client = Api(http, base).fields("/oauth-clients/local")
        keys = {name: client.line(name) for name in _CLIENT}
        name = given.get("handle", "").strip().lstrip("@").partition("@")[0]
        asked = {
            **keys,
            "grant_type": "password",
            "username": name,
            "password": given.get("password", ""),
        }
        factor = given.get("code", "").strip()
        told = _token(Api(http, base), asked, {"x-peertube-otp": factor} if factor else {})
        access = _renewed(Access(parse.NETWORK, "", "", base, keys), told, now)
        return _described(access, given.get("channel", "").strip(), http)

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        """:raises Rejected: always; nobody is sent anywhere."""
        raise Rejected("PeerTube sends nobody back")

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        if access.expires and access.expires - now > SOON:
            return access
        asked = {
            **{name: access.secrets.get(name, "") for name in _CLIENT},
            "grant_type": "refresh_token",
            "refresh_token": access.secrets.get("refresh-token", ""),
        }
        try:
            told = _token(Api(http, access.server), asked, {})
        except Refused as error:  # the login that was to be renewed no longer counts
            raise Expired(error.detail) from error
        return _renewed(access, told, now)

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        me = _api(access, http).fields("/users/me")
        author = _speaker(me, access.secrets.get("speaker", ""))[0]
        if author.id != access.account_id:
            raise Refused(f"the login is that of {author.handle}")
        return Tested(author)

    def end(self, access: Access, http: Http) -> None:
        try:
            _api(access, http).do("POST", "/users/revoke-token")
        except Expired:
            return  # it no longer counts


def _api(access: Access, http: Http) -> Api:
    return Api(http, access.server, access.secrets.get("access-token", ""))


def _base(typed: str) -> str:
    """The server's address, from a host or an address. :raises Rejected: it is none."""
    typed = typed.strip().rstrip("/")
    try:
        parts = urlsplit(typed if "//" in typed else f"https://{typed}")
        host = parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        host = ""
    if not host or parts.scheme not in ("http", "https") or " " in host:
        raise Rejected(f"{typed or 'nothing'} is not the address of a server")
    return f"{parts.scheme}://{host}"


def _token(api: Api, asked: Mapping[str, str], headers: Mapping[str, str]) -> Fields:
    """:raises Refused: name, password or second factor are not accepted."""
    try:
        answer = api.do(
            "POST", "/users/token", urlencode(asked).encode(), headers={**_FORM, **headers}
        )
    except Rejected as error:
        raise Refused(error.detail) from error
    return opened(answer.content)


def _renewed(access: Access, told: Fields, now: datetime) -> Access:
    """With the new login; what the answer does not tell stays as it was. :raises NotUnderstood:"""
    token = told.line("access_token")
    if not token:
        raise NotUnderstood("the server's answer holds no token")
    kept = dict(access.secrets) | {"access-token": token}
    if again := told.line("refresh_token"):
        kept["refresh-token"] = again
    seconds = told.number("expires_in")
    expires = now + timedelta(seconds=seconds) if seconds else None
    return replace(access, secrets=kept, expires=expires, scopes=(EVERYTHING.scope,))


def _described(access: Access, wanted: str, http: Http) -> Access:
    """Whose it is, and where films are put; the account's address is kept to know our comments by."""
    me = _api(access, http).fields("/users/me")
    author, channel = _speaker(me, wanted)
    kept = {
        **access.secrets,
        "account": me.object("account").line("url"),
        "channel": channel.line("id"),
        "speaker": wanted or channel.line("name"),
    }
    return replace(access, account_id=author.id, handle=author.handle, secrets=kept)


def _speaker(me: Fields, wanted: str) -> tuple[Author, Fields]:
    """Who speaks, the channel or the account itself where its name is wanted; and the channel that films are put in.

    :raises Rejected: which channel is not clear.
    """
    if wanted and wanted == me.object("account").line("name"):
        return _author(me.object("account")), _channel(me, "")
    channel = _channel(me, wanted)
    return _author(channel), channel


def _channel(me: Fields, wanted: str) -> Fields:
    """The account's channel of that name, or its only one. :raises Rejected:"""
    channels = me.objects("videoChannels")
    named = [one for one in channels if one.line("name") == wanted]
    if wanted and not named:
        raise Rejected(f"the account has no channel called {wanted}")
    if not wanted and len(channels) != 1:
        names = ", ".join(one.line("name") for one in channels)
        raise Rejected(f"say which channel is meant: {names or 'the account has none'}")
    return (named or channels)[0]


def _author(channel: Fields) -> Author:
    try:
        return parse.author(channel)
    except Refusal as error:
        raise NotUnderstood(f"the server's channel: {error.detail}") from error
