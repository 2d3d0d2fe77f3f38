"""Sending to a site: posts with pictures, answers under posts; changing and deleting both; hiding others' comments.

A sent thing's id says what it is: ``post:NUMBER``, ``comment:NUMBER``.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tilstede.networks.kit.errors import NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.jsonfields import Refusal
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target
from tilstede.networks.wordpress import articles, discover, limits, names, parse, said
from tilstede.networks.wordpress.api import Api
from tilstede.networks.wordpress.comments import FIELDS, ROUTE
from tilstede.networks.wordpress.fetch import login_of
from tilstede.networks.wordpress.posts import EMBEDDED

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

#: States in which nobody sees a thing any more.
_AWAY: Final = frozenset({"trash", "spam", "draft", "pending", "private"})


class WordPressSender:
    """See `kit.sending.Sender`."""

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As documented: REST tells none."""
        return limits.DOCUMENTED

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """A post, or an answer under a post or to a comment."""
        _demand_fitting(what)
        api, site = _met(access, http)
        if what.reply_to is None:
            return articles.send(api, site, what)
        return said.send(api, site.home, what, what.reply_to.post, _user(access))

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """:raises CannotTell: it lies in the site's trash, or there are too many comments to look through."""
        api, site = _met(access, http)
        if what.reply_to is None:
            return articles.find(api, site, what)
        return said.find(api, site.home, what, what.reply_to.post, _user(access))

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        api, site = _met(access, http)
        kind, number = _parts(sent)
        asked = {"_embed": EMBEDDED} if kind == "post" else {"_fields": FIELDS}
        try:
            raw, told = api.one(f"{_route(kind)}/{number}", **asked)
        except NotFound:
            return None
        if told.line("status") in _AWAY:
            return None
        language = discover.language(http, site.home) if kind == "post" else ""
        try:
            post = parse.read(raw, site.home, site.author, language)
        except Refusal as error:
            raise NotUnderstood(f"{sent}: {error.detail}") from error
        return Seen(raw, parse.JSON, post, sent)

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """A post's title, words and pictures; a comment's words."""
        _demand_fitting(what)
        api, site = _met(access, http)
        kind, number = _parts(sent)
        try:
            if kind == "post":
                return articles.edit(api, site, number, what)
            return said.edit(api, site.home, number, what)
        except NotFound as error:
            raise Rejected(error.detail) from error

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        """Into the site's trash, from which a person can take it back for thirty days."""
        api, _ = _met(access, http)
        kind, number = _parts(sent)
        try:
            api.do("DELETE", f"{_route(kind)}/{number}")
        except NotFound:
            return  # gone, or in the trash already (410)

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        """Out of sight until somebody at the site approves it again, or shown again."""
        api, site = _met(access, http)
        status = "hold" if hidden else "approved"
        _changed(api, f"{ROUTE}/{_comment(target, site)}", {"status": status})

    def remove(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        """Into the site's trash, as `delete` has it."""
        api, site = _met(access, http)
        try:
            api.do("DELETE", f"{ROUTE}/{_comment(target, site)}")
        except NotFound:
            return

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        raise Rejected("WordPress has no boosts")

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        raise Rejected("WordPress has no likes")

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        raise Rejected("WordPress follows nobody")


def _demand_fitting(what: Outgoing) -> None:
    """:raises Rejected: something of it has no place here; it is never left out without a word."""
    if what.quote_of or what.poll or what.card:
        raise Rejected("WordPress takes posts and comments: no quotes, polls or cards")
    if what.visibility != "public":
        raise Rejected("what is sent to a site is for all")
    if what.warning:
        raise Rejected("WordPress has no warnings: put it into the text")


def _met(access: Access, http: Http) -> tuple[Api, discover.Site]:
    """The site, as it tells of itself now. :raises Rejected: it has become another."""
    api = discover.api_for(http, access.server, login_of(access))
    site = discover.site(api)
    if site.author.id != access.account_id:
        raise Rejected(f"{access.server} is now {site.author.handle}: connect it again")
    return api, site


def _comment(target: Target, site: discover.Site) -> int:
    """Its number there. :raises Rejected: it is none of that site's comments."""
    name = names.first(target.post.aliases)
    if name is None or not name.comment or names.site_of(name.home) != site.author.id:
        raise Rejected(f"{target.post.aliases[0]} is no comment on {site.home}")
    return name.comment


def _user(access: Access) -> int:
    number = access.secrets.get("id", "")
    return int(number) if number.isdecimal() else 0


def _parts(sent: str) -> tuple[str, int]:
    kind, _, number = sent.partition(":")
    if kind not in ("post", "comment") or not number.isdecimal():
        raise Rejected(f"{sent} is nothing that was sent to WordPress")
    return kind, int(number)


def _route(kind: str) -> str:
    return ROUTE if kind == "comment" else articles.ROUTE


def _changed(api: Api, route: str, told: dict[str, Any]) -> None:
    try:
        api.do("POST", route, json.dumps(told).encode(), headers=articles.JSON)
    except NotFound as error:
        raise Rejected(error.detail) from error
