"""Atom (RFC 4287), in pages (RFC 5005 section 3), with tombstones for what was withdrawn (RFC 6721)."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from tilstede.formats.feeds.entry import Author, Entry, Feed, stamp
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

MIME: Final = "application/atom+xml"
_TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"
_NAMES: Final = {None: ATOM, "at": _TOMBSTONES, "media": MEDIA, "thr": THREAD}


def write(feed: Feed) -> bytes:
    """The document."""
    root = etree.Element(within(ATOM, "feed"), nsmap=_NAMES)
    root.set(LANGUAGE, feed.language)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "updated", stamp(feed.updated))
    _add(root, "generator", "tilstede")
    _add(root, "icon", feed.icon)
    _author(root, feed.author)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    for relation, address in (
        ("self", feed.url),
        ("first", feed.first),
        ("next", feed.next),
        ("previous", feed.previous),
    ):
        if address:
            _add(root, "link", rel=relation, type=MIME, href=address)
    for entry in feed.entries:
        (_tombstone if entry.gone else _entry)(root, entry)
    return written(root)


def _add(parent: Any, name: str, text: str = "", **attributes: str) -> Any:
    return add(parent, within(ATOM, name), text, **attributes)


def _author(parent: Any, author: Author) -> None:
    element = _add(parent, "author")
    _add(element, "name", author.name)
    if author.url:
        _add(element, "uri", author.url)


def _entry(root: Any, entry: Entry) -> None:
    element = _add(root, "entry")
    if entry.language:
        element.set(LANGUAGE, entry.language)
    _add(element, "id", entry.id)
    _add(element, "title", entry.title or entry.label)
    _add(element, "published", stamp(entry.published))
    _add(element, "updated", stamp(entry.updated))
    _author(element, entry.author)
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.original:
        _add(element, "link", rel="via", href=entry.original)
    for one in entry.enclosures:
        _add(
            element,
            "link",
            rel="enclosure",
            type=one.mime,
            href=one.url,
            length=str(one.size or ""),
            title=one.alt or "",
        )
    for tag in entry.tags:
        _add(element, "category", term=tag)
    if entry.reply_to:
        add(element, within(THREAD, "in-reply-to"), ref=entry.reply_to, href=entry.reply_address)
    _add(element, "content", entry.html, type="html")
    add_media(element, entry)


def _tombstone(root: Any, entry: Entry) -> None:
    """RFC 6721 section 3: readers that know it take the entry away; others never see its words."""
    assert entry.gone is not None
    element = add(
        root, within(_TOMBSTONES, "deleted-entry"), ref=entry.id, when=stamp(entry.gone.at)
    )
    add(element, within(_TOMBSTONES, "comment"), entry.gone.words)
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
