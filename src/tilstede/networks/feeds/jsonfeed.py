"""JSON Feed, read by its own specification.

Source: JSON Feed 1.1 (2020) and 1.0 (2017), jsonfeed.org.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from tilstede.core.post import Media
from tilstede.networks.feeds import broken, dates
from tilstede.networks.feeds.entry import Entry, Head, Raw, Unusable
from tilstede.networks.feeds.mapped import Data, stream
from tilstede.networks.feeds.mediarss import kind_of
from tilstede.networks.kit import jsonstream
from tilstede.networks.kit.markup import Markup

MIME: Final = "application/json"


class JsonFeed:
    """A JSON Feed. Holds no more than one item at a time."""

    def __init__(self, data: Data) -> None:
        """``data``: in UTF-8, as RFC 8259 demands, or in UTF-16 or UTF-32 as before it."""
        self._data = broken.transcoded(bytes(data), "") if b"\x00" in data[:8] else data
        self.head = _head(self._data)

    def entries(self) -> Iterator[Raw | Unusable]:
        found = jsonstream.elements(stream(self._data), key="items")
        for number, item in enumerate(found, 1):
            if isinstance(item, bytes):
                yield Raw(item, MIME, number)
            else:
                yield Unusable(item.reason, f"item {number}")


def _head(data: Data) -> Head:
    try:
        feed = _decoded(bytes(data))
    except Unusable:
        return Head()  # its items may still be whole
    return Head(
        title=_text(feed.get("title")),
        site=_text(feed.get("home_page_url")),
        address=_text(feed.get("feed_url")),
        language=_text(feed.get("language")),
        image=_text(feed.get("icon")),
    )


def read(raw: bytes) -> Entry:
    """One item from its own bytes. :raises Unusable: it is no item."""
    item = _decoded(raw)
    html, text = _text(item.get("content_html")), _text(item.get("content_text"))
    published, updated = _moment(item, "date_published"), _moment(item, "date_modified")
    return Entry(
        guid=_id(item.get("id")),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=Markup(_text(item.get("title"))),
        body=Markup(html, html=True) if html else Markup(text or _text(item.get("summary"))),
        language=_text(item.get("language")),
        published=published or updated,
        updated=updated if published else None,
        dated=bool(item.get("date_published") or item.get("date_modified")),
        tags=tuple(_text(tag) for tag in _list(item.get("tags"))),
        media=tuple(_media(item)),
    )


def _decoded(raw: bytes) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        value = _leniently_decoded(raw)
    if not isinstance(value, dict):
        raise Unusable("not-a-post", "an item must be an object")
    return value


def _leniently_decoded(raw: bytes) -> Any:
    """JSON with half surrogates and control characters in its texts."""
    try:
        return json.loads(raw, strict=False)
    except (ValueError, RecursionError) as error:
        raise Unusable("broken-json", str(error) or "nested too deep") from error


def _id(value: Any) -> str:
    """An id is text; a number is to be taken as text (specification, "id")."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _moment(item: dict[str, Any], name: str) -> datetime | None:
    return dates.moment(_text(item.get(name)))


def _media(item: dict[str, Any]) -> Iterator[Media]:
    for name in ("image", "banner_image"):
        if where := _text(item.get(name)):
            yield Media(kind="image", url=where)
    for attached in _list(item.get("attachments")):
        if isinstance(attached, dict) and (where := _text(attached.get("url"))):
            mime = _text(attached.get("mime_type"))
            yield Media(kind=kind_of(mime, where), mime=mime, url=where)
