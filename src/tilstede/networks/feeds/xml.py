"""Entries of RSS, RDF and Atom, each read from its own bytes alone.

What is recorded of an entry is all that its post is made of, so a better translation can be made from it
again. The plain ones are read by `plain`, all others by feedparser, in the shell of an empty feed.
"""

from __future__ import annotations

import io
import re
from html.entities import html5
from typing import Any, Final

import feedparser
from lxml import etree

from tilstede.core.post import Media
from tilstede.networks.feeds import dates, mediarss, plain, wordpress
from tilstede.networks.feeds.entry import Entry, Unusable
from tilstede.networks.kit.markup import Markup

MIME: Final = "application/xml"
LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
#: Broken XML larger than this is not read: the lenient parser takes seconds for each megabyte.
LARGEST_BROKEN: Final = 4 << 20

_NAMESPACES: Final = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "thr": "http://purl.org/syndication/thread/1.0",
    "yt": "http://www.youtube.com/xml/schemas/2015",
}
_DECLARED: Final = "".join(f' xmlns:{name}="{uri}"' for name, uri in _NAMESPACES.items())
_HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>'
_RSS: Final = (f'{_HEAD}<rss version="2.0"{_DECLARED}><channel>'.encode(), b"</channel></rss>")
_ATOM: Final = (
    f'{_HEAD}<feed{_DECLARED} xmlns="http://www.w3.org/2005/Atom">'.encode(),
    b"</feed>",
)
_HEADERS: Final = {"content-type": "application/xml; charset=utf-8"}
_IS_ITEM = re.compile(rb"\s*<(?:[\w.-]+:)?item\b", re.IGNORECASE)
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,7};|#x[0-9a-fA-F]{1,6};|\w{1,32};)")
_NAMED = re.compile(r"&([A-Za-z]\w{0,31});")
_CHARSET = re.compile(r"charset=([\w.:-]+)")
_MEDIA_RSS = b"http://search.yahoo.com/mrss"
#: What feedparser lets out when a date, a number or an address is too strange for it.
_FAULTS: Final = (
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    AssertionError,
)
_PARSER: Final = {"resolve_entities": "internal", "no_network": True, "load_dtd": False}


def read(raw: bytes, mime: str) -> Entry:
    """One entry from its own bytes. :raises Unusable: it is none, or too broken to be read."""
    if not raw.strip():
        raise Unusable("empty", "nothing")
    data = _utf8(raw, mime)
    element = _element(data)
    if element is None:
        if len(raw) > LARGEST_BROKEN:
            raise Unusable("too-large", f"broken XML of {len(raw)} bytes")
        return _broken(data)
    media = mediarss.take(element) if _MEDIA_RSS in data else None
    entry = plain.read(element) or whole_by_feedparser(element)
    if media:
        mediarss.complete(entry, media)
    return entry


def parser(**more: Any) -> Any:
    """An lxml parser that opens nothing outside and stops at what grows without end."""
    return etree.XMLParser(**_PARSER, **more)


def _element(data: bytes) -> Any:
    """The entry as an element; None when it is not well-formed."""
    try:
        # An entry by itself declares no entities, so its size is what it is and needs no limit.
        return etree.fromstring(data, parser(huge_tree=b"<!DOCTYPE" not in data))
    except etree.XMLSyntaxError as error:
        if is_bomb(error):
            raise Unusable("bomb", "declares entities that grow without end") from error
        return None


def is_bomb(error: etree.XMLSyntaxError) -> bool:
    """Whether the parser stopped at entities that grow (billion laughs, quadratic blow-up, loops)."""
    if error.code == etree.ErrorTypes.ERR_ENTITY_LOOP:
        return True
    return error.code == etree.ErrorTypes.ERR_RESOURCE_LIMIT and "entity" in str(error).lower()


def charset_of(mime: str) -> str:
    """The character set a MIME type names, or ``""``."""
    found = _CHARSET.search(mime.lower())
    return found[1] if found else ""


def _utf8(raw: bytes, mime: str) -> bytes:
    charset = charset_of(mime)
    if not charset:
        return raw
    try:
        return raw.decode(charset, "replace").encode()
    except LookupError as error:
        raise Unusable("not-text", f"unknown character set {charset}") from error


def head(document: bytes) -> dict[str, Any]:
    """What a document without its entries tells of the feed, in feedparser's terms."""
    try:
        return dict(_run(document)["feed"])
    except _FAULTS:
        return {}


def _broken(data: bytes) -> Entry:
    """As feedparser finds it; it loses a text that is not closed, so then with the tags closed."""
    entry = by_feedparser(data)
    if not entry.body.value:
        closed = etree.fromstring(_escaped(data), parser(recover=True, huge_tree=True))
        mended = whole_by_feedparser(closed) if closed is not None else entry
        if mended.body.value:
            return mended
    return entry


def _escaped(data: bytes) -> bytes:
    """References that XML does not know, written so that closing the tags does not drop them."""
    text = _BARE_AMPERSAND.sub("&amp;", data.decode("utf-8", "replace"))
    return _NAMED.sub(_numbered, text).encode()


