"""Media RSS: pictures, video and sound of an entry, with their descriptions.

Source: Media RSS Specification 1.5.1 (2009, RSS Advisory Board). Read apart from feedparser, which mixes
the description of a picture into the text of the entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from tilstede.core.post import Media, MediaKind
from tilstede.networks.feeds.entry import Entry
from tilstede.networks.kit import markup
from tilstede.networks.kit.markup import Markup

NAMESPACES: Final = ("http://search.yahoo.com/mrss/", "http://search.yahoo.com/mrss")
_KINDS: Final[dict[str, MediaKind]] = {
    "image": "image",
    "video": "video",
    "audio": "audio",
    "application/x-shockwave-flash": "video",
}
_ENDINGS: Final[dict[str, MediaKind]] = {
    **dict.fromkeys((".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"), "image"),
    **dict.fromkeys((".mp4", ".m4v", ".mov", ".webm"), "video"),
    **dict.fromkeys((".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav"), "audio"),
}


@dataclass(frozen=True, slots=True)
class MediaRss:
    """What stood in Media RSS elements. ``body`` and ``title`` count where the entry has none itself."""

    media: tuple[Media, ...] = ()
    title: Markup | None = None
    body: Markup | None = None
    tags: tuple[str, ...] = ()
    sensitive: bool = False


def kind_of(mime: str, address: str, medium: str = "") -> MediaKind:
    """What sort of media it is: as told, else by its MIME type, else by how its address ends."""
    for told in (medium, mime, mime.partition("/")[0]):
        if told in _KINDS:
            return _KINDS[told]
    path = address.partition("?")[0].lower()
    return next((kind for ending, kind in _ENDINGS.items() if path.endswith(ending)), "file")


def take(entry: Any) -> MediaRss:
    """Read the Media RSS elements of an entry (an lxml element), and remove them from it."""
    found = [child for child in entry if _local(child)]
    if not found:
        return MediaRss()
    media: list[Media] = []
    for child in found:
        media += _media(child)
        entry.remove(child)
    scopes = [child for child in found if _local(child) == "group"] or [etree.Element("none")]
    return MediaRss(
        media=tuple(media),
        title=_text(found, "title") or _text(scopes[0], "title"),
        body=_text(found, "description") or _text(scopes[0], "description"),
        tags=tuple(_tags(found)),
        sensitive=any((rating.text or "").strip() == "adult" for rating in _deep(found, "rating")),
    )


def complete(entry: Entry, media: MediaRss) -> None:
    """Add to an entry what its Media RSS tells."""
    if not entry.title.value and media.title:
        entry.title = media.title
    if not entry.body.value and media.body:
        entry.body = media.body
    entry.media = (*entry.media, *media.media)
    entry.tags = (*entry.tags, *media.tags)
    entry.sensitive = media.sensitive


def _local(element: Any) -> str:
    """The element's name without its namespace; empty when it is not of Media RSS."""
    if not isinstance(element.tag, str):
        return ""
    namespace, _, name = element.tag.rpartition("}")
    return str(name) if namespace[1:] in NAMESPACES else ""


def _media(element: Any) -> list[Media]:
    match _local(element):
        case "content":
            return [_content(element)]
        case "thumbnail":
            return [_medium(element, kind="image", alt=None)]
        case "group":
            return _group(element)
    return []


def _group(group: Any) -> list[Media]:
    """A group holds one thing in several renderings: the default one, or the first, and its picture."""
    contents = [child for child in group if _local(child) == "content"]
    chosen = [child for child in contents if child.get("isDefault") == "true"] or contents
    pictures = [child for child in group if _local(child) == "thumbnail"]
    return [medium for child in chosen[:1] + pictures[:1] for medium in _media(child)]


def _content(element: Any) -> Media:
    kind = kind_of(element.get("type", ""), element.get("url", ""), element.get("medium", ""))
    return _medium(element, kind, _described(element))


def _medium(element: Any, kind: MediaKind, alt: str | None) -> Media:
    return Media(
        alt=alt,
        height=markup.number(element.get("height")),
        kind=kind,
        mime=element.get("type", ""),
        url=element.get("url", ""),
        width=markup.number(element.get("width")),
    )


def _described(element: Any) -> str | None:
    """The description standing inside the one `content` element; the entry's own is no alt text."""
    told = _text(element, "description")
    if told is None:
        return None
    return markup.render(told.value).text if told.html else told.value.strip()


def _text(parents: Any, name: str) -> Markup | None:
    for child in parents:
        if _local(child) == name and (child.text or "").strip():
            return Markup(child.text, child.get("type", "plain") == "html")
    return None


def _tags(elements: list[Any]) -> Iterator[str]:
    for category in _deep(elements, "category"):
        yield category.get("label") or category.text or ""
    for keywords in _deep(elements, "keywords"):
        yield from (keywords.text or "").split(",")


def _deep(elements: list[Any], name: str) -> list[Any]:
    return [part for element in elements for part in element.iter() if _local(part) == name]
