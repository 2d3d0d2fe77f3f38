"""HTML from elsewhere as a reader sees it: plain text with line breaks, the links, the pictures and sounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from tilstede.core.post import Link, Media, MediaKind
from tilstede.networks.kit.prose import Prose, squeezed

#: Elements that stand on lines of their own -> line breaks around them.
_BLOCKS: Final[dict[str, int]] = {
    **dict.fromkeys(("p", "blockquote", "pre", "ul", "ol", "dl", "table", "figure", "hr"), 2),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "section", "article"), 2),
    **dict.fromkeys(
        ("div", "li", "tr", "dt", "dd", "figcaption", "header", "footer", "address"), 1
    ),
    "br": 0,
}
_CELLS: Final = frozenset({"td", "th"})
_UNSEEN: Final = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "svg", "math", "object", "select"}
)
_EMBEDDED: Final = frozenset({"iframe", "embed"})
_MEDIA: Final[dict[str, MediaKind]] = {"img": "image", "video": "video", "audio": "audio"}
_REFERENCES: Final = frozenset({"hashtag", "mention"})
_GLYPHS: Final = frozenset({"emoji", "wp-smiley"})
_SPACE = re.compile(r"\s")
_LINES = re.compile(r"[ \t\r\f]*\n[ \t\r\f]*")
_LOOKS_MARKED = re.compile(r"<[a-zA-Z/!]|&#?\w{1,32};")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\x00-\x1f]+[^\s<>\"'\x00-\x1f.,:;!?)\]»”]", re.IGNORECASE)
#: An address that is whole, and plain enough to be taken as it is.
_WHOLE = re.compile(r"https?://[a-z0-9.:_-]+(?:[/?#]\S*)?")
#: What cannot be in XML, where lxml would stop; `core.text.clean` reports it.
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")


class Markup(NamedTuple):
    """A text and what it is said to be: HTML as it came, or plain."""

    value: str = ""
    html: bool = False


class Rendered(NamedTuple):
    """What a reader sees, and what can be opened from it."""

    text: str
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()


def is_html(written: Markup) -> bool:
    """Whether a text said to be HTML holds any: RSS says so of all, and many write plain text."""
    return written.html and bool(_LOOKS_MARKED.search(written.value))


def text_of(written: Markup) -> str:
    """A title or the like as a reader sees it, on one line."""
    text = render(written.value).text if is_html(written) else written.value
    return squeezed(text).strip()


def render(html: str, base: str = "", *, keep_lines: bool = False) -> Rendered:
    """Read the HTML leniently; never fails. ``base``: what relative addresses are relative to.

    ``keep_lines``: a line break in the source is one in the text (WordPress writes paragraphs so).
    """
    reader = _Reader(base, keep_lines)
    parser = etree.HTMLParser(target=reader, recover=True, huge_tree=True)
    parser.feed(f"<body>{_UNREADABLE.sub('', html)}")
    parser.close()
    return Rendered(reader.text(), tuple(reader.links.values()), tuple(reader.media.values()))


def plain(text: str) -> Rendered:
    """Text without markup: its own line breaks, and the addresses written out in it."""
    links = {found: Link(url=found) for found in _ADDRESS.findall(text)}
    return Rendered(text.strip(), tuple(links.values()))


def resolve(base: str, address: str) -> str:
    """The absolute web address, or ``""`` when it is none (mailto, javascript, nonsense).

    Scheme and host in small letters (RFC 3986, 6.2.2.1), so that it can be compared.
    """
    if _WHOLE.fullmatch(address) or not address.strip():
        return address.strip()
    try:
        whole = urljoin(base, address.strip()) if base else address.strip()
        parts = urlsplit(whole)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    login, at, host = parts.netloc.rpartition("@")
    whole = parts._replace(netloc=login + at + host.lower()).geturl()
    return _SPACE.sub(lambda space: f"%{ord(space[0]):02X}", whole)


def number(text: str | None) -> int:
    """A width or height in pixels, 0 when it is not told in pixels."""
    told = (text or "").strip().removesuffix("px")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 6 else 0


class _Reader:
    """Called by the parser for every tag and text in turn; no tree is built."""

    def __init__(self, base: str, keep_lines: bool) -> None:
        self.links: dict[str, Link] = {}
        self.media: dict[str, Media] = {}
        self._base = base
        self._keep_lines = keep_lines
        self._prose = Prose()
        self._unseen = 0  #: depth inside what is not shown
        self._preformatted = 0
        self._anchor = ""  #: address of the link that is being read
        self._label: list[str] = []
        self._playing: MediaKind | None = None  #: inside <video> or <audio>, whose <source> counts

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._unseen or tag in _UNSEEN:
            self._unseen += 1
            return
        self._prose.part(_BLOCKS.get(tag, 0))
        if tag == "br":
            self._prose.break_line()
        elif tag in _CELLS:
            self._prose.space()
        elif tag == "a":
            self._close_link()
            self._anchor = self._target(attributes)
        elif tag in _EMBEDDED:
            self._unseen += tag == "iframe"
            self._link(resolve(self._base, attributes.get("src", "")), attributes.get("title", ""))
        else:
            self._show(tag, attributes)
        self._preformatted += tag == "pre"

    def end(self, tag: str) -> None:
        if self._unseen:
            self._unseen -= 1
            return
        if tag == "a":
            self._close_link()
        elif tag in ("video", "audio"):
            self._playing = None
        self._prose.part(_BLOCKS.get(tag, 0))
        self._preformatted = max(0, self._preformatted - (tag == "pre"))

    def data(self, text: str) -> None:
        if self._unseen or self._playing:
            return
        if self._anchor:
            self._label.append(text)
        if self._preformatted or self._keep_lines:
            split = _LINES.split(text) if self._keep_lines else text.split("\n")
            self._prose.write_lines(split)
        else:
            self._prose.write(text)

    def close(self) -> None:
        self._close_link()

    def text(self) -> str:
        return self._prose.text()

    def _target(self, attributes: Mapping[str, str]) -> str:
        """Where a link leads, out of this text; not to what a #tag or @name stands for."""
        href = attributes.get("href", "")
        inside = href.startswith("#") or not _REFERENCES.isdisjoint(
            attributes.get("class", "").split()
        )
        return "" if inside else resolve(self._base, href)

    def _show(self, tag: str, attributes: Mapping[str, str]) -> None:
        kind = _MEDIA.get(tag) or (self._playing if tag == "source" else None)
        if kind is None:
            return
        if tag in ("video", "audio"):
            self._playing = kind
        elif tag == "img" and not _GLYPHS.isdisjoint(attributes.get("class", "").split()):
            self._prose.write(attributes.get("alt", ""))
            return
        self._add_media(kind, attributes)

    def _add_media(self, kind: MediaKind, attributes: Mapping[str, str]) -> None:
        source = attributes.get("src", "")
        if not source or source.startswith("data:"):
            source = attributes.get("data-src", "")  # filled in by a script when scrolled to
        address = resolve(self._base, source)
        width, height = number(attributes.get("width")), number(attributes.get("height"))
        if not address or (width == 1 and height == 1):  # one pixel counts readers
            return
        alt = attributes.get("alt")
        medium = Media(alt=alt, height=height, kind=kind, url=address, width=width)
        self.media.setdefault(address, medium)

    def _link(self, address: str, title: str) -> None:
        if address:
            self.links.setdefault(address, Link(url=address, title=title))

    def _close_link(self) -> None:
        if self._anchor:
            label = squeezed("".join(self._label)).strip(" ")
            self._link(self._anchor, "" if label == self._anchor else label)
            self._anchor = ""
            self._label.clear()
