"""A connected account's own posts: whether one was made already, and how it stands now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from tilstede.core.post import Post
from tilstede.networks.kit.contract import (
    CannotTell,
    Expired,
    NetworkError,
    NotUnderstood,
    Refused,
    Rejected,
    Seen,
)
from tilstede.networks.kit.outgoing import Outgoing, Sent
from tilstede.networks.mastodon import asking, lookup
from tilstede.networks.mastodon.answers import PROFILES
from tilstede.networks.mastodon.api import Api
from tilstede.networks.mastodon.asking import Server, part
from tilstede.networks.mastodon.page import Entry, Pages, listed, opened
from tilstede.networks.mastodon.reading import Fields, Refusal, line, load
from tilstede.networks.mastodon.status import to_post

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http, Response

#: Pages of own posts looked through: so many posts are hardly ever made between two tries.
PAGES: Final = 5
#: Seconds by which a server's clock is told in whole seconds, and a little.
_FINE: Final = timedelta(seconds=2)
_HOST: Final = re.compile(r"(?<=@)([\w.-]+)@[\w.-]+\w(?::\d+)?")


def find(what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
    """See `kit.sending.Sender.find`: the newest own posts, back to when it was cleared, compared in words and place.

    :raises CannotTell: the account's posts cannot be seen, or not so far back.
    """
    server = asking.of(access, http)
    try:
        parent = _parent(what, server)
        for entry in _since(what.made, access, http, now):
            if sent := _is(entry, what, parent, server):
                return sent
    except Expired:
        raise
    except Refused as error:
        raise CannotTell(error.detail) from error
    return None


def read(sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
    """The post as `fetch` would give it, None when it is gone. :raises NetworkError:"""
    server = asking.of(access, http)
    api = Api(http, access.server, token=access.secrets.get("token", ""), now=now)
    content, _ = api.status(sent)
    if not content:
        return None
    found = listed(opened([content], server.host))
    if not found:
        raise NotUnderstood(f"{server.host} gave a post that cannot be read")
    author = found[0].answer.account
    pages = Pages(api, line(author.id, {}) if author else "", {"domain": server.domain})
    seen = pages.single(found[0])
    if not isinstance(seen, Seen):
        raise NotUnderstood(f"{server.host}: {seen.detail}")
    return seen


def _parent(what: Outgoing, server: Server) -> str | None:
    """The number of what it answers, ``""`` for nothing; None where that is no longer to be found."""
    if what.reply_to is None:
        return ""
    try:
        return lookup.status(what.reply_to.post, server)
    except Rejected:
        return None


def _since(made: datetime, access: Access, http: Http, now: datetime) -> Iterator[Entry]:
    """Own posts, newest first, none that is surely older.

    The server's clock may be wrong: what it says the time is, is held against ours, and the earlier one counts.
    """
    server = asking.of(access, http)
    answer = server.myself()
    since = min(made, made + _skew(answer, now)) - _FINE
    account = line(PROFILES.read(answer.content).id, {})
    api = Api(http, access.server, token=access.secrets.get("token", ""), now=now)
    before = ""
    for _ in range(PAGES):
        elements, older = api.page(account, before)
        found = listed(opened(elements, server.host))
        if len(found) < len(elements):
            raise CannotTell(f"{server.host} gave posts that cannot be read")
        for entry in found:
            if entry.published is None or entry.published >= since:
                yield entry
        oldest = min((one.published for one in found if one.published), default=None)
        before = older or (found[-1].number if found else "")
        if not found or (oldest and oldest < since):
            return
    raise CannotTell(f"{server.host}: more posts since then than are looked through")


def _skew(answer: Response, now: datetime) -> timedelta:
    """How much the server's clock is ahead of ours."""
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return timedelta()
    return (told if told.tzinfo else told.replace(tzinfo=UTC)) - now


def _is(entry: Entry, what: Outgoing, parent: str | None, server: Server) -> Sent | None:
    """The post, when it is the one that was to be sent."""
    try:
        post = to_post(entry.answer, server.context)
    except Refusal:
        return None
    if post.repost_of or parent not in (None, line(entry.answer.in_reply_to_id, {})):
        return None
    if [one.alt or "" for one in post.media] != [one.alt or "" for one in what.media]:
        return None
    if bool(post.poll) != bool(what.poll):
        return None
    if not (_alike(post, what) or _source(entry, server) == (_bare(what.text), what.warning)):
        return None
    return Sent(entry.number, post.aliases, post.url)


def _alike(post: Post, what: Outgoing) -> bool:
    return _bare(post.text) == _bare(what.text) and post.warning == what.warning


def _source(entry: Entry, server: Server) -> tuple[str, str] | None:
    """Words and warning as they were typed in, where the server still tells (Mastodon 3.5 and later)."""
    try:
        answer = server.get(f"/api/v1/statuses/{part(entry.number)}/source")
        told = Fields(load(answer.content))
    except (NetworkError, Refusal):
        return None
    return _bare(str(told.raw("text") or "")), str(told.raw("spoiler_text") or "")


def _bare(text: str) -> str:
    """The words without what a server may change in showing them: spaces, and the host in a mention."""
    return "".join(_HOST.sub(r"\1", text).split())