def _numbered(reference: re.Match[str]) -> str:
    name = reference[1]
    if name in ("amp", "lt", "gt", "quot", "apos"):
        return reference[0]
    letter = html5.get(f"{name};", "")
    return "".join(f"&#{ord(part)};" for part in letter) or f"&amp;{name};"


def whole_by_feedparser(element: Any) -> Entry:
    """A well-formed entry as feedparser reads it. :raises Unusable: it cannot."""
    entry = by_feedparser(etree.tostring(element, encoding="utf-8"))
    entry.language = entry.language or element.get(LANG, "").replace("_", "-")
    return entry


def by_feedparser(data: bytes) -> Entry:
    """An entry as feedparser reads it, alone in an empty feed. :raises Unusable: it cannot."""
    start, end = _RSS if _IS_ITEM.match(data) else _ATOM
    try:
        found = _run(start + data + end)["entries"]
    except _FAULTS as error:
        raise Unusable("broken-xml", f"too strange to be read: {error}") from error
    if not found:
        raise Unusable("broken-xml", "no entry can be made out")
    entry = _entry(found[0])
    if wordpress.is_item(data):
        wordpress.amend(entry, found[0])
    return entry


def _run(document: bytes) -> dict[str, Any]:
    found: dict[str, Any] = feedparser.parse(
        io.BytesIO(document),
        response_headers=_HEADERS,
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    return found


# --- feedparser's terms to ours --------------------------------------------------------------------


def _entry(found: dict[str, Any]) -> Entry:
    body, detail = _body(found)
    link = _link(found)
    published, updated = _moment(found, "published"), _moment(found, "updated")
    created = _moment(found, "created")
    reply = _dict(found, "thr_in-reply-to")
    return Entry(
        guid=_str(found, "id"),
        permalink=bool(dict.get(found, "guidislink", True) or link),
        link=link,
        title=found_text(found, "title"),
        body=body,
        base=_str(detail, "base"),
        language=_str(detail, "language") or _str(_dict(found, "title_detail"), "language"),
        published=published or created or updated,
        updated=updated if published or created else None,
        dated=any(_str(found, name) for name in ("published", "updated", "created")),
        tags=tuple(dict.fromkeys(_tags(found))),
        media=tuple(_enclosures(found)),
        video=_str(found, "yt_videoid"),
        reply_to=_str(reply, "ref"),
        reply_address=_str(reply, "href"),
    )


def _str(found: dict[str, Any], name: str) -> str:
    """A field as text; feedparser's own `get` would substitute other fields for a missing one."""
    value = dict.get(found, name)
    return value if isinstance(value, str) else ""


def _dict(found: dict[str, Any], name: str) -> dict[str, Any]:
    value = dict.get(found, name)
    return value if isinstance(value, dict) else {}


def dicts(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A field that holds several things; feedparser puts text there when an element bears its name."""
    value = dict.get(found, name)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def found_text(found: dict[str, Any], name: str) -> Markup:
    """A text of a feed or an entry, and whether it is HTML."""
    kind = _str(_dict(found, f"{name}_detail"), "type")
    return Markup(_str(found, name), "html" in kind)


def _moment(found: dict[str, Any], name: str) -> Any:
    written = _str(found, name)
    if not written:
        return None
    return dates.moment(written, dict.get(found, f"{name}_parsed"))


def _body(found: dict[str, Any]) -> tuple[Markup, dict[str, Any]]:
    """The fullest text there is: content in HTML, else the longest of content and summary.

    feedparser takes a podcast's plain itunes:summary for content, or its description, by their order.
    """
    contents = [part for part in dicts(found, "content") if _str(part, "value").strip()]
    for part in contents:
        if "html" in _str(part, "type"):
            return Markup(_str(part, "value"), html=True), part
    best, detail = found_text(found, "summary"), _dict(found, "summary_detail")
    for part in contents:
        is_plain = _str(part, "type").startswith("text/plain")
        if is_plain and len(_str(part, "value")) >= len(best.value):
            best, detail = Markup(_str(part, "value")), part
    return best, detail


def _link(found: dict[str, Any]) -> str:
    """The entry's own page: the alternate link that is HTML, else any alternate one."""
    links = [
        link
        for link in dicts(found, "links")
        if _str(link, "rel") == "alternate" and _str(link, "href")
    ]
    pages = [link for link in links if "html" in _str(link, "type")]
    return _str((pages or links)[0], "href") if links else ""


def _tags(found: dict[str, Any]) -> list[str]:
    return [_str(tag, "label") or _str(tag, "term") for tag in dicts(found, "tags")]


def _enclosures(found: dict[str, Any]) -> list[Media]:
    return [
        Media(
            kind=mediarss.kind_of(_str(link, "type"), _str(link, "href")),
            mime=_str(link, "type"),
            url=_str(link, "href"),
        )
        for link in dicts(found, "links")
        if _str(link, "rel") == "enclosure" and _str(link, "href")
    ]
