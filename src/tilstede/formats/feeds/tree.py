"""Elements of XML with namespaces, written with little ado."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from tilstede.formats.feeds.entry import Entry, legal

ATOM: Final = "http://www.w3.org/2005/Atom"
MEDIA: Final = "http://search.yahoo.com/mrss/"
THREAD: Final = "http://purl.org/syndication/thread/1.0"
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"


def add(parent: Any, name: str, text: str = "", /, **attributes: str) -> Any:
    """A new last child; attributes that are empty are left out."""
    told = {key: legal(value) for key, value in attributes.items() if value}
    child = etree.SubElement(parent, name, told)
    if text:
        child.text = legal(text)
    return child


def within(namespace: str, name: str) -> str:
    """A name in a namespace, as lxml writes it."""
    return f"{{{namespace}}}{name}"


def add_media(parent: Any, entry: Entry) -> None:
    """Media with their descriptions, which no feed format has a place for itself (Media RSS 1.5.1)."""
    if entry.sensitive:
        add(parent, within(MEDIA, "rating"), "adult", scheme="urn:simple")
    for one in entry.enclosures:
        content = add(
            parent,
            within(MEDIA, "content"),
            url=one.url,
            type=one.mime,
            medium="document" if one.kind == "file" else one.kind,
            fileSize=str(one.size or ""),
            width=str(one.width or ""),
            height=str(one.height or ""),
        )
        if one.alt is not None:
            add(content, within(MEDIA, "description"), one.alt, type="plain")


def written(root: Any) -> bytes:
    """The document, in UTF-8."""
    return bytes(etree.tostring(root, encoding="utf-8", xml_declaration=True))
