"""Sending to X through API v2.

Where one pays as one goes, X lets an account answer only those who have mentioned or quoted it: it then says so, and
that is `Refused`. Liking, following and quoting it takes no longer (docs.x.com/changelog, 20 April 2026).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import msgspec

from tilstede.core.post import Post
from tilstede.networks.kit.errors import CannotTell, NotFound, NotUnderstood, Refused, Rejected
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.likeness import alike
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target
from tilstede.networks.x import fetch, upload
from tilstede.networks.x.answers import Page, Parts
from tilstede.networks.x.api import FIELDS, Api, decoded
from tilstede.networks.x.limits import LIMITS, LONGEST_POLL, SHORTEST_POLL
from tilstede.networks.x.status import status_post
from tilstede.networks.x.tweet import ID, Refusal

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

_CLOCKS: Final = timedelta(minutes=2)  #: how far ours and X's may differ
_PAGES: Final = 5  #: of own posts looked through for one that may have been sent


class _Made(msgspec.Struct, frozen=True):
    id: str = ""


class _Answer(msgspec.Struct):
    data: _Made = _Made()


class XSender:
    """The contract's Sender. ``sleep``: waits while X makes a film ready."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As documented: X does not tell them."""
        return LIMITS

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        body = _body(what)
        api = _api(access, http, now)
        if what.media:
            numbers = [upload.upload(api, one, self._sleep) for one in what.media]
            body["media"] = {"media_ids": numbers}
        made = decoded(api.send("POST", "/2/tweets", body), _Answer, sent=True).data.id
        if not ID.fullmatch(made):
            raise NotUnderstood("X does not tell which post was made", reached=True)
        return _sent(made, access)

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """Among our own posts since it was cleared, by its words and by what it answers."""
        for post in _since(_api(access, http, now), access, what.made - _CLOCKS):
            if _is(post, what):
                return _sent(post.aliases[0].removeprefix("x:"), access)
        return None

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        found, _ = fetch.one(_api(access, http, now), sent)
        if found is None or isinstance(found, Seen):
            return found
        raise NotUnderstood(f"X: {found.detail}")

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """:raises Rejected: always: editing is for those who pay for X Premium, within an hour."""
        raise Rejected("posts on X are not edited through us")

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        try:
            _api(access, http, now).send("DELETE", f"/2/tweets/{quote(sent)}")
        except NotFound:
            return

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        path = f"/2/tweets/{_number(target)}/hidden"
        try:
            _api(access, http, now).send("PUT", path, {"hidden": hidden})
        except NotFound:
            return

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        """X does not tell the number of the repost itself. :raises Rejected: what is meant is gone."""
        path, body = f"/2/users/{access.account_id}/retweets", {"tweet_id": _number(target)}
        try:
            _api(access, http, now).send("POST", path, body)
        except NotFound as error:
            raise Rejected(error.detail) from error
        except (Refused, Rejected) as error:
            if "already" not in error.detail.lower():
                raise
        return None

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        """:raises Rejected: always."""
        raise Rejected("nothing is liked through the API of X")

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        """:raises Rejected: always."""
        raise Rejected("nobody is followed through the API of X")


def _api(access: Access, http: Http, now: datetime) -> Api:
    return Api(http, access.secrets.get("access_token", ""), now, access.server)


def _sent(number: str, access: Access) -> Sent:
    return Sent(number, (f"x:{number}",), f"https://x.com/{access.handle or 'i'}/status/{number}")


def _number(target: Target) -> str:
    """:raises Rejected: it is no post on X."""
    names = (one.removeprefix("x:") for one in target.post.aliases if one.startswith("x:"))
    found = next((one for one in names if ID.fullmatch(one)), "")
    if not found:
        raise Rejected("what is answered, quoted or passed on is not a post on X")
    return found


def _body(what: Outgoing) -> dict[str, Any]:
    """:raises Rejected: something of it has no place on X; nothing is left out silently."""
    if what.quote_of:
        raise Rejected("nothing is quoted through the API of X")
    if what.warning or what.visibility not in ("public", "unlisted"):
        raise Rejected("X has no content warnings, and no posts for followers only")
    if any(one.captions for one in what.media):
        raise Rejected("captions are not sent to X")
    if what.title or (what.card and what.card.url not in what.text):
        raise Rejected(
            "X has no titles, and shows a link only where its address stands in the text"
        )
    body: dict[str, Any] = {"text": what.text}
    if what.reply_to:
        body["reply"] = {"in_reply_to_tweet_id": _number(what.reply_to)}
    if what.poll:
        if what.poll.multiple:
            raise Rejected("in a poll on X one choice is made")
        minutes = what.poll.lasts // 60
        if not SHORTEST_POLL <= minutes <= LONGEST_POLL:
            raise Rejected("a poll on X lasts between five minutes and seven days")
        body["poll"] = {"options": list(what.poll.options), "duration_minutes": minutes}
    return body


def _since(api: Api, access: Access, when: datetime) -> Iterator[Post]:
    """Our own posts since then, newest first. :raises CannotTell: there are more than are looked through."""
    path = f"/2/users/{access.account_id}/tweets"
    wanted = {**FIELDS, "max_results": "100", "start_time": when.strftime("%Y-%m-%dT%H:%M:%SZ")}
    for _ in range(_PAGES):
        page: Page = decoded(api.get(path, wanted), Page)
        api.count("fetch", len(page.data))
        parts = Parts(page.includes)
        for element in page.data:
            try:
                yield status_post(parts.cut(bytes(element)))
            except Refusal as error:
                if error.reason == "empty":
                    continue
                raise CannotTell(f"X: {error}") from error
        if not page.meta.next_token:
            return
        wanted["pagination_token"] = page.meta.next_token
    raise CannotTell("too many posts have been sent since to look through them all")


def _is(post: Post, what: Outgoing) -> bool:
    answered = f"x:{_number(what.reply_to)}" if what.reply_to else ""
    return (
        not post.repost_of
        and post.reply_to == answered
        and len(post.media) == len(what.media)
        and alike(post.text, what.text)
    )
