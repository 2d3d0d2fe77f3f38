"""RSS 2.0 (RSS Advisory Board, 2.0.11), with the elements of other namespaces that readers know."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any, Final

from lxml import etree

from tilstede.formats.feeds.entry import Entry, Feed, stamp
from tilstede.formats.feeds.tree import (
    ATOM,
    LANGUAGE,
    MEDIA,
    THREAD,
    add,
    add_media,
    within,
    written,
)

MIME: Final = "application/rss+xml"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_NAMES: Final = {"atom": ATOM, "dc": _DC, "media": MEDIA, "thr": THREAD}


def write(feed: Feed) -> bytes:
    """The document. What was withdrawn stands under its old id with a word in its place: RSS has no tombstones, and a
    reader that meets the id again replaces what it kept."""
    root = etree.Element("rss", version="2.0", nsmap=_NAMES)
    channel = add(root, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.page)
    add(channel, "description", feed.description)
    add(channel, "language", feed.language)
    add(channel, "lastBuildDate", _day(feed.updated))
    add(channel, "generator", "tilstede")
    for relation, address in (
        ("self", feed.url),
        ("first", feed.first),
        ("next", feed.next),
        ("previous", feed.previous),
    ):
        if address:
            add(channel, within(ATOM, "link"), rel=relation, type=MIME, href=address)
    for entry in feed.entries:
        _item(channel, entry)
    return written(root)


def _item(channel: Any, entry: Entry) -> None:
    item = add(channel, "item")
    if entry.language:
        item.set(LANGUAGE, entry.language)
    add(item, "guid", entry.id, isPermaLink="false")
    add(item, "link", entry.url)
    if entry.title:
        add(item, "title", entry.title)
    add(item, "pubDate", _day(entry.published))
    if entry.updated > entry.published:
        add(item, within(_DC, "date"), stamp(entry.updated))
    add(item, within(_DC, "creator"), entry.author.name)
    for tag in entry.tags:
        add(item, "category", tag)
    if entry.reply_to:
        add(item, within(THREAD, "in-reply-to"), ref=entry.reply_to, href=entry.reply_address)
    if entry.gone:
        add(item, "description", f"<p><em>{escape(entry.gone.words)}</em></p>")
        return
    add(item, "description", entry.html)
    for one in entry.enclosures[:1]:  # an item has at most one
        add(item, "enclosure", url=one.url, type=one.mime, length=str(one.size))
    add_media(item, entry)


def _day(at: datetime) -> str:
    """RFC 822 with a year of four digits."""
    return format_datetime(at.replace(microsecond=0), usegmt=True)
