"""A feed read again and again, as cheaply for its publisher as can be.

The cursor holds: ``etag``, ``modified`` (sent back as received), ``body`` (digest of the last document),
``moved`` (where the feed says it has moved for good), ``entries`` (`identity.Memory`), ``raw`` (digest of each
entry of the last document -> its name), ``newest`` (date of the newest of them).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from tilstede.networks.feeds import document, reading
from tilstede.networks.feeds.entry import Origin, Raw, Reading, Unusable
from tilstede.networks.feeds.identity import Memory
from tilstede.networks.kit import decoding, markup
from tilstede.networks.kit.contract import (
    Batch,
    Cursor,
    Item,
    Missing,
    NotFound,
    NotUnderstood,
    Seen,
    Source,
)

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http, Response

BATCH = 500
LONGEST = 86_400.0  #: seconds; a publisher who says "keep it for a year" has not thought of feeds
PACKED = 2  #: times a document may be packed on top of what HTTP tells
_GZIP = b"\x1f\x8b"
ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)


def fetch(source: Source, http: Http, now: datetime) -> Iterator[Batch]:
    """What is new in the feed. Nothing at all when the publisher says that nothing has changed.

    :raises NotUnderstood: a web page, or something else that is no feed. :raises NetworkError:
    """
    answer, cursor = _ask(source, http)
    told = _Told(min(answer.fresh_for, LONGEST), cursor["moved"])
    if answer.status == 304:
        if told.wait or cursor != source.cursor:
            yield Batch((), cursor, *told)
        return
    digest = _digest(answer.content)
    unchanged = digest == cursor.get("body")
    cursor |= {
        "etag": answer.headers.get("etag", ""),
        "modified": answer.headers.get("last-modified", ""),
        "body": digest,
    }
    if not unchanged:
        for items, place in _read(answer, source, cursor, now):
            yield Batch(items, place, *told)
    elif told.wait or cursor != source.cursor:
        yield Batch((), cursor, *told)


class _Told(NamedTuple):
    """What goes with every batch of a visit; see `contract.Batch`."""

    wait: float
    moved: str


def _ask(source: Source, http: Http) -> tuple[Response, Cursor]:
    """The answer from where the feed lies now, and a cursor that knows where that is.

    Where it has gone from there, it may be back at its own address.
    """
    cursor = dict(source.cursor)
    place = cursor.setdefault("moved", "")
    for address in (place, source.address) if place else (source.address,):
        try:
            answer = http.get(
                address,
                headers={"Accept": ACCEPT, **_conditions(cursor)},
                accept_status={304},
            )
        except NotFound:
            if address == source.address:
                raise
            cursor |= {"etag": "", "modified": "", "moved": ""}
        else:
            break
    cursor["moved"] = answer.moved_to or cursor["moved"]
    return answer, cursor


def open_answer(answer: Response) -> Reading:
    """The feed in an answer. :raises NotUnderstood: there is none. :raises NetworkError: packed, and not sound."""
    content = content_of(answer)
    if not content.strip():
        raise NotUnderstood(f"the answer is empty ({answer.url.partition('?')[0]})")
    try:
        return document.take_apart(content, answer.headers.get("content-type", ""))
    except Unusable as error:
        raise NotUnderstood(f"{error.detail} ({answer.url.partition('?')[0]})") from error


def content_of(answer: Response) -> bytes:
    """What was answered, unpacked also where it is packed without saying so, or once more than it says.

    :raises NetworkError: it is larger than any answer may be, or broken.
    """
    content = answer.content
    for _ in range(PACKED):
        if not content.startswith(_GZIP):
            break
        content = decoding.read((content,), "gzip", decoding.MAX_BYTES)
    return content


def origin_of(found: Reading, address: str, base: str, now: datetime | None) -> Origin:
    """The feed as what its entries stand in; ``base`` is where it was read just now."""
    return Origin(
        address=address,
        title=found.head.title,
        site=markup.resolve(base, found.head.site) if found.head.site else "",
        language=found.head.language,
        image=markup.resolve(base, found.head.image) if found.head.image else "",
        base="" if base == address else base,
        now=now,
    )


def _conditions(cursor: Cursor) -> dict[str, str]:
    told = {"If-None-Match": cursor.get("etag"), "If-Modified-Since": cursor.get("modified")}
    return {name: value for name, value in told.items() if value}


def _read(
    answer: Response, source: Source, cursor: Cursor, now: datetime
) -> Iterator[tuple[tuple[Item, ...], Cursor]]:
    """The entries not seen in this very form last time; the cursor moves on with the last of them."""
    found = open_answer(answer)
    origin = origin_of(found, source.address, answer.url, now)
    memory = Memory(cursor.get("entries"))
    before: dict[str, str] = cursor.get("raw", {})
    unchanged, fresh = _parted(found, before)
    for name in unchanged.values():
        memory.keep(name)
    names = dict(unchanged)
    items: list[Item] = []
    for (item, name), raw in zip(reading.items(fresh, origin, memory, "feed"), fresh, strict=True):
        items.append(item)
        if name and isinstance(raw, Raw):
            names[_digest(raw.data)] = name
    if before and names and not set(names.values()) & set(before.values()):
        items.append(_rolled_over(items, cursor))
    cursor |= {"entries": memory.state(), "raw": names, "newest": _newest(items, cursor, now)}
    yield from _batches(items, source.cursor, cursor)


def _parted(found: Reading, before: dict[str, str]) -> tuple[dict[str, str], list[Raw | Unusable]]:
    """The entries that stand as they stood last time (digest -> name), and the rest."""
    unchanged: dict[str, str] = {}
    fresh: list[Raw | Unusable] = []
    try:
        for raw in found.entries():
            digest = _digest(raw.data) if isinstance(raw, Raw) else ""
            if digest in before:
                unchanged[digest] = before[digest]
            else:
                fresh.append(raw)
    except ValueError as error:  # there is no list of items in a JSON Feed
        raise NotUnderstood(str(error)) from error
    return unchanged, fresh


def _batches(
    items: list[Item], before: Cursor, after: Cursor
) -> Iterator[tuple[tuple[Item, ...], Cursor]]:
    for start in range(0, max(1, len(items)), BATCH):
        last = start + BATCH >= len(items)
        yield tuple(items[start : start + BATCH]), after if last else dict(before)


def _rolled_over(items: list[Item], cursor: Cursor) -> Missing:
    """None of what stood in the feed last time is left: what came between was never seen."""
    newest = cursor.get("newest")
    return Missing(
        since=datetime.fromisoformat(newest) if newest else None,
        until=min(_dates(items), default=None),
        why="rolled-over",
        detail="every entry of the last reading has left the feed",
    )


def _newest(items: list[Item], cursor: Cursor, now: datetime) -> str:
    told = cursor.get("newest")
    dates = [date for date in _dates(items) if date <= now]
    if told:
        dates.append(datetime.fromisoformat(told))
    return max(dates, default=now).astimezone(UTC).isoformat()


def _dates(items: list[Item]) -> list[datetime]:
    posts = [item.post for item in items if isinstance(item, Seen)]
    return [post.published for post in posts if post.published]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
