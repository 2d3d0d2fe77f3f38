"""What others say: to an account, under a hashtag, with given words, in answer to a post.

The application loses a notification now and then for good: of a reply that was written at the same moment as what it
answers (seen with its own code, 2026). So what is said to an account is also looked for in the threads of its newest
posts. The cursor of ``mentions``: ``seen``, when the newest notification was made; of the others: ``newest``. With all
goes ``checked``, as in `kit.turn`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from tilstede.networks.bluesky import feed, lookup, names, xrpc
from tilstede.networks.bluesky.reading import moment_of
from tilstede.networks.bluesky.taken_back import taken_back
from tilstede.networks.kit.contract import (
    Batch,
    Cursor,
    Item,
    NotFound,
    Refused,
    Seen,
    Source,
)
from tilstede.networks.kit.profiles.bluesky import Places

if TYPE_CHECKING:
    from tilstede.networks.bluesky.login import Login
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http, Response

_PAGE: Final = 100
_PAGES: Final = 20
#: Reasons for which a notification holds somebody's words (app.bsky.notification.listNotifications).
_WORDS: Final = frozenset({"mention", "reply", "quote"})
#: Posts of our own whose threads are walked on a visit, and how old they may be.
_THREADS: Final = 25
_YOUNG: Final = timedelta(days=14)
#: Levels of answers asked for at once; the most the application gives is 1,000, it cuts wide threads sooner.
_DEPTH: Final = 100

Walk = Callable[[Source, "Http", datetime, Places], Iterator[Batch]]


def _login_of(access: Access) -> Login:
    from tilstede.networks.bluesky import login  # noqa: PLC0415 - slow to load, and most reading asks for none

    return login.of(access)


class _Application:
    """The application asked as an account, through the account's own server, or openly."""

    def __init__(self, source: Source, http: Http, where: Places) -> None:
        access = source.access
        self.http = http
        self.where = where
        self.base = access.server if access else where.application
        self.login = _login_of(access) if access else None

    def ask(self, method: str, params: xrpc.Params) -> Response:
        return xrpc.ask(self.http, self.base, method, params, login=self.login)

    def changed(self, source: Source, cursor: Cursor) -> Batch:
        """What has been taken away of all that was heard here. The cursor moves on."""
        gone = taken_back(source, cursor, self.http, self.base, self.where, self.login)
        return Batch(tuple(gone), cursor)


def mentions(source: Source, http: Http, now: datetime, where: Places) -> Iterator[Batch]:
    """Replies, quotes and mentions since the last visit, and the answers under the newest posts.

    :raises Refused: no login was given. :raises NetworkError:
    """
    if source.access is None:
        raise Refused("what is said to an account is told to itself alone: connect the account")
    application = _Application(source, http, where)
    before, newest, place = moment_of(source.cursor.get("seen")), None, ""
    for _ in range(_PAGES):
        params: xrpc.Params = {"limit": _PAGE, "cursor": place}
        answer = application.ask("app.bsky.notification.listNotifications", params)
        told = lookup.listed(answer, "notifications")
        times = [made for raw in told if (made := moment_of(lookup.field(raw, "indexedAt")))]
        newest = max([*times, newest] if newest else times, default=newest)
        yield Batch(tuple(_said(told, application)), source.cursor)
        place = str(xrpc.told(answer).get("cursor") or "")
        if not place or not times or (before and min(times) < before):
            break
    cursor = {"seen": newest.isoformat()} if newest else dict(source.cursor)
    yield Batch(tuple(_answers(source, application, now)), cursor)
    yield application.changed(source, cursor)


def _said(told: list[bytes], application: _Application) -> Iterator[Item]:
    """The posts that notifications are of, as the application shows them: a notification lacks what they carry."""
    uris = [lookup.field(raw, "uri") for raw in told if lookup.field(raw, "reason") in _WORDS]
    found = lookup.posts(application.http, application.base, uris, application.login)
    for uri, raw in found.items():
        yield from feed.shown(raw, uri)


