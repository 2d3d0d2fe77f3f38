"""Posts and answers on a LinkedIn page (learn.microsoft.com/linkedin/marketing, Posts and Comments API, 2026).

LinkedIn keeps no name of ours for a post. It refuses the same words twice, and then names the post that stands.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tilstede.core.post import Post
from tilstede.networks.kit.errors import (
    CannotTell,
    NetworkError,
    NotFound,
    NotUnderstood,
    Rejected,
    Unreachable,
)
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.jsonfields import Refusal
from tilstede.networks.kit.likeness import alike
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target
from tilstede.networks.linkedin import comments, compose, fetch
from tilstede.networks.linkedin.api import Api, api_of, made, named
from tilstede.networks.linkedin.limits import LIMITS
from tilstede.networks.linkedin.little import escape
from tilstede.networks.linkedin.post import POST_NAME, address_of, api_post
from tilstede.networks.linkedin.upload import Uploads

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

_CLOCKS: Final = timedelta(minutes=2)  #: how far ours and LinkedIn's may differ
_SHOWN: Final = timedelta(hours=1)  #: after so long a post can be answered
_NOT_YET: Final = "Unable to obtain activity"
_EACH: Final = 50
_PAGES: Final = 5  #: of own posts looked through for one that may have been sent
_DUPLICATE: Final = re.compile(r"duplicate of (urn:li:\w+:\d+)", re.IGNORECASE)


class LinkedInSender:
    """The contract's Sender. ``sleep``: waits while LinkedIn makes a file ready."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As documented: LinkedIn does not tell them."""
        return LIMITS

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        compose.check(what)
        api = api_of(access, http, now)
        if what.reply_to:
            return _answer(api, what, what.reply_to, access, now)
        body = compose.body(what, access.account_id, Uploads(api, access.account_id, self._sleep))
        try:
            return _sent(made(api.send("posts", body)))
        except Rejected as error:
            standing = _standing(api, error, what, access)
            if standing is None:
                raise
            return standing

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """Among what the page has written there since it was cleared, by its words."""
        api = api_of(access, http, now)
        found = _answers(api, what) if what.reply_to else _posts(api, what, access)
        return next((sent for post, sent in found if _is(post, what, access)), None)

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        api = api_of(access, http, now)
        is_post = POST_NAME.fullmatch(sent)
        try:
            raw = api.get(f"posts/{named(sent)}") if is_post else comments.read(api, sent)
        except NotFound:
            return None
        found = fetch.item_of(raw, fetch.page_of(access))
        if isinstance(found, Seen):
            return found
        raise NotUnderstood(f"LinkedIn: {found.detail}")

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """The words alone: pictures stay as they are."""
        api = api_of(access, http, now)
        if not POST_NAME.fullmatch(sent):
            return comments.edit(api, sent, what.text, access.account_id)
        patch = {"patch": {"$set": {"commentary": escape(what.text)}}}
        api.send(f"posts/{named(sent)}", patch, patch=True)
        return _sent(sent)

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        api = api_of(access, http, now)
        try:
            if POST_NAME.fullmatch(sent):
                api.send(f"posts/{named(sent)}", method="DELETE")
            else:
                comments.delete(api, sent, access.account_id)
        except NotFound:
            return

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        """:raises Rejected: always."""
        raise Rejected("an answer is not hidden through the API of LinkedIn")

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        """:raises Rejected: always."""
        raise Rejected("nothing is passed on on LinkedIn from here")

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        """:raises Rejected: always."""
        raise Rejected("likes are not sent to LinkedIn")

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        """:raises Rejected: always."""
        raise Rejected("a page follows nobody through the API of LinkedIn")


def _answer(api: Api, what: Outgoing, answered: Target, access: Access, now: datetime) -> Sent:
    """:raises Unreachable: what is answered is so new that LinkedIn may not show it yet."""
    try:
        return comments.write(api, comments.place(answered), what.text, access.account_id)
    except (NotFound, Rejected) as error:
        written = answered.post.published
        is_new = written is not None and now - written < _SHOWN
        if is_new and (isinstance(error, NotFound) or _NOT_YET in error.detail):
            raise Unreachable(error.detail) from error
        raise


def _sent(urn: str) -> Sent:
    return Sent(urn, (urn, address_of(urn)), address_of(urn))


def _standing(api: Api, error: Rejected, what: Outgoing, access: Access) -> Sent | None:
    """What LinkedIn says is there already, if it is this very post by an earlier try."""
    named_there = _DUPLICATE.search(error.detail)
    if named_there is None:
        return None
    try:
        post = api_post(api.get(f"posts/{named(named_there[1])}"))
    except (NetworkError, Refusal):
        return None
    return _sent(post.aliases[0]) if _is(post, what, access) else None


def _is(post: Post, what: Outgoing, access: Access) -> bool:
    """``published`` absent: it may be."""
    is_new = post.published is None or post.published >= what.made - _CLOCKS
    return (
        is_new
        and post.author.id == access.account_id
        and not (post.repost_of or post.quote_of)
        and len(post.media) == len(what.media)
        and alike(post.text, what.text)
    )


def _answers(api: Api, what: Outgoing) -> Iterator[tuple[Post, Sent]]:
    assert what.reply_to is not None
    yield from comments.since(api, comments.place(what.reply_to))


def _posts(api: Api, what: Outgoing, access: Access) -> Iterator[tuple[Post, Sent]]:
    """Its own posts since it was cleared. :raises CannotTell: there are more than are looked through."""
    start = 0
    for _ in range(_PAGES):
        elements = api.page(
            "posts",
            finder=True,
            q="author",
            author=access.account_id,
            sortBy="CREATED",
            start=str(start),
            count=str(_EACH),
        )
        start += len(elements)
        posts = list(_read(elements))
        yield from ((post, _sent(post.aliases[0])) for post in posts)
        told = [post.published for post in posts if post.published]
        if not elements or (told and min(told) < what.made - _CLOCKS):
            return
    raise CannotTell("too many posts have been sent since to look through them all")


def _read(elements: list[bytes]) -> Iterator[Post]:
    for element in elements:
        try:
            yield api_post(element)
        except Refusal:
            continue  # a draft, or nothing in it: it is not what was sent
