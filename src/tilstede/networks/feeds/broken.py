"""A feed that is not well-formed XML, as very many are not: cut up by its tags, each part as it was found."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any, Final

from tilstede.networks.feeds import xml
from tilstede.networks.feeds.entry import Head, Raw, Unusable
from tilstede.networks.feeds.mapped import Data
from tilstede.networks.kit import markup

#: A tag of an entry; or a stretch in which one would not count.
_TAG = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<(?P<close>/?)(?:[\w.-]+:)?(?P<name>item|entry)(?=[\s/>])[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_END = re.compile(rb"</(?:[\w.-]+:)?(?:channel|feed|rdf|rss)\s*>", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)[\"']", re.IGNORECASE)
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
)
_HEAD_BYTES: Final = 256 * 1024


class Broken:
    """A document cut up by its tags. ``mime`` names the character set its entries are in."""

    def __init__(self, data: Data, charset: str) -> None:
        self._charset = _charset(data, charset)
        if self._charset.startswith(("utf-16", "utf-32")):
            data, self._charset = transcoded(bytes(data), self._charset), "utf-8"
        self._data = data
        self._mime = xml.MIME
        if self._charset not in ("utf-8", "utf-8-sig"):
            self._mime = f"{xml.MIME}; charset={self._charset}"
        self.head = self._read_head()

    def entries(self) -> Iterator[Raw | Unusable]:
        for number, (start, end) in enumerate(self._spans(), 1):
            yield Raw(bytes(self._data[start:end]), self._mime, number)

    def _spans(self) -> Iterator[tuple[int, int]]:
        """Where each entry lies; one that is not closed ends where the next one begins."""
        begun = -1
        for tag in _TAG.finditer(self._data):
            if tag["name"] is None:
                continue
            if tag["close"]:
                if begun >= 0:
                    yield begun, tag.end()
                begun = -1
                continue
            if begun >= 0:
                yield begun, tag.start()
            begun = tag.start()
            if tag[0].endswith(b"/>"):
                yield begun, tag.end()
                begun = -1
        if begun >= 0:
            end = _END.search(self._data, begun)
            yield begun, end.start() if end else len(self._data)

    def _read_head(self) -> Head:
        first, last = -1, 0
        for start, end in self._spans():
            first = start if first < 0 else first
            last = end
        before = bytes(self._data[: first if first >= 0 else len(self._data)][:_HEAD_BYTES])
        after = bytes(self._data[last:][:_HEAD_BYTES]) if first >= 0 else b""
        return head_of(xml.head((before + after).decode(self._charset, "replace").encode()))


def head_of(found: dict[str, Any]) -> Head:
    """A feed's own particulars from feedparser's terms."""
    image = found.get("image")
    return Head(
        title=markup.text_of(xml.found_text(found, "title")),
        site=_link(found, "alternate"),
        address=_link(found, "self"),
        language=str(found.get("language") or ""),
        image=str(image.get("href") or "") if isinstance(image, dict) else "",
    )


def _link(found: dict[str, Any], relation: str) -> str:
    for link in xml.dicts(found, "links"):
        if link.get("rel") == relation and link.get("href"):
            return str(link["href"])
    return ""


def transcoded(data: bytes, charset: str) -> bytes:
    """The same in UTF-8, what cannot be read replaced."""
    return data.decode(charset or _charset(data, ""), "replace").encode()


def _charset(data: Data, told: str) -> str:
    """The first character set all of it can be read in: byte order mark, server, declaration, common."""
    beginning = bytes(data[:1024])
    for mark, charset in _MARKS:
        if beginning.startswith(mark):
            return charset
    declared = _DECLARED.search(beginning)
    named = declared[1].decode("ascii") if declared else ""
    for charset in filter(None, (told, named, "utf-8", "windows-1252")):
        if _readable(data, charset):
            return str(charset).lower()
    return "utf-8"


def _readable(data: Data, charset: str) -> bool:
    try:
        decoder = codecs.getincrementaldecoder(charset)()
        for start in range(0, len(data), 1 << 20):
            decoder.decode(data[start : start + (1 << 20)])
        decoder.decode(b"", True)
    except (UnicodeError, LookupError, AttributeError):
        return False
    return True
