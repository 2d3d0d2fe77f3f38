"""A status' HTML as a reader sees it: plain text with line breaks, links opened, mentions and tags as text."""

from __future__ import annotations

import re
import threading
from typing import Final, NamedTuple

from lxml import etree

from tilstede.core.post import Link
from tilstede.networks.kit.prose import Prose, squeezed
from tilstede.networks.mastodon.links import shown, web
from tilstede.networks.mastodon.plain import Rendered

#: Elements that stand on lines of their own -> line breaks around them.
_BLOCKS: Final = {
    **dict.fromkeys(("p", "blockquote", "pre", "ul", "ol", "table", "figure", "h1", "h2"), 2),
    **dict.fromkeys(("h3", "h4", "h5", "h6", "section", "article"), 2),
    **dict.fromkeys(("div", "li", "tr", "dt", "dd", "figcaption", "hr"), 1),
}
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "head", "title"})
#: What cannot be in XML, where lxml would stop; `core.text.clean` takes it away afterwards all the same.
_NUL = re.compile("[\x00\ud800-\udfff]")


def render(html: str) -> Rendered:
    """Read the HTML leniently; never fails."""
    if "<" not in html and "&" not in html:
        return Rendered(squeezed(html).strip(" "), (), "")
    reader = _here.reader
    reader.begin()
    _here.parser.feed(f"<body>{_NUL.sub('', html)}")
    _here.parser.close()
    return Rendered(reader.text(), tuple(reader.links.values()), reader.quote)


class _Reader:
    """Called by the parser for every tag and text in turn; no tree is built."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Forget what was read."""
        self.links: dict[str, Link] = {}
        self.quote = ""
        self._prose = Prose()
        self._unseen = 0  #: depth inside what is not shown
        self._quote = 0  #: depth inside the stand-in for a quote
        self._preformatted = 0
        self._anchor: _Anchor | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._unseen or tag in _UNSEEN:
            self._unseen += 1
        elif self._quote or "quote-inline" in attributes.get("class", "").split():
            self._quote += 1
            self.quote = self.quote or web(attributes.get("href", ""))
        elif tag == "br":
            self._break_line()
        elif tag == "img":
            self.data(attributes.get("alt", ""))
        elif tag == "a":
            self._anchor = _Anchor(attributes.get("href", ""), attributes.get("class", ""), [])
        self._block(tag)
        self._preformatted += tag == "pre"

    def end(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
        elif self._quote:
            self._quote -= 1
        elif tag == "a" and self._anchor:
            self._close_anchor(self._anchor)
        self._block(tag)
        self._preformatted -= tag == "pre"

    def data(self, text: str) -> None:
        if self._unseen or self._quote:
            return
        if self._anchor:
            self._anchor.parts.append(text)
        elif self._preformatted > 0:
            self._prose.write_lines(text.split("\n"))
        else:
            self._prose.write(text)

    def close(self) -> None:
        if self._anchor:
            self._close_anchor(self._anchor)

    def text(self) -> str:
        return self._prose.text()

    def _block(self, tag: str) -> None:
        if not self._anchor:
            self._prose.part(_BLOCKS.get(tag, 0))

    def _break_line(self) -> None:
        if self._anchor:
            self._anchor.parts.append("\n")
        else:
            self._prose.break_line()

    def _close_anchor(self, anchor: _Anchor) -> None:
        self._anchor = None
        self._prose.write(shown("".join(anchor.parts), anchor.href, anchor.classes, self.links))


class _Anchor(NamedTuple):
    """A link that is being read."""

    href: str
    classes: str
    parts: list[str]


class _Here(threading.local):
    """The parser of this thread: making one costs more than reading a post with it."""

    def __init__(self) -> None:
        self.reader = _Reader()
        self.parser = etree.HTMLParser(target=self.reader, recover=True, huge_tree=True)


_here = _Here()
