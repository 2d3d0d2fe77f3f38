"""Connecting a LinkedIn page: an administrator of it says yes, to an app of the body's own (RFC 6749, 4.1).

An access token holds for sixty days. Where LinkedIn lets the app, a refresh token comes with it, which makes new ones
for a year from when the person said yes; then, or without one, the person must say yes again.
"""

from __future__ import annotations

import dataclasses
import hmac
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from tilstede.core import account_address
from tilstede.core.post import Author
from tilstede.networks.kit.access import Access, Asked, Permission, Tested, Visit, Way
from tilstede.networks.kit.errors import Expired, NotFound, NotUnderstood, Refused, Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, moment_of
from tilstede.networks.linkedin.api import Api, api_of, error_of
from tilstede.networks.linkedin.post import ORGANIZATION, author_of

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_PAGES: Final = "https://www.linkedin.com"
#: Renewed when so little is left of a token's life.
_EARLY: Final = timedelta(days=10)
_LIFE: Final = timedelta(days=60)
_DAY: Final = timedelta(days=1)
#: Roles whose holders may write on a page's behalf.
_WRITERS: Final = frozenset({"ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN"})
_MOST: Final = 25  #: pages of one person that are looked at
_KINDS: Final = {"SCHOOL": "school", "BRAND": "showcase"}
_PERMISSIONS: Final = (
    Permission("w_organization_social", ("send", "edit", "delete", "media", "alt")),
    Permission("r_organization_social", ("fetch", "edits", "deletions", "polls", "boosts")),
    Permission("w_organization_social_feed", ("reply",)),
    Permission("r_organization_social_feed", ("reply",)),
    Permission("rw_organization_admin", ("login",)),
)
_SCOPES: Final = " ".join(one.scope for one in _PERMISSIONS)
_SOURCE: Final = (
    "learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow (23 November 2026)"
)
_PAGE: Final = Asked("page", optional=True, example="company/fjordvik")


class LinkedInConnector:
    """The contract's Connector. ``api`` and ``pages``: LinkedIn's own addresses."""

    ways: tuple[Way, ...] = (
        Way(
            "oauth",
            (Asked("client-id"), Asked("client-secret", secret=True), _PAGE),
            _PERMISSIONS,
            _SOURCE,
            made="https://www.linkedin.com/developers/apps",
            where="My apps → Auth",
            back="loopback",
        ),
        Way(
            "token",
            (Asked("token", secret=True), _PAGE),
            _PERMISSIONS,
            _SOURCE,
            made="https://www.linkedin.com/developers/tools/oauth/token-generator",
        ),
    )

    def __init__(self, api: str = "", pages: str = _PAGES) -> None:
        self._server = api
        self._pages = pages

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        """:raises Rejected: something that is needed was not given."""
        told = {name: value.strip() for name, value in given.items()}
        page = told.get("page", "")
        if way == "token" and told.get("token"):
            held = {"access_token": told["token"]}
            access = Access("linkedin", "", "", self._server, held, expires=now + _LIFE)
            return self._of_page(access, page, http, now)
        if way != "oauth" or not (told.get("client-id") and told.get("client-secret")):
            raise Rejected("the app's id and secret are needed, or a token")
        kept = {
            "client_id": told["client-id"],
            "client_secret": told["client-secret"],
            "page": page,
            "redirect_uri": back,
            "state": secrets.token_urlsafe(32),
        }
        query = {
            "response_type": "code",
            "client_id": kept["client_id"],
            "redirect_uri": back,
            "state": kept["state"],
            "scope": _SCOPES,
        }
        query_string = urlencode(query, quote_via=quote)
        return Visit(f"{self._pages}/oauth/v2/authorization?{query_string}", kept)

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        """:raises Refused: the person said no. :raises Rejected: several pages, and none was named."""
        if not hmac.compare_digest(answered.get("state", "").encode(), kept["state"].encode()):
            raise Refused("the answer does not belong to this attempt")
        if "code" not in answered:
            words = answered.get("error_description") or answered.get("error")
            raise Refused(f"LinkedIn: {words or 'no permission was given'}")
        app = {name: kept[name] for name in ("client_id", "client_secret")}
        access = self._token(
            Access("linkedin", "", "", self._server, app),
            http,
            now,
            grant_type="authorization_code",
            code=answered["code"],
            redirect_uri=kept["redirect_uri"],
        )
        return self._of_page(access, kept["page"], http, now)

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """A new token where there is a refresh token, which stays as it is where LinkedIn sends none. What cannot be
        renewed holds to its end."""
        if access.expires is None or now < access.expires - _EARLY:
            return access
        if not _lasts_longer(access):
            if now >= access.expires:
                raise Expired("the login to LinkedIn has run out, and cannot be renewed any more")
            return access
        old = access.secrets["refresh_token"]
        try:
            return self._token(access, http, now, grant_type="refresh_token", refresh_token=old)
        except (Rejected, Refused) as error:
            if now >= access.expires:
                raise Expired(error.detail) from error
            return access

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        """:raises Refused: whoever connected the page has no role in it any more."""
        api = api_of(access, http, now)
        if access.account_id not in _spoken_for(api):
            raise Refused("LinkedIn: whoever connected the page has no role in it any more")
        lacking = [
            ability
            for one in _PERMISSIONS
            if access.scopes and one.scope not in access.scopes
            for ability in one.abilities
        ]
        return Tested(_page(api, access.account_id), tuple(dict.fromkeys(lacking)))

    def end(self, access: Access, http: Http) -> None:
        """Where the app's secret is held; else the person takes it back in the settings of their account."""
        form = {name: access.secrets.get(name, "") for name in ("client_id", "client_secret")}
        if all(form.values()):
            with suppress(Rejected, Refused, NotFound):  # LinkedIn has forgotten it already
                self._form("revoke", {**form, "token": access.secrets["access_token"]}, http, 0.0)

    def _token(self, access: Access, http: Http, now: datetime, **form: str) -> Access:
        """The login with new tokens; what LinkedIn leaves empty stays as it was."""
        app = {name: access.secrets[name] for name in ("client_id", "client_secret")}
        told = self._form("accessToken", {**form, **app}, http, now.timestamp())
        token = told.line("access_token")
        if not token:
            raise NotUnderstood("LinkedIn sent no token", reached=True)
        held = {**access.secrets, "access_token": token}
        if fresh := told.line("refresh_token"):
            held["refresh_token"] = fresh
        if left := told.number("refresh_token_expires_in"):
            held["refresh_ends"] = (now + timedelta(seconds=left)).isoformat()
        life = timedelta(seconds=told.number("expires_in")) or _LIFE
        scopes = tuple(filter(None, re.split(r"[,\s]+", told.line("scope")))) or access.scopes
        return dataclasses.replace(access, secrets=held, scopes=scopes, expires=now + life)

    def _form(self, path: str, form: Mapping[str, str], http: Http, now: float) -> Fields:
        answer = http.send(
            "POST",
            f"{self._server or self._pages}/oauth/v2/{path}",
            urlencode(form).encode(),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            accept_status=(400, 401, 403, 404, 429),
        )
        if answer.status >= 400:
            raise error_of(answer, now)
        try:
            return Fields(load(answer.content or b"{}"))
        except Refusal as error:
            raise NotUnderstood(f"LinkedIn: {error.detail}", reached=True) from error

    def _of_page(self, access: Access, wanted: str, http: Http, now: datetime) -> Access:
        page = _chosen(api_of(access, http, now), wanted)
        return dataclasses.replace(
            access,
            account_id=page.id,
            handle=page.handle,
            secrets={**access.secrets, "page_name": page.name},
        )


