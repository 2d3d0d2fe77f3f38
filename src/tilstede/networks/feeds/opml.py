"""Lists of feeds, as every feed reader takes them in and gives them out.

Source: OPML 2.0 (2007), opml.org, "subscription lists".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from lxml import etree

from tilstede.core.text import clean
from tilstede.networks.feeds import xml
from tilstede.networks.kit import markup
from tilstede.networks.kit.contract import SetAside

_BEGINNING: Final = 4096
#: Lists are short; a larger one is something else.
LARGEST: Final = 16 << 20


class Outline(NamedTuple):
    """One feed of a list."""

    title: str
    address: str


def is_opml(data: bytes) -> bool:
    """Whether a document is a list of feeds, by how it begins."""
    return b"<opml" in data[:_BEGINNING].lower()


def read(data: bytes) -> tuple[list[Outline], list[SetAside]]:
    """The feeds of a list, in its order, those in groups too; and the outlines that name none, with why.

    :raises ValueError: it cannot be read, even leniently.
    """
    if len(data) > LARGEST:
        raise ValueError(f"larger than {LARGEST} bytes")
    feeds: dict[str, Outline] = {}
    aside: list[SetAside] = []
    for number, outline in enumerate(_outlines(data), 1):
        item = _one(outline, f"outline {number}")
        if isinstance(item, SetAside):
            aside.append(item)
        elif item is not None:
            feeds.setdefault(item.address, item)
    return list(feeds.values()), aside


def write(title: str, feeds: Iterable[Outline]) -> bytes:
    """A list of feeds as OPML 2.0."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        etree.SubElement(body, "outline", type="rss", text=feed.title, xmlUrl=feed.address)
    written = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return bytes(written)


def _outlines(data: bytes) -> Iterator[Any]:
    try:
        root = etree.fromstring(data, xml.parser())
    except etree.XMLSyntaxError as error:
        if xml.is_bomb(error):
            raise ValueError("declares entities that grow without end") from error
        root = _leniently(data)
    return (part for part in root.iter() if isinstance(part.tag, str) and _name(part) == "outline")


def _leniently(data: bytes) -> Any:
    try:
        root = etree.fromstring(data, xml.parser(recover=True))
    except etree.XMLSyntaxError as error:
        raise ValueError(f"nothing in it can be read: {error}") from error
    if root is None:
        raise ValueError("nothing in it can be read")
    return root


def _one(outline: Any, where: str) -> Outline | SetAside | None:
    """A feed; or why it is none; None for a group."""
    told = {name.lower(): value for name, value in outline.attrib.items()}
    title = clean(told.get("title") or told.get("text", ""))[0].strip()
    written = told.get("xmlurl", "").strip()
    if not written:
        if len(outline) or told.get("type", "rss").lower() != "rss":
            return None
        return SetAside(where, "not-a-post", f"no address for '{title}'")
    address = markup.resolve("", written)
    if not address:
        return SetAside(where, "not-a-post", f"no web address: {clean(written)[0]}")
    return Outline(title or address, address)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()
