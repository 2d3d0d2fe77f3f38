"""Posts, answers and moderation on Instagram (developers.facebook.com/docs/instagram-platform/content-publishing and
/comment-moderation, v26.0). A post is a picture, a film or several, which Instagram fetches itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
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
from tilstede.networks.instagram.post import api_post
from tilstede.networks.kit.errors import CannotTell, NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.likeness import alike
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.meta.containers import Press, Publisher
from tilstede.networks.kit.meta.sent import demand_same_files
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target

if TYPE_CHECKING:
    import msgspec

    from tilstede.core.post import Post
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

_PAGES: Final = 5
_CLOCKS: Final = timedelta(minutes=2)
PRESS: Final = Press(
    making="media",
    publishing="media_publish",
    quota="content_publishing_limit",
    status="status_code",
    fault="status",
    picture={},
    film={"media_type": "REELS", "share_to_feed": "true"},
    film_alts=False,
)


class InstagramSender:
    """The contract's Sender. ``sleep``: waits while a post is made ready."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As documented."""
        return LIMITS

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """:raises Rejected: something of it has no place on Instagram."""
        _check(what)
        if what.reply_to is None:
            press = Publisher(PRESS, graph_of(access, http), access.account_id, self._sleep)
            found = press.publish({"caption": what.text} if what.text else {}, what.media)
            return Sent(found, (f"ig:{found}",))
        where, _ = _place(what.reply_to)
        answer = graph_of(access, http).post(where, message=what.text)
        found = Fields(answer).line("id")
        if not found.isdecimal():
            raise NotUnderstood("Instagram does not tell what was made", reached=True)
        return Sent(found, (f"ig:{found}",))

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """Among the account's own answers there, or its newest media, by their words."""
        if what.reply_to is None:
            return _find_post(what, access, http)
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


def _check(what: Outgoing) -> None:
    """:raises Rejected: something of it has no place on Instagram; nothing is left out silently."""
    if what.visibility not in ("public", "unlisted"):
        raise Rejected("what is written on Instagram is seen by all")
    if what.poll or what.quote_of or what.warning or what.title:
        raise Rejected("Instagram has no polls, quotes, warnings or titles through its API")
    if what.reply_to and (what.media or what.card):
        raise Rejected("an answer on Instagram is words alone")
    if what.card and what.card.url not in what.text:
        raise Rejected("Instagram shows no links: the address must stand in the text")
    if not (what.reply_to or what.media):
        raise Rejected("a post on Instagram is a picture or a film")
    if any(one.captions for one in what.media):
        raise Rejected("captions are not sent to Instagram")


def _find_post(what: Outgoing, access: Access, http: Http) -> Sent | None:
    """:raises CannotTell: more than is looked through, or another number of files under the same words."""
    for post in _since(what, access, http):
        if post.published and post.published >= what.made - _CLOCKS and alike(post.text, what.text):
            demand_same_files(post, what)
            return Sent(post.aliases[0].removeprefix("ig:"), post.aliases, post.url)
    return None


def _since(what: Outgoing, access: Access, http: Http) -> Iterator[Post]:
    """The newest media, page by page until a page has none since it was cleared."""
    following: dict[str, str] = {}
    asked = {"fields": MEDIUM, "limit": "50"}
    for page in graph_of(access, http).pages(f"{access.account_id}/media", asked, _PAGES):
        following = page.paging.query() if page.data else {}
        posts = list(_posts(page.data))
        yield from posts
        times = [post.published for post in posts if post.published]
        if times and max(times) < what.made - _CLOCKS:
            return
    if following:
        raise CannotTell("too much has been published since to look through it all")


def _posts(elements: list[msgspec.Raw]) -> Iterator[Post]:
    for element in elements:
        try:
            yield api_post(bytes(element))
        except Refusal:
            continue  # nothing in it, so it is not what was sent


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