def _answers(source: Source, application: _Application, now: datetime) -> Iterator[Item]:
    access = source.access
    assert access is not None
    params: xrpc.Params = {"actor": access.account_id, "limit": _THREADS}
    answer = application.ask("app.bsky.feed.getAuthorFeed", params)
    for raw in lookup.listed(answer, "feed"):
        post = lookup.inside(raw, "post")
        made, uri = moment_of(lookup.field(post, "indexedAt")), lookup.field(post, "uri")
        young = made is not None and now - made < _YOUNG
        if young and _replies(post) and names.record(uri):
            own = f"at://{access.account_id}/"
            yield from (one for one in _thread(application, uri) if not one.where.startswith(own))


def _replies(post: bytes) -> bool:
    return lookup.inside(post, "replyCount") not in (b"", b"0")


def thread(source: Source, http: Http, now: datetime, where: Places) -> Iterator[Batch]:
    """The answers to a post. :raises NotFound: it is gone."""
    at = names.post_of(source.address)
    if at is None:
        raise NotFound(f"{source.address} is no address of a post")
    application = _Application(source, http, where)
    yield Batch(tuple(_thread(application, at.uri)), dict(source.cursor))
    yield application.changed(source, dict(source.cursor))


def _thread(application: _Application, uri: str) -> Iterator[Seen]:
    params: xrpc.Params = {"uri": uri, "depth": _DEPTH, "parentHeight": 80}
    answer = application.ask("app.bsky.feed.getPostThread", params)
    yield from _branch(lookup.inside(answer.content, "thread"))


def _branch(top: bytes) -> Iterator[Seen]:
    """Posts of a thread from the first on: what it answers, itself, what answers it (threadViewPost)."""
    waiting, above = [top], lookup.inside(top, "parent")
    while above:
        waiting.append(above)
        above = lookup.inside(above, "parent")
    while waiting:
        node = waiting.pop()
        post = lookup.inside(node, "post")
        yield from feed.shown(post, lookup.field(post, "uri")) if post else ()
        waiting += reversed(lookup.elements(lookup.inside(node, "replies")))


def hashtag(source: Source, http: Http, now: datetime, where: Places) -> Iterator[Batch]:
    """Posts under a hashtag, newest first, down to what was seen. :raises Refused: only with a login."""
    tag = source.address.removeprefix("#")
    yield from _search(source, http, where, {"q": f"#{tag}", "tag": tag})


def search(source: Source, http: Http, now: datetime, where: Places) -> Iterator[Batch]:
    """Posts with given words, likewise. :raises Refused: only with a login."""
    yield from _search(source, http, where, {"q": source.address})


def _search(
    source: Source, http: Http, where: Places, wanted: dict[str, str | int | list[str]]
) -> Iterator[Batch]:
    application = _Application(source, http, where)
    before, newest, place = moment_of(source.cursor.get("newest")), None, ""
    for _ in range(_PAGES):
        params: xrpc.Params = {**wanted, "sort": "latest", "limit": _PAGE, "cursor": place}
        answer = application.ask("app.bsky.feed.searchPosts", params)
        found = lookup.listed(answer, "posts")
        times = [made for raw in found if (made := moment_of(lookup.field(raw, "indexedAt")))]
        newest = max([*times, newest] if newest else times, default=newest)
        items = [item for raw in found for item in feed.shown(raw, lookup.field(raw, "uri"))]
        yield Batch(tuple(items), source.cursor)
        place = str(xrpc.told(answer).get("cursor") or "")
        if not place or not times or (before and min(times) < before):
            break
    cursor = {"newest": newest.isoformat()} if newest else dict(source.cursor)
    yield application.changed(source, cursor)


#: What a source is -> how it is read.
WALKS: Final[dict[str, Walk]] = {
    "mentions": mentions,
    "thread": thread,
    "hashtag": hashtag,
    "search": search,
}
