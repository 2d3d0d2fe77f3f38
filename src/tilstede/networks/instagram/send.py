"""Answers and moderation on Instagram (developers.facebook.com/docs/instagram-platform/comment-moderation, v26.0).

A post on Instagram is a picture or film, and Instagram takes those from a public address only, so none is sent.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from tilstede.networks.instagram.fetch import (
    COMMENT,
    MEDIUM,
    comment_raw,
    graph_of,
    item_of,
    replies_in,
)
from tilstede.networks.instagram.limits import LIMITS
from tilstede.networks.kit.errors import CannotTell, NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.kit.likeness import alike
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

_PAGES: Final = 5
_NO_POSTS: Final = "Instagram takes pictures and films from a public address only: publish by hand, and it is read back"


class InstagramSender:
    """The contract's Sender."""

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As documented."""
        return LIMITS

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """:raises Rejected: it is no answer, or has more than words."""
        if what.reply_to is None:
            raise Rejected(_NO_POSTS)
        if what.media or what.card or what.poll or what.quote_of or what.warning or what.title:
            raise Rejected("an answer on Instagram is words alone")
        if what.visibility not in ("public", "unlisted"):
            raise Rejected("an answer on Instagram is seen by all")
        where, _ = _place(what.reply_to)
        answer = graph_of(access, http).post(where, message=what.text)
        found = Fields(answer).line("id")
        if not found.isdecimal():
            raise NotUnderstood("Instagram does not tell what was made", reached=True)
        return Sent(found, (f"ig:{found}",))

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """Among the account's own answers there, by their words."""
        if what.reply_to is None:
            return None
        where, _ = _place(what.reply_to)
        asked = {"fields": f"{COMMENT},replies{{{COMMENT}}}", "limit": "50"}
        following: dict[str, str] = {}
        for page in graph_of(access, http).pages(where, asked, _PAGES):
            following = page.paging.query()
            for element in map(bytes, page.data):
                for one in (element, *replies_in(element)):
                    if found := _ours(one, what, access):
                        return found
        if following:
            raise CannotTell("too much has been answered there to look through it all")
        return None

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        graph = graph_of(access, http)
        try:
            element = graph.get(sent, fields=f"{COMMENT},media{{id}}")
            under = Fields(load(element)).object("media").line("id")
            raw = comment_raw(element, under) if under else graph.get(sent, fields=MEDIUM)
        except NotFound:
            return None
        found = item_of(raw)
        if isinstance(found, Seen):
            return found
        raise NotUnderstood(f"Instagram: {found.detail}")

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """:raises Rejected: always."""
        raise Rejected("Instagram lets nothing be edited through its API")

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        """A comment. :raises Rejected: it is a medium, which is deleted by hand only."""
        try:
            graph_of(access, http).delete(sent)
        except NotFound:
            return

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        try:
            graph_of(access, http).post(_number(target), hide=str(hidden).lower())
        except NotFound:
            return

    def remove(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        """A comment under what is ours. :raises Rejected: it is no comment."""
        if not target.post.reply_to:
            raise Rejected("only a comment of another is deleted")
        self.delete(_number(target), access, http, now)

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        """:raises Rejected: always."""
        raise Rejected("nothing is passed on through the API of Instagram")

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        """:raises Rejected: always."""
        raise Rejected("nothing is liked through the API of Instagram")

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        """:raises Rejected: always."""
        raise Rejected("nobody is followed through the API of Instagram")


def _number(target: Target) -> str:
    """:raises Rejected: it is nothing on Instagram that has an id."""
    names = (one.removeprefix("ig:") for one in target.post.aliases if one.startswith("ig:"))
    found = next((one for one in names if one.isdecimal()), "")
    if not found:
        raise Rejected("what is answered or hidden is not a post or comment on Instagram")
    return found


def _place(target: Target) -> tuple[str, str]:
    """Where an answer goes, and what it then answers: an answer to an answer goes under the first comment."""
    post, number = target.post, _number(target)
    if not post.reply_to:
        return f"{number}/comments", number
    above = post.reply_to if post.reply_to != post.thread else f"ig:{number}"
    first = above.removeprefix("ig:")
    return f"{first}/replies", first


def _ours(element: bytes, what: Outgoing, access: Access) -> Sent | None:
    item = Fields(load(element))
    author = item.object("from").line("id") or item.line("username")
    own = author in (access.account_id, access.handle)
    when = item.time("timestamp")
    late = when is not None and when.timestamp() >= what.made.timestamp() - 120
    if own and late and alike(item.text("text"), what.text):
        return Sent(item.line("id"), (f"ig:{item.line('id')}",))
    return None
