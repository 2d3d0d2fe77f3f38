"""One post in an HTML page: found by selectors, its words as a browser lays them out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from lxml import etree, html
from lxml.cssselect import CSSSelector, SelectorError

from tilstede.networks.kit.prose import Prose

_BLOCKS: Final = frozenset(
    {
        *("address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figure", "footer"),
        *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol"),
        *("p", "pre", "section", "table", "td", "th", "tr", "ul"),
    }
)
_UNSEEN: Final = frozenset({"script", "style", "noscript", "template", "head"})


_TOLD: Final = re.compile(rb"<meta[^>]+charset|<\?xml[^>]+encoding", re.IGNORECASE)
_HEAD: Final = 4096
_MARKS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Place(NamedTuple):
    """Where a field stands: of the item or what a selector finds in it, the words or an attribute."""

    find: CSSSelector | None
    attribute: str


@lru_cache(maxsize=256)
def selector(written: str) -> Place:
    """``css``, ``css@attribute`` or ``@attribute``. :raises ValueError: it is no selector; says why."""
    css, _, attribute = written.strip().partition("@")
    if not (css or attribute):
        raise ValueError("it is empty")
    try:
        return Place(CSSSelector(css.strip()) if css.strip() else None, attribute.strip())
    except (SelectorError, etree.XPathError) as error:
        raise ValueError(str(error)) from error


def items(page: bytes, item: str) -> Iterator[str]:
    """Each element that the selector finds, as markup."""
    find = selector(item).find
    root = _root(page, _encoding(page))
    if root is None or find is None:
        return
    for element in find(root):
        yield html.tostring(element, encoding="unicode", with_tail=False)


def values(markup: str, written: str) -> list[str]:
    """What stands in a place of an item; of several each. :raises ValueError: the selector is none."""
    place = selector(written)
    root = _root(markup.encode("utf-8"), encoding="utf-8")
    element = _item(root)
    if element is None:
        return []
    found = place.find(element) if place.find is not None else [element]
    if place.attribute:
        return [one.get(place.attribute, "").strip() for one in found if one.get(place.attribute)]
    return [words for one in found if (words := text(one))]


def text(element: html.HtmlElement) -> str:
    """The words of an element, with line breaks where a browser would break."""
    prose = Prose()
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            _tail(node, element, prose)
        elif event == "start":
            _begin(node, prose)
        else:
            _end(node, prose)
            _tail(node, element, prose)
    return prose.text()


def _begin(node: etree._Element, prose: Prose) -> None:
    if node.tag == "br":
        prose.break_line()
    elif node.tag in _BLOCKS:
        prose.part(2 if node.tag == "p" else 1)
    if node.text and not _is_unseen(node):
        prose.write(node.text)


def _end(node: etree._Element, prose: Prose) -> None:
    if node.tag in _BLOCKS:
        prose.part(2 if node.tag == "p" else 1)


def _tail(node: etree._Element, top: etree._Element, prose: Prose) -> None:
    if node is not top and node.tail and not _is_unseen(node.getparent()):
        prose.write(node.tail)


def _is_unseen(node: etree._Element | None) -> bool:
    return node is not None and node.tag in _UNSEEN


def _encoding(page: bytes) -> str | None:
    """None where the page tells itself; else UTF-8, or what Windows wrote where it is not that."""
    if _TOLD.search(page[:_HEAD]) or page.startswith(_MARKS):
        return None
    try:
        page.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _root(page: bytes, encoding: str | None) -> html.HtmlElement | None:
    parser = html.HTMLParser(encoding=encoding, remove_comments=True, huge_tree=False)
    try:
        return html.document_fromstring(page, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _item(root: html.HtmlElement | None) -> html.HtmlElement | None:
    """The item itself, out of the page that a parser makes around it."""
    body = root.find("body") if root is not None else None
    if body is None or not len(body):
        return None
    return body[0]