def _lasts_longer(access: Access) -> bool:
    """Whether a token made of the refresh token could: LinkedIn lets none outlive that."""
    if not access.secrets.get("refresh_token") or access.expires is None:
        return False
    ends = moment_of(access.secrets.get("refresh_ends"))
    return ends is None or ends > access.expires + _DAY


def _fields(raw: bytes) -> Fields:
    """:raises NotUnderstood: it is no object."""
    try:
        return Fields(load(raw))
    except Refusal as error:
        raise NotUnderstood(f"LinkedIn: {error.detail}") from error


def _spoken_for(api: Api) -> list[str]:
    """The pages that the person may write for, by their permanent names."""
    asked = {"q": "roleAssignee", "state": "APPROVED", "count": "100"}
    roles = map(_fields, api.page("organizationAcls", finder=True, **asked))
    found = [
        one.line("organization", "organizationTarget")
        for one in roles
        if one.line("role") in _WRITERS
    ]
    return list(dict.fromkeys(filter(None, found)))


def _page(api: Api, urn: str) -> Author:
    """:raises NetworkError:"""
    number = urn.rpartition(":")[2]
    if not number.isdecimal():
        raise NotUnderstood(f"LinkedIn calls a page {urn}")
    try:
        told = api.fields(f"organizations/{number}")
    except Refused:  # that is for administrators; what all may know is told elsewhere
        told = (
            api.fields(f"organizationsLookup?ids=List({number})").object("results").object(number)
        )
    kind = _KINDS.get(told.line("primaryOrganizationType"), "company")
    vanity = told.line("vanityName").lower()
    return author_of(urn, f"{kind}/{vanity or number}", told.line("localizedName"))


def _chosen(api: Api, wanted: str) -> Author:
    """The page that was named, or the only one there is. :raises Rejected: it is not clear which."""
    urns = _spoken_for(api)
    if not urns:
        raise Refused("LinkedIn: whoever said yes has no role that lets them write for a page")
    if ORGANIZATION + wanted.rpartition("/")[2].rpartition(":")[2] in urns:
        return _page(api, ORGANIZATION + wanted.rpartition("/")[2].rpartition(":")[2])
    pages = [_page(api, one) for one in urns[:_MOST]]
    meant = _bare(wanted)
    chosen = [one for one in pages if meant in _names(one)] if wanted else pages
    if len(chosen) != 1:
        names = ", ".join(one.name or one.handle for one in pages)
        raise Rejected(f"which page is meant? Those you may write for: {names}")
    return chosen[0]


def _bare(wanted: str) -> str:
    """``company/fjordvik``, ``fjordvik`` or the page's address."""
    try:
        return (
            account_address.parse(wanted).handle.casefold() if "." in wanted else wanted.casefold()
        )
    except account_address.NotAnAccount:
        return wanted.casefold()


def _names(page: Author) -> set[str]:
    handle = page.handle.casefold()
    return {handle, handle.partition("/")[2], page.name.casefold()}
