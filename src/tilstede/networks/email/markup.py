"""A letter's HTML: what its writer wrote this time, as plain text and as markup that is safe to keep.

Mail programs mark what they quote in ways of their own; a quote they mark is taken out of the tree, and the words that
are left are looked through by `reply` like any other text.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Final, NamedTuple

import nh3
from lxml import etree, html

from tilstede.core.post import Link
from tilstede.networks.kit.prose import Prose, squeezed

#: Larger markup is read from its beginning only.
MAX_HTML: Final = 2 << 20
MAX_KEPT: Final = 1 << 19
_BLOCKS: Final = {
    **dict.fromkeys(("p", "pre", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"), 2),
    **dict.fromkeys(("div", "li", "tr", "dt", "dd", "hr", "table", "section", "article"), 1),
}
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "head", "title"})
#: What a program puts around what it quotes: Gmail, Thunderbird, Apple, Yahoo, Proton, Zoho, Yandex.
_QUOTES: Final = (
    "gmail_quote",
    "gmail_extra",
    "moz-cite-prefix",
    "yahoo_quoted",
    "protonmail_quote",
    "zmail_extra",
    "moz-signature",
    "gmail_signature",
)
#: What stands before all that is quoted: Outlook and Hotmail.
_FROM_HERE: Final = frozenset(
    {
        "divRplyFwdMsg",
        "appendonsend",
        "stopSpelling",
        "OLK_SRC_BODY_SECTION",
        "mail-editor-reference-message-container",
    }
)
_OUTLOOK_RULE: Final = re.compile(
    r"border:\s*none;\s*border-top:\s*solid #(?:E1E1E1|B5C4DF) 1\.0pt", re.IGNORECASE
)
_FORWARDED: Final = re.compile(
    r"forwarded message|videresendt|vidaresend|weitergeleitet", re.IGNORECASE
)
_TAG: Final = re.compile(
    r"<(?:style|script)\b[^>]*>[^<]*</(?:style|script)>|<[^<>]*>|<!--", re.IGNORECASE
)
_UNDECODED: Final = re.compile("[\x00\ud800-\udfff]")
#: Pictures fetched from elsewhere tell the sender that, and when, a letter was read.
_TAGS: Final = nh3.ALLOWED_TAGS - {"img", "map", "area"}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}


class Rendered(NamedTuple):
    """``cut``: a quote was taken out."""

    text: str
    html: str
    links: tuple[Link, ...]
    cut: bool


def render(markup: str, *, whole: bool = False) -> Rendered:
    """Read the HTML leniently; never fails. ``whole``: with what it quotes."""
    tree = _tree(markup)
    if tree is None:
        return Rendered("", "", (), False)
    cut = not whole and _without_quotes(tree)
    reader = _Reader()
    reader.read(tree)
    if cut and not reader.text().strip():
        return render(markup, whole=True)
    text = reader.text() or _stripped(markup)
    return Rendered(text, _kept(tree), tuple(reader.links.values()), cut)


def _kept(tree: Any) -> str:
    """The markup without what could do harm; of a page larger than any letter nothing, as cleaning it takes long."""
    whole = html.tostring(tree, encoding="unicode")
    if len(whole) > MAX_KEPT:
        return ""
    return nh3.clean(whole, tags=_TAGS, url_schemes=_SCHEMES).strip()


def _stripped(markup: str) -> str:
    """The words of markup that no parser reads, since it lies within itself hundreds of times."""
    return squeezed(unescape(_TAG.sub(" ", markup[:MAX_HTML]))).strip()


def _tree(markup: str) -> Any:
    parser = html.HTMLParser(encoding="utf-8", recover=True, no_network=True)
    data = _UNDECODED.sub("", markup[:MAX_HTML]).encode("utf-8")
    try:
        return html.document_fromstring(data, parser=parser) if data.strip() else None
    except (etree.ParserError, etree.XMLSyntaxError):
        return None  # a comment alone, or nothing at all


def _without_quotes(tree: Any) -> bool:
    """Take out what is marked as quoted; whether there was any."""
    found = [element for element in tree.iter(etree.Element) if _is_quote(element)]
    if any(_FORWARDED.search(element.text_content()[:200]) for element in found):
        return False
    for element in found:
        _drop(element)
    for element in tree.iter(etree.Element):
        if element.get("id") in _FROM_HERE or _OUTLOOK_RULE.search(element.get("style", "")):
            _drop_rest(element)
            return True
    return bool(found)


def _is_quote(element: Any) -> bool:
    if element.tag == "blockquote" and element.get("type", "").lower() == "cite":
        return True
    names = element.get("class", "").split()
    return any(name in _QUOTES for name in names)


def _drop(element: Any) -> None:
    """Without it, but with the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail or "", element.getprevious()
    parent.remove(element)
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def _drop_rest(element: Any) -> None:
    """Without it, and without all that stands behind it."""
    while (parent := element.getparent()) is not None:
        for later in element.itersiblings():
            parent.remove(later)
        element.tail = ""
        element = _removed(element, parent)


def _removed(element: Any, parent: Any) -> Any:
    """Only the first is removed itself; those around it lose what follows."""
    if element.get("id") in _FROM_HERE or _OUTLOOK_RULE.search(element.get("style", "")):
        parent.remove(element)
    return parent


class _Reader:
    """Walks the tree and writes what a reader sees."""

    def __init__(self) -> None:
        self.links: dict[str, Link] = {}
        self._prose = Prose()

    def text(self) -> str:
        return self._prose.text()

    def read(self, tree: Any) -> None:
        skipped = None
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self._prose.write(element.tail or "")
            elif event == "start" and element.tag in _UNSEEN:
                skipped = element
            elif event == "start":
                self._start(element)
            else:
                self._end(element)

    def _start(self, element: Any) -> None:
        self._prose.part(_BLOCKS.get(element.tag, 0))
        if element.tag == "br":
            self._prose.break_line()
        elif element.tag in ("td", "th"):
            self._prose.space()
        elif element.tag == "a":
            self._note_link(element)
        self._write(element, element.text)

    def _end(self, element: Any) -> None:
        self._prose.part(_BLOCKS.get(element.tag, 0))
        self._write(element.getparent(), element.tail)

    def _write(self, within: Any, text: str | None) -> None:
        if not text or within is None:
            return
        if within.tag == "pre":
            self._prose.write_lines(text.split("\n"))
        else:
            self._prose.write(text)

    def _note_link(self, element: Any) -> None:
        address = (element.get("href") or "").strip()
        if address.startswith(("https://", "http://")) and address.isprintable():
            label = " ".join(element.text_content().split())
            title = "" if label == address else label
            self.links.setdefault(address, Link(url=address, title=title))
