"""Posts, answers and moderation on Threads (developers.facebook.com/docs/threads, v1.0)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tilstede.core.post import Post
from tilstede.networks.kit.errors import CannotTell, NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.jsonfields import Fields, Refusal
from tilstede.networks.kit.likeness import alike
from tilstede.networks.kit.limits import Limits, count
from tilstede.networks.kit.meta.containers import Press, Publisher
from tilstede.networks.kit.meta.sent import demand_same_files
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target
from tilstede.networks.threads.fetch import ASKED, FIELDS, graph_of, item_of
from tilstede.networks.threads.limits import LIMITS
from tilstede.networks.threads.post import api_post

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http

_CLOCKS: Final = timedelta(minutes=2)
_PAGES: Final = 5
PRESS: Final = Press(
    making="threads",
    publishing="threads_publish",
    quota="threads_publishing_limit",
    status="status",
    fault="error_message",
    picture={"media_type": "IMAGE"},
    film={"media_type": "VIDEO"},
    film_alts=True,
)


class ThreadsSender:
    """The contract's Sender. ``sleep``: waits while a post is made ready."""

    def __init__(self, sleep: Callable[[float], None] = time.sleep) -> None:
        self._sleep = sleep

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As documented; how many posts are left today Threads tells, how long they may be it does not."""
        return LIMITS

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        press = Publisher(PRESS, graph_of(access, http), access.account_id, self._sleep)
        found = press.publish(_body(what), what.media, answers=what.reply_to is not None)
        return Sent(found, (f"threads:{found}",))

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """Among the account's posts or answers since it was cleared, by words and by what is answered and quoted."""
        for post in _since(what, access, http):
            if _is(post, what):
                demand_same_files(post, what)
                return Sent(post.aliases[0].removeprefix("threads:"), post.aliases, post.url)
        return None

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        try:
            found = item_of(graph_of(access, http).get(sent, fields=FIELDS))
        except NotFound:
            return None
        if isinstance(found, Seen):
            return found
        raise NotUnderstood(f"Threads: {found.detail}")

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """:raises Rejected: always."""
        raise Rejected("Threads lets nothing be edited through its API")

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        try:
            graph_of(access, http).delete(sent)
        except NotFound:
            return

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        where = f"{_number(target)}/manage_reply"
        try:
            graph_of(access, http).post(where, hide=str(hidden).lower())
        except NotFound:
            return

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        answer = graph_of(access, http).post(f"{_number(target)}/repost")
        found = Fields(answer).line("id")
        return Sent(found, (f"threads:{found}",)) if found.isdecimal() else None

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        """:raises Rejected: always."""
        raise Rejected("nothing is liked through the API of Threads")

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        """:raises Rejected: always."""
        raise Rejected("nobody is followed through the API of Threads")


def _body(what: Outgoing) -> dict[str, str]:
    """:raises Rejected: something of it has no place on Threads, or is too long; nothing is left out silently."""
    if any(one.captions for one in what.media):
        raise Rejected("captions are not sent to Threads")
    if what.poll or what.warning or what.title or what.visibility not in ("public", "unlisted"):
        raise Rejected("only words, links, answers and quotes for everybody are sent to Threads")
    if (length := count(what.text, LIMITS)) > LIMITS.text:
        raise Rejected(f"{length} characters, emoji by their bytes; Threads takes {LIMITS.text}")
    body = {"media_type": "TEXT"}
    if what.text:
        body["text"] = what.text
    if what.card and not what.media:
        body["link_attachment"] = what.card.url
    elif what.card and what.card.url not in what.text:
        raise Rejected("a post with pictures shows no link: its address must stand in the text")
    if what.reply_to:
        body["reply_to_id"] = _number(what.reply_to)
    if what.quote_of:
        body["quote_post_id"] = _number(what.quote_of)
    return body


def _number(target: Target) -> str:
    """:raises Rejected: it is no post on Threads that has an id."""
    names = (
        one.removeprefix("threads:") for one in target.post.aliases if one.startswith("threads:")
    )
    found = next((one for one in names if one.isdecimal()), "")
    if not found:
        raise Rejected("what is answered, quoted or hidden is not a post on Threads")
    return found


def _since(what: Outgoing, access: Access, http: Http) -> Iterator[Post]:
    """What the account wrote since it was cleared. :raises CannotTell: it is more than is looked through."""
    edge = "replies" if what.reply_to else "threads"
    since = str(int((what.made - _CLOCKS).timestamp()))
    following: dict[str, str] = {}
    asked = {**ASKED, "since": since}
    for page in graph_of(access, http).pages(f"{access.account_id}/{edge}", asked, _PAGES):
        following = page.paging.query() if page.data else {}
        for element in map(bytes, page.data):
            try:
                yield api_post(element)
            except Refusal:
                continue  # nothing in it, so it is not what was sent
    if following:
        raise CannotTell("too much has been written since to look through it all")


def _is(post: Post, what: Outgoing) -> bool:
    answered = f"threads:{_number(what.reply_to)}" if what.reply_to else ""
    quoted = f"threads:{_number(what.quote_of)}" if what.quote_of else ""
    same = (post.reply_to, post.quote_of) == (answered, quoted)
    return same and not post.repost_of and alike(post.text, what.text)
