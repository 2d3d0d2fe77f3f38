"""An account as the application shows it: when its own server does not answer, or has more than can be read at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tilstede.networks.bluesky import lookup, parse, xrpc
from tilstede.networks.bluesky.identity import Identity
from tilstede.networks.bluesky.reading import Refusal, moment_of
from tilstede.networks.kit.contract import (
    Batch,
    Item,
    Missing,
    NetworkError,
    Seen,
    SetAside,
    Source,
)
from tilstede.networks.kit.profiles.bluesky import Places

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

PAGE: Final = 100  #: posts on a page, the most the application gives
_PAGES: Final = 100  #: pages read on one visit


def fetch(
    source: Source, whose: Identity, http: Http, where: Places, why: NetworkError
) -> Iterator[Batch]:
    """The author's feed from the newest down to what is known. The revision stays: the account's own server is asked
    for all of it once it answers. ``why``: what was wrong with that server.

    :raises NetworkError: ``why``, where the application does not answer either.
    """
    cursor = dict(source.cursor)
    known, newest, place = moment_of(cursor.get("newest")), None, ""
    for _ in range(_PAGES):
        params: xrpc.Params = {"actor": whose.did, "limit": PAGE, "cursor": place}
        try:
            answer = xrpc.ask(http, where.application, "app.bsky.feed.getAuthorFeed", params)
        except NetworkError as error:
            raise why from error
        items = [item for raw in lookup.listed(answer, "feed") for item in entry(raw)]
        times = list(_times(items, whose))
        newest = max([*times, newest] if newest else times, default=newest)
        yield Batch(tuple(items), source.cursor)
        place = str(xrpc.told(answer).get("cursor") or "")
        if not place or not times or (known and min(times) < known):
            break
    else:
        yield Batch((Missing(None, min(times), "page-limit"),), source.cursor)
    told = newest.isoformat() if newest else cursor.get("newest", "")
    yield Batch((), {**cursor, "newest": told})


def _times(items: list[Item], whose: Identity) -> Iterator[datetime]:
    """When the account's own among them were written."""
    for item in items:
        if isinstance(item, Seen) and item.post.author.id == whose.did and item.post.published:
            yield item.post.published


def entry(raw: bytes) -> Iterator[Item]:
    """An element of a feed: the post; or that it was passed on, and the post of another that was."""
    post = lookup.inside(raw, "post")
    uri = lookup.field(post, "uri")
    passed_on = b"#reasonRepost" in lookup.inside(raw, "reason")
    for part in (raw, post) if passed_on else (raw,):
        try:
            yield Seen(part, parse.JSON, parse.parse(part, {}), uri)
        except Refusal as error:
            yield SetAside(uri, error.reason, error.detail)


def shown(raw: bytes, where: str) -> Iterator[Seen]:
    """A post as the application shows it; nothing where it cannot be read, since it is others' and comes beside."""
    try:
        yield Seen(raw, parse.JSON, parse.parse(raw, {}), where)
    except Refusal:
        return
