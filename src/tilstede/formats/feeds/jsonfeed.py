"""JSON Feed 1.1 (jsonfeed.org, 2020)."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import msgspec

from tilstede.formats.feeds.entry import Author, Enclosure, Entry, Feed, stamp

MIME: Final = "application/feed+json"
_VERSION: Final = "https://jsonfeed.org/version/1.1"


def write(feed: Feed) -> bytes:
    """The document. What was withdrawn stands under its old id with a word in its place, and says so to programs in
    the extension ``_tilstede``."""
    told = {
        "version": _VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.url,
        "description": feed.description,
        "next_url": feed.next,
        "icon": feed.icon,
        "authors": [_author(feed.author)],
        "language": feed.language,
        "items": [_item(entry) for entry in feed.entries],
    }
    return msgspec.json.encode(_told(told) | {"items": told["items"]})


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty."""
    return {name: value for name, value in values.items() if value}


def _author(author: Author) -> dict[str, str]:
    return _told({"name": author.name, "url": author.url})


def _item(entry: Entry) -> dict[str, Any]:
    told = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.original,
        "title": entry.title,
        "date_published": stamp(entry.published),
        "date_modified": stamp(entry.updated) if entry.updated > entry.published else "",
        "authors": [_author(entry.author)],
        "language": entry.language,
        "tags": list(entry.tags),
    }
    if entry.gone:
        words = f"<p><em>{escape(entry.gone.words)}</em></p>"
        state = {"withdrawn": stamp(entry.gone.at)}
        return _told(told) | {"content_html": words, "_tilstede": state}
    told["attachments"] = [_attachment(one) for one in entry.enclosures]
    content = {"content_html": entry.html} if entry.html else {"content_text": entry.text}
    return _told(told) | content


def _attachment(one: Enclosure) -> dict[str, Any]:
    return _told(
        {"url": one.url, "mime_type": one.mime, "title": one.alt, "size_in_bytes": one.size}
    )
