"""Connecting a site by an application password (WordPress 5.6), which a user makes on their own profile page there.

Source: make.wordpress.org/core/2020/11/05/application-passwords-integration-guide (read 23 November 2026). It opens all
that the user may do, can be taken back on the same page, and is never sent unencrypted.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tilstede.networks.kit.access import Access, Asked, Permission, Tested, Visit, Way
from tilstede.networks.kit.errors import Expired, NotFound, Refused, Rejected
from tilstede.networks.kit.jsonfields import Fields
from tilstede.networks.wordpress import discover, parse
from tilstede.networks.wordpress.api import Api, Login
from tilstede.networks.wordpress.fetch import login_of

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

SOURCE: Final = "https://make.wordpress.org/core/2020/11/05/application-passwords-integration-guide/ (2026-11-23)"
#: Where a user makes one and takes it back, on the user's own site.
MADE: Final = "{site}/wp-admin/profile.php"
#: WordPress's own words for what a user may do -> what it lets us do. Editors have all of them.
PERMISSIONS: Final = (
    Permission("read", ("login", "mentions", "reply")),
    Permission("publish_posts", ("send",)),
    Permission("edit_published_posts", ("edit",)),
    Permission("delete_published_posts", ("delete",)),
    Permission("upload_files", ("media", "alt")),
    Permission("moderate_comments", ("hide", "remove")),
)


class WordPressConnector:
    """See `kit.access.Connector`."""

    ways: tuple[Way, ...] = (
        Way(
            "app-password",
            (
                Asked("server", example="https://fjordvik.example"),
                Asked("user-name", example="nettredaktor"),
                Asked("app-password", secret=True, example="abcd EFGH 1234 ijkl MNOP 6789"),
            ),
            PERMISSIONS,
            SOURCE,
            MADE,
            "Users → Profile → Application Passwords",
        ),
    )

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        if way != self.ways[0].code:
            raise Rejected(f"WordPress has no way called {way}")
        login = Login(
            given.get("user-name", "").strip(), "".join(given.get("app-password", "").split())
        )
        if not login.user or ":" in login.user or not login.password:
            raise Rejected("a user name and an application password are needed")
        root = discover.root_of(given.get("server", ""), http)
        api = discover.api_for(http, root, login)
        site = discover.site(Api(http, root))
        me = _me(api, site.home)
        secrets = {"user": login.user, "app-password": login.password, "id": me.line("id")}
        return Access(
            parse.NETWORK, site.author.id, site.author.handle, root, secrets, scopes=_scopes(me)
        )

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        """:raises Rejected: always; nobody is sent anywhere."""
        raise Rejected("WordPress sends nobody back")

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """The same: an application password lasts until it is taken back."""
        return access

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        api = discover.api_for(http, access.server, login_of(access))
        site = discover.site(api)
        if site.author.id != access.account_id:
            raise Refused(f"the login is to {site.author.handle}")
        _, me = api.one("wp/v2/users/me", context="edit")
        may = set(_scopes(me))
        lacking = [name for one in PERMISSIONS if one.scope not in may for name in one.abilities]
        return Tested(site.author, tuple(lacking))

    def end(self, access: Access, http: Http) -> None:
        """Have the site forget the password (WordPress 5.7): the one by which we ask."""
        api = discover.api_for(http, access.server, login_of(access))
        try:
            _, told = api.one("wp/v2/users/me/application-passwords/introspect")
            if uuid := told.line("uuid"):
                api.do("DELETE", f"wp/v2/users/me/application-passwords/{uuid}")
        except (Expired, NotFound):
            return  # it no longer counts


def _me(api: Api, home: str) -> Fields:
    """The user whose password it is. :raises Refused: it is not accepted, with where one is made."""
    try:
        return api.one("wp/v2/users/me", context="edit")[1]
    except Expired as error:
        made = MADE.format(site=home)
        raise Refused(f"{error.detail}; an application password is made at {made}") from error


def _scopes(me: Fields) -> tuple[str, ...]:
    """What the user may do, of what we ask for."""
    may = me.object("capabilities")
    return tuple(one.scope for one in PERMISSIONS if may.flag(one.scope))
