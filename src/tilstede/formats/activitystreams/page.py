"""A stream as an OrderedCollectionPage of the things in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec

MIME: Final = "application/activity+json"
#: `sensitive` and `Hashtag` are no part of the vocabulary, but of what all servers of it understand.
_CONTEXT: Final = (
    "https://www.w3.org/ns/activitystreams",
    {"sensitive": "as:sensitive", "Hashtag": "as:Hashtag"},
)
_MEDIA: Final = {"image": "Image", "video": "Video", "audio": "Audio"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """A picture, film, sound or file. ``alt`` None: its author gave none."""

    url: str
    mime: str
    kind: str
    alt: str | None = None
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One thing in the stream. Moments are UTC and aware.

    ``id``: its page here, ``original``: where it was first published. ``actor``: the author's own address, else the
    account's page here. ``shares``: address of the thing it passes on; then it says nothing itself. ``options``:
    choices of a poll. ``deleted``: when it was withdrawn; then nothing else is said of it.
    """

    id: str
    original: str = ""
    title: str = ""
    html: str = ""
    warning: str = ""
    sensitive: bool = False
    language: str = ""
    actor: str
    actor_name: str
    published: datetime
    updated: datetime
    reply_to: str = ""
    shares: str = ""
    tags: tuple[str, ...] = ()
    media: tuple[Medium, ...] = ()
    options: tuple[str, ...] = ()
    multiple: bool = False
    closes: datetime | None = None
    deleted: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the stream. ``url``: its own; ``first``: of the first page; ``page``: the same view for people."""

    url: str
    first: str
    page: str
    title: str
    language: str
    things: tuple[Thing, ...]
    next: str = ""
    previous: str = ""


def write(page: Page) -> bytes:
    """The document."""
    collection = {
        "type": "OrderedCollection",
        "id": f"{page.first}#collection",
        "nameMap": {page.language: page.title},
        "first": page.first,
        "url": {"type": "Link", "href": page.page, "mediaType": "text/html"},
    }
    told = {
        "@context": _CONTEXT,
        "type": "OrderedCollectionPage",
        "id": page.url,
        "partOf": collection,
        "next": page.next,
        "prev": page.previous,
    }
    items = [_thing(one) for one in page.things]
    return msgspec.json.encode(_told(told) | {"orderedItems": items})


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty."""
    return {name: value for name, value in values.items() if value}


def _thing(one: Thing) -> dict[str, Any]:
    if one.deleted:
        return {
            "type": "Tombstone",
            "id": one.id,
            "formerType": "Article" if one.title else "Note",
            "published": _stamp(one.published),
            "deleted": _stamp(one.deleted),
        }
    shared = {
        "id": one.id,
        "published": _stamp(one.published),
        "updated": _stamp(one.updated) if one.updated > one.published else "",
        "url": _addresses(one),
    }
    actor = {"type": "Object", "id": one.actor, "name": one.actor_name}
    if one.shares:
        return _told({"type": "Announce", "actor": actor, "object": one.shares} | shared)
    words = _worded("content", one.html, one.language) | _worded("name", one.title, one.language)
    told = {
        "type": _type(one),
        "attributedTo": actor,
        "inReplyTo": one.reply_to,
        "sensitive": one.sensitive,
        "tag": [{"type": "Hashtag", "name": f"#{tag}"} for tag in one.tags],
        "attachment": [_medium(medium, one.language) for medium in one.media],
    }
    return _told(told | shared | words | _worded("summary", one.warning, one.language) | _poll(one))


def _type(one: Thing) -> str:
    if one.options:
        return "Question"
    return "Article" if one.title else "Note"


def _addresses(one: Thing) -> list[dict[str, str]]:
    """Here, and where it was first published (`via`: RFC 4287's word for a source)."""
    links = [{"type": "Link", "href": one.id, "mediaType": "text/html"}]
    if one.original:
        links.append({"type": "Link", "href": one.original, "rel": "via"})
    return links


def _worded(name: str, text: str, language: str) -> dict[str, Any]:
    """A text, with its language when that is known (section 4.7)."""
    if not text:
        return {}
    return {f"{name}Map": {language: text}} if language else {name: text}


def _medium(medium: Medium, language: str) -> dict[str, Any]:
    told = {
        "type": _MEDIA.get(medium.kind, "Document"),
        "mediaType": medium.mime,
        "url": medium.url,
        "width": medium.width,
        "height": medium.height,
    }
    return _told(told) | _worded("name", medium.alt or "", language)


def _poll(one: Thing) -> dict[str, Any]:
    """Choices without counts: votes are no part of what is recorded."""
    if not one.options:
        return {}
    choices = [{"type": "Note", "name": option} for option in one.options]
    name = "anyOf" if one.multiple else "oneOf"
    return {name: choices} | ({"endTime": _stamp(one.closes)} if one.closes else {})


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
