"""Connecting accounts of Instagram and Threads: one login for a person with a token that is made to last by asking.

A token holds for sixty days and is extended in place once it is a day old; where it has run out, the person must say
yes again (developers.facebook.com/docs/instagram-platform and /docs/threads, November 2026).
"""

from __future__ import annotations

import dataclasses
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from tilstede.core.post import Author
from tilstede.networks.kit.access import Access, Asked, Permission, Tested, Visit, Way
from tilstede.networks.kit.errors import Expired, NotFound, NotUnderstood, Refused, Rejected
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.kit.meta.graph import Graph

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: Extended when so little is left of a token's life; it can be asked for every day.
_EARLY: Final = timedelta(days=20)
_LIFE: Final = timedelta(days=60)
_APPS: Final = "https://developers.facebook.com/apps/"


@dataclass(frozen=True, slots=True)
class Doors:
    """Where a network's logins are. ``grant``: the beginning of its grant types. ``base``: of its API, ``exchange``:
    where a code becomes a token. ``me``: the fields that tell who one is. ``profile``: of an account's page.
    ``where``: in Meta's own words, where the app's id and secret, and tokens, are made.
    """

    network: str
    grant: str
    authorize: str
    exchange: str
    base: str
    me: str
    profile: str
    permissions: tuple[Permission, ...]
    source: str
    where: str


class LongLived:
    """The contract's Connector. ``server``: in place of all the network's own addresses."""

    def __init__(self, doors: Doors, server: str = "") -> None:
        self._doors = doors
        self._server = server
        asked = (Asked("client-id"), Asked("client-secret", secret=True))
        token = (Asked("token", secret=True),)
        self.ways: tuple[Way, ...] = (
            Way(
                "oauth",
                asked,
                doors.permissions,
                doors.source,
                made=_APPS,
                where=doors.where,
                back="https",
            ),
            Way("token", token, doors.permissions, doors.source, made=_APPS, where=doors.where),
        )

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        """:raises Rejected: something that is needed was not given."""
        told = {name: value.strip() for name, value in given.items()}
        if way == "token" and told.get("token"):
            return self._connected({"access_token": told["token"]}, now + _LIFE, http, now)
        if way != "oauth" or not (told.get("client-id") and told.get("client-secret")):
            raise Rejected("the app's id and secret are needed, or a token")
        kept = {
            "client_id": told["client-id"],
            "client_secret": told["client-secret"],
            "redirect_uri": back,
            "state": secrets.token_urlsafe(32),
        }
        query = {
            "client_id": kept["client_id"],
            "redirect_uri": back,
            "response_type": "code",
            "scope": ",".join(one.scope for one in self._doors.permissions),
            "state": kept["state"],
        }
        return Visit(
            f"{self._server or self._doors.authorize}/oauth/authorize?{urlencode(query)}", kept
        )

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        """:raises Refused: the person said no, or came back by another way than they went."""
        if not hmac.compare_digest(answered.get("state", "").encode(), kept["state"].encode()):
            raise Refused("the answer does not belong to this attempt")
        if "code" not in answered:
            words = answered.get("error_description") or answered.get(
                "error", "no permission was given"
            )
            raise Refused(f"{self._doors.network}: {words}")
        app = {name: kept[name] for name in ("client_id", "client_secret")}
        short = Fields(
            Graph(http, self._server or self._doors.exchange, "").post(
                "oauth/access_token",
                **app,
                grant_type="authorization_code",
                redirect_uri=kept["redirect_uri"],
                code=answered["code"].removesuffix("#_"),
            )
        )
        grant = f"{self._doors.grant}_exchange_token"
        token = self._token(
            "access_token",
            short.line("access_token"),
            http,
            grant_type=grant,
            client_secret=app["client_secret"],
        )
        held = {**app, "access_token": token.line("access_token")}
        access = self._connected(held, _ends(token, now), http, now)
        return dataclasses.replace(access, scopes=short.lines("permissions"))

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """The same token, for sixty days more. :raises Expired: it has run out."""
        if access.expires is None or now < access.expires - _EARLY:
            return access
        if now >= access.expires:
            raise Expired(f"the login to {self._doors.network} has run out")
        old = access.secrets.get("access_token", "")
        token = self._token(
            "refresh_access_token", old, http, grant_type=f"{self._doors.grant}_refresh_token"
        )
        held = {**access.secrets, "access_token": token.line("access_token")}
        return dataclasses.replace(access, secrets=held, expires=_ends(token, now))

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        author = self._me(access, http)
        lacking = [
            ability
            for one in self._doors.permissions
            if access.scopes and one.scope not in access.scopes
            for ability in one.abilities
        ]
        return Tested(author, tuple(dict.fromkeys(lacking)))

    def end(self, access: Access, http: Http) -> None:
        """There is no way to have it forgotten: the person takes it back in the settings of their account."""

    def _token(self, path: str, token: str, http: Http, **params: str) -> Fields:
        """:raises NotUnderstood: there is none in the answer."""
        told = Fields(load(Graph(http, self._server or self._host, token).get(path, **params)))
        if not told.line("access_token"):
            raise NotUnderstood(f"{self._doors.network} sent no token", reached=True)
        return told

    @property
    def _host(self) -> str:
        """The API without its version: logins have none."""
        return self._doors.base.rpartition("/")[0]

    def _connected(
        self, held: Mapping[str, str], expires: datetime, http: Http, now: datetime
    ) -> Access:
        access = Access(self._doors.network, "", "", self._server, held, (), expires)
        author = self._me(access, http)
        return dataclasses.replace(access, account_id=author.id, handle=author.handle)

    def _me(self, access: Access, http: Http) -> Author:
        graph = Graph(
            http, access.server or self._doors.base, access.secrets.get("access_token", "")
        )
        try:
            me = Fields(load(graph.get("me", fields=self._doors.me)))
        except NotFound as error:
            raise Expired(error.detail) from error
        found_id, handle = me.line("user_id", "id"), me.line("username")
        if not found_id.isdecimal():
            raise NotUnderstood(f"{self._doors.network} does not tell whose login this is")
        return Author(
            id=found_id,
            handle=handle,
            name=me.line("name"),
            url=self._doors.profile.format(handle) if handle else "",
        )


def _ends(token: Fields, now: datetime) -> datetime:
    return now + (timedelta(seconds=token.number("expires_in")) or _LIFE)
