"""The links of a web page, read leniently and whatever its size."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree


class Link(NamedTuple):
    """A link: where it leads, what it says, and whether the page calls its target its own (``rel="me"``)."""

    address: str
    text: str
    is_me: bool


def links(page: bytes, address: str) -> list[Link]:
    """The links of an HTML page (HTML Living Standard, 4.6), in order; none when it is no page.

    ``address``: where the page was found; what its relative links are relative to, unless it says otherwise.
    """
    parser = etree.HTMLParser(huge_tree=True, no_network=True, recover=True)
    try:
        root = etree.fromstring(page, parser)
    except etree.XMLSyntaxError:  # nothing in it that could be a page
        return []
    if root is None:
        return []
    bases = root.xpath("//base/@href")
    base = _joined(address, bases[0]) if bases else address
    return [link for node in root.iter("a", "link", "area") if (link := _link(node, base))]


def _link(node: etree._Element, base: str) -> Link | None:
    rel = (node.get("rel") or "").lower().split()
    if node.tag == "link" and "me" not in rel:
        return None
    where = _joined(base, node.get("href") or "")
    said = [*node.itertext(), node.get("title") or "", node.get("aria-label") or ""]
    return Link(where, " ".join(" ".join(said).split()), "me" in rel) if where else None


def _joined(base: str, href: str) -> str:
    """The absolute web address, or "" when it is none."""
    try:
        whole = urljoin(base, href.strip()) if href.strip() else ""
        return whole if urlsplit(whole).scheme in ("http", "https") else ""
    except ValueError:
        return ""
