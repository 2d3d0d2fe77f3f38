"""A feed's document taken apart: what it says of itself, and each entry as its own bytes.

Where the document is well-formed XML an entry is its exclusive canonical form (W3C exc-c14n), with the
language and base address it stood under written on it, as Canonical XML does. Where it is not, an entry is
the bytes found between its tags. A JSON Feed's items are the bytes of each element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, Literal
from urllib.parse import urljoin

from lxml import etree

from tilstede.networks.feeds import broken, jsonfeed, xml
from tilstede.networks.feeds.entry import Head, Raw, Reading, Unusable
from tilstede.networks.feeds.mapped import Data, stream

Kind = Literal["xml", "json", "page", "other"]

_NAMES: Final = frozenset({"item", "entry"})
_TAGS: Final = ("{*}item", "{*}entry")
_ROOTS: Final = frozenset({"rss", "rdf", "feed", "channel", "entry"})
_PAGE: Final = frozenset({"html", "head", "body", "script", "meta", "title", "div", "p"})
_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_ROOT = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_FEED = re.compile(rb"<(?:rss|(?:\w+:)?RDF|feed|channel)[\s>]", re.IGNORECASE)
_ASIDE = re.compile(
    rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_JSON_FEED: Final = b"jsonfeed.org/version/"
_BEGINNING: Final = 64 * 1024


def kind_of(data: Data) -> Kind:
    """What a document is, by how it begins: a feed in XML, a JSON Feed, a web page, something else."""
    beginning = bytes(data[:_BEGINNING])
    if b"\x00" in beginning[:8]:
        beginning = broken.transcoded(beginning, "")
    beginning = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith(b"{"):
        return "json" if _JSON_FEED in beginning.replace(b"\\/", b"/") else "other"
    if beginning[:14].lower() == b"<!doctype html":
        return "page"
    root = _ROOT.search(_ASIDE.sub(b"", beginning))
    name = root[1].lower().decode("ascii") if root else ""
    if name in _ROOTS:
        return "xml"
    if name in _PAGE:
        return "page"
    return "xml" if _FEED.search(beginning) else "other"


def take_apart(data: Data, content_type: str = "") -> Reading:
    """A feed's document. ``content_type``: as the server told it, if one did.

    :raises Unusable: ``login-page``: it is a web page; ``bomb``; ``unknown-format``: it is no feed.
    """
    match kind_of(data):
        case "json":
            return jsonfeed.JsonFeed(data)
        case "xml":
            return _xml(data, xml.charset_of(content_type))
        case "page":
            raise Unusable("login-page", "a web page, perhaps one for signing in, and no feed")
        case _:
            raise Unusable("unknown-format", "neither RSS, Atom nor JSON Feed")


def _xml(data: Data, charset: str) -> Reading:
    """As well-formed in the character set the server told, else in its own; else as broken."""
    for encoding in dict.fromkeys((charset, "")):
        try:
            return WellFormed(data, encoding)
        except etree.XMLSyntaxError as error:
            if xml.is_bomb(error):
                raise Unusable("bomb", "declares entities that grow without end") from error
        except LookupError:
            continue  # no such character set
    return broken.Broken(data, charset)


class WellFormed:
    """A document that is well-formed XML. Holds no more than one entry at a time."""

    def __init__(self, data: Data, charset: str) -> None:
        """Read it once to its end. :raises lxml.etree.XMLSyntaxError: it is not well-formed."""
        self._data = data
        self._charset = charset
        self.head = self._read_head()

    def entries(self) -> Iterator[Raw | Unusable]:
        for number, element in enumerate(self._walk(), 1):
            _inherit(element)
            yield Raw(_canonical(element), xml.MIME, number)

    def _walk(self) -> Iterator[Any]:
        """Each outermost entry; it is taken out of the tree when the next one is asked for."""
        events = self._events()
        last = None
        for _, element in events:
            if any(_local(parent) in _NAMES for parent in element.iterancestors()):
                continue
            if last is not None and last.getparent() is not None:
                last.getparent().remove(last)
            yield element
            last = element
        self._root = events.root
        if last is not None and last.getparent() is not None:
            last.getparent().remove(last)

    def _events(self) -> Any:
        return etree.iterparse(
            _stream(self._data),
            events=("end",),
            tag=_TAGS,
            encoding=self._charset or None,
            resolve_entities="internal",
            no_network=True,
            load_dtd=False,
        )

    def _read_head(self) -> Head:
        for _ in self._walk():
            pass
        if _local(self._root) == "entry":
            return Head()
        found = xml.head(etree.tostring(self._root, encoding="utf-8"))
        return broken.head_of(found)


def _stream(data: Data) -> BinaryIO:
    """From the first character that is not white space: many put a blank line before the declaration."""
    beginning = bytes(data[:_BEGINNING])
    document = stream(data)
    document.seek(len(beginning) - len(beginning.lstrip(b" \t\r\n")))
    return document


def _local(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _inherit(element: Any) -> None:
    """Write on an entry the language and the base address it stands under (Canonical XML 1.0, 2.4)."""
    parents = list(element.iterancestors())
    languages = [parent.get(xml.LANG) for parent in parents if parent.get(xml.LANG)]
    if languages and element.get(xml.LANG) is None:
        element.set(xml.LANG, languages[0])
    bases = [parent.get(_BASE) for parent in reversed(parents) if parent.get(_BASE)]
    if bases:
        element.set(_BASE, _joined([*bases, element.get(_BASE, "")]))


def _joined(bases: list[str]) -> str:
    base = ""
    for part in bases:
        try:
            base = urljoin(base, part)
        except ValueError:
            continue
    return base


def _canonical(element: Any) -> bytes:
    try:
        return bytes(etree.tostring(element, method="c14n", exclusive=True, with_tail=False))
    except etree.C14NError:  # a namespace that is no absolute URI has no canonical form
        return bytes(etree.tostring(element, encoding="utf-8", with_tail=False))
