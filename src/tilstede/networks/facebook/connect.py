"""Connecting a Facebook Page: a person who manages it says yes, and the Page's own token is kept, which does not end.

Or a Page token made by hand is typed in (developers.facebook.com/docs/facebook-login/guides/access-tokens, v26.0).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from tilstede.core.post import Author
from tilstede.networks.facebook.api import BASE, graph_of
from tilstede.networks.kit.access import Access, Asked, Permission, Tested, Visit, Way
from tilstede.networks.kit.errors import NetworkError, NotUnderstood, Refused, Rejected
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.kit.meta.graph import Graph

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_PAGES: Final = "https://www.facebook.com/v26.0"
_PERMISSIONS: Final = (
    Permission("pages_show_list", ("login",)),
    Permission("pages_read_engagement", ("fetch", "thread")),
    Permission("pages_read_user_content", ("mentions",)),
    Permission("pages_manage_posts", ("send", "edit", "delete", "media", "alt")),
    Permission("pages_manage_engagement", ("reply", "hide", "remove")),
)
_SCOPES: Final = ",".join(one.scope for one in _PERMISSIONS)
_SOURCE: Final = "developers.facebook.com/docs/pages-api/getting-started (22 November 2026)"


class FacebookConnector:
    """The contract's Connector. ``api`` and ``pages``: Facebook's own addresses."""

    ways: tuple[Way, ...] = (
        Way(
            "oauth",
            (
                Asked("client-id"),
                Asked("client-secret", secret=True),
                Asked("page", optional=True, example="fjordvikkommune"),
            ),
            _PERMISSIONS,
            _SOURCE,
            made="https://developers.facebook.com/apps/",
            where="Create app → App settings → Basic; Facebook Login → Settings → Valid OAuth Redirect URIs",
            back="https",
        ),
        Way(
            "token",
            (Asked("token", secret=True), Asked("client-secret", secret=True, optional=True)),
            _PERMISSIONS,
            _SOURCE,
            made="https://developers.facebook.com/tools/explorer/",
            where="User or Page → Page Access Tokens",
        ),
    )

    def __init__(self, api: str = "", pages: str = _PAGES) -> None:
        self._server = api
        self._base = api or BASE
        self._pages = pages

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        """:raises Rejected: something that is needed was not given."""
        told = {name: value.strip() for name, value in given.items()}
        if way == "token" and told.get("token"):
            app = {"access_token": told["token"]}
            if told.get("client-secret"):
                app["client_secret"] = told["client-secret"]
            return self._of_page(Access("facebook", "", "", self._server, app), http)
        if way != "oauth" or not (told.get("client-id") and told.get("client-secret")):
            raise Rejected("the app's id and secret are needed, or the Page's token")
        state = secrets.token_urlsafe(32)
        query = {
            "client_id": told["client-id"],
            "redirect_uri": back,
            "state": state,
            "scope": _SCOPES,
            "response_type": "code",
        }
        kept = {
            "client_id": told["client-id"],
            "client_secret": told["client-secret"],
            "page": told.get("page", ""),
            "redirect_uri": back,
            "state": state,
        }
        return Visit(f"{self._pages}/dialog/oauth?{urlencode(query)}", kept)

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        """:raises Refused: the person said no. :raises Rejected: several Pages, and none was named."""
        if not hmac.compare_digest(answered.get("state", "").encode(), kept["state"].encode()):
            raise Refused("the answer does not belong to this attempt")
        if "code" not in answered:
            words = answered.get("error_description") or answered.get(
                "error", "no permission was given"
            )
            raise Refused(f"Facebook: {words}")
        app = {name: kept[name] for name in ("client_id", "client_secret")}
        short = self._token(app, http, redirect_uri=kept["redirect_uri"], code=answered["code"])
        user = self._token(app, http, grant_type="fb_exchange_token", fb_exchange_token=short)
        page = self._page(Graph(http, self._base, user, kept["client_secret"]), kept["page"])
        held = {**app, "access_token": page.line("access_token"), "user_token": user}
        access = Access("facebook", "", "", self._server, held)
        return self._of_page(access, http)

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """The same: a Page's token made of a long-lived one does not end."""
        return access

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        author = self._me(access, http)
        lacking = [
            ability
            for one in _PERMISSIONS
            if access.scopes and one.scope not in access.scopes
            for ability in one.abilities
        ]
        return Tested(author, tuple(dict.fromkeys(lacking)))

    def end(self, access: Access, http: Http) -> None:
        """Takes back the permissions of the person who gave them, where their token is held."""
        if user := access.secrets.get("user_token"):
            graph = Graph(
                http, access.server or BASE, user, access.secrets.get("client_secret", "")
            )
            with suppress(Refused, Rejected):  # taken back already
                graph.delete("me/permissions")

    def _token(self, app: Mapping[str, str], http: Http, **more: str) -> str:
        """:raises NotUnderstood: there is none in the answer."""
        told = Graph(http, self._base, "").post("oauth/access_token", **app, **more)
        token = Fields(told).line("access_token")
        if not token:
            raise NotUnderstood("Facebook sent no token", reached=True)
        return token

    def _page(self, graph: Graph, wanted: str) -> Fields:
        """The Page that was named, or the only one there is."""
        asked = {"fields": "id,name,username,access_token", "limit": "100"}
        found = [Fields(load(bytes(one))) for one in graph.page("me/accounts", asked).data]
        meant = wanted.rstrip("/").rpartition("/")[2].casefold()
        named = [
            one
            for one in found
            if meant
            in (one.line("id"), one.line("username").casefold(), one.line("name").casefold())
        ]
        chosen = named or ([] if wanted else found)
        if len(chosen) != 1:
            names = ", ".join(one.line("name") for one in found) or "none"
            raise Rejected(f"which Page is meant? Those you may speak for: {names}")
        return chosen[0]

    def _of_page(self, access: Access, http: Http) -> Access:
        author = self._me(access, http)
        scopes = self._granted(access, http)
        held = dict(access.secrets)
        return Access(
            "facebook", author.id, author.handle or author.name, access.server, held, scopes
        )

    def _me(self, access: Access, http: Http) -> Author:
        me = Fields(load(graph_of(access, http).get("me", fields="id,name,username,link")))
        if not me.line("id").isdecimal():
            raise NotUnderstood("Facebook does not tell which Page this is")
        handle = me.line("username")
        url = f"https://www.facebook.com/{handle or me.line('id')}"
        return Author(id=me.line("id"), handle=handle, name=me.line("name"), url=url)

    def _granted(self, access: Access, http: Http) -> tuple[str, ...]:
        """What the person said yes to; empty where Facebook does not tell."""
        user = access.secrets.get("user_token")
        if not user:
            return ()
        graph = Graph(http, self._base, user, access.secrets.get("client_secret", ""))
        try:
            page = graph.page("me/permissions", {})
        except NetworkError:
            return ()
        found = [Fields(load(bytes(one))) for one in page.data]
        return tuple(one.line("permission") for one in found if one.line("status") == "granted")
