"""Subscription lists for feed readers (OPML 2.0, 2007)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from lxml import etree

from tilstede.formats.feeds.tree import add, written

MIME: Final = "text/x-opml"


class Outline(NamedTuple):
    """A feed: what it is called, what it is, where it is read, and where people read the same."""

    title: str
    about: str
    feed: str
    page: str


def write(title: str, groups: Iterable[tuple[str, Iterable[Outline]]], note: str = "") -> bytes:
    """The list, in groups with a name each. ``note``: for whoever opens the file; OPML has no place for it."""
    root = etree.Element("opml", version="2.0")
    if note:
        root.append(etree.Comment(f" {note.replace('--', '–')} "))
    add(add(root, "head"), "title", title)
    body = add(root, "body")
    for name, outlines in groups:
        group = add(body, "outline", text=name)
        for one in outlines:
            add(
                group,
                "outline",
                type="rss",
                text=one.title,
                title=one.title,
                description=one.about,
                xmlUrl=one.feed,
                htmlUrl=one.page,
            )
    return written(root)
