"""A comment's words as a reader sees them: those written on the server are plain, those from elsewhere are HTML."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from lxml import etree

from tilstede.core.post import Link
from tilstede.networks.kit.prose import Prose

_TAG: Final = re.compile(
    r"</?(?:p|br|a|span|div|ul|ol|li|em|strong|b|i|blockquote|code|pre)\b", re.I
)
_BLOCKS: Final = {**dict.fromkeys(("p", "blockquote", "pre", "ul", "ol"), 2), "div": 1, "li": 1}
_UNSEEN: Final = frozenset({"script", "style", "template", "noscript", "head", "title"})
_NUL: Final = re.compile("[\x00\ud800-\udfff]")
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»*_]", re.IGNORECASE)


class Words(NamedTuple):
    """``html``: as it came, ``""`` where it was plain."""

    text: str
    html: str
    links: tuple[Link, ...]


def words(told: str) -> Words:
    """Never fails."""
    if not _TAG.search(told):
        return Words(told, "", links(told))
    reader = _Reader()
    parser = etree.HTMLParser(target=reader, recover=True)
    parser.feed(f"<body>{_NUL.sub('', told)}")
    parser.close()
    return Words(reader.prose.text(), told, tuple(Link(url=url) for url in reader.links))


def links(text: str) -> tuple[Link, ...]:
    """The web addresses written in a text, each once."""
    return tuple(Link(url=url) for url in dict.fromkeys(_ADDRESS.findall(text)))


class _Reader:
    """Called by the parser for every tag and text in turn. Links to people and hashtags are no links."""

    def __init__(self) -> None:
        self.prose = Prose()
        self.links: dict[str, None] = {}
        self._unseen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._unseen or tag in _UNSEEN:
            self._unseen += 1
        elif tag == "br":
            self.prose.break_line()
        elif tag == "a" and not {"mention", "hashtag"} & set(attributes.get("class", "").split()):
            found = _ADDRESS.fullmatch(attributes.get("href", "").strip())
            self.links.update({found[0]: None} if found else {})
        self.prose.part(_BLOCKS.get(tag, 0))

    def end(self, tag: str) -> None:
        self._unseen -= bool(self._unseen)
        self.prose.part(_BLOCKS.get(tag, 0))

    def data(self, text: str) -> None:
        if not self._unseen:
            self.prose.write(text)

    def close(self) -> None:
        """Nothing is left to be written."""
