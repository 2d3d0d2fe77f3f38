"""The headers of a letter, as strangers write them: nothing that stands in one is believed, and nothing stops us.

Source: RFC 5322 (form), RFC 2047 (words in other letters than ASCII), RFC 2392 (names of messages).
"""

from __future__ import annotations

import binascii
import email
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Final, NamedTuple
from urllib.parse import quote, unquote_to_bytes

from tilstede.core.text import clean
from tilstede.networks.email.charsets import decoded

_ADDRESS: Final = re.compile(r"[^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()]+")
#: One mailbox as nearly all are written: read without the standard library, to the same result.
_PLAIN: Final = re.compile(
    r"(?:\"?([\w .=?*-]*?)\"?\s*<([\w.+-]+@[\w.-]+)>|([\w.+-]+@[\w.-]+))\s*", re.ASCII
)
#: A name that looks like an address itself, to deceive: what stands in the brackets counts.
_LAST: Final = re.compile(r"([^<>,;]*)<\s*([^\s<>,;:\"()\[\]]+@[^\s<>,;:\"()]+)\s*>\s*")
_MESSAGE_ID: Final = re.compile(r"<\s*([^<>\s]+(?:\s+[^<>\s]+)*)\s*>")
_MOST: Final = 100  #: ids or addresses of one header that are read
_LONGEST: Final = 20_000  #: characters of one header that are read
#: What need not be written otherwise in a `mid:` address (RFC 3986, 2.3 and sub-delims).
_SAFE: Final = "!$&'*+=~@"


class Refusal(ValueError):
    """Why the bytes cannot be a letter. ``reason``: its code in `contract.REASONS`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class Address(NamedTuple):
    """A mailbox: the name it is given, and the address itself in lower case."""

    name: str
    address: str


class Headers:
    """The headers of one message. ``odd``: codes of what had to be mended."""

    def __init__(self, message: Message, odd: dict[str, None]) -> None:
        self.odd = odd
        self._fields: dict[str, list[str]] = {}
        for name, value in message.raw_items():  # as received, not interpreted
            self._fields.setdefault(name.lower(), []).append(str(value)[:_LONGEST])

    def __contains__(self, name: str) -> bool:
        return name in self._fields

    def raw(self, name: str) -> str:
        """The first such header as it came, ``""`` when there is none."""
        return self._fields.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        """Every such header, topmost first."""
        return self._fields.get(name, [])

    def text(self, name: str) -> str:
        """What a reader sees of the header, on one line."""
        return words(self.raw(name), self.odd)

    def word(self, name: str) -> str:
        """The first word of a header whose values are keywords, in lower case."""
        return self.raw(name).partition(";")[0].strip().lower()

    def addresses(self, *names: str) -> list[Address]:
        """The mailboxes in these headers, each once."""
        found: dict[str, Address] = {}
        for name in names:
            for value in self.all(name):
                for one in _mailboxes(value, self.odd):
                    found.setdefault(one.address, one)
        return list(found.values())[:_MOST]

    def ids(self, name: str) -> list[str]:
        """The message ids in the header, without their angle brackets; bytes that are no ASCII as surrogates."""
        found = _MESSAGE_ID.findall(" ".join(self.all(name)))
        return [known for one in found[-_MOST:] if (known := "".join(one.split()))]

    def moment(self, name: str) -> datetime | None:
        """The time in the header, in UTC; None when it is none."""
        return moment_of(self.raw(name))

    def received(self) -> datetime | None:
        """When the last server took the letter in, which writes its line on top (RFC 5321, 4.4)."""
        return moment_of(self.raw("received").rpartition(";")[2])


def read(raw: bytes) -> Message:
    """The headers alone, fast."""
    end = re.search(rb"\r?\n\r?\n", raw)
    return email.message_from_bytes(raw[: end.end()] if end else raw)


def words(value: str, odd: dict[str, None]) -> str:
    """A header's text on one line, its encoded words opened and its bytes read."""
    if value.isascii() and value.isprintable() and "=?" not in value:
        return " ".join(value.split())
    text = "".join(_pieces(value, odd))
    text, found = clean(text)
    odd.update(dict.fromkeys(code for code in found if code != "control-characters"))
    return " ".join(text.split())


def _pieces(value: str, odd: dict[str, None]) -> Iterator[str]:
    try:
        parts = decode_header(_readable(value, odd))
    except (HeaderParseError, binascii.Error, ValueError):
        odd["header"] = None
        yield _readable(value, odd)
        return
    for part, charset in parts:
        if isinstance(part, str):
            yield part
        elif charset is None:
            yield part.decode("raw-unicode-escape")  # as `decode_header` made it
        else:
            yield decoded(part, charset.partition("*")[0], odd)


def _readable(value: str, odd: dict[str, None]) -> str:
    """A header with bytes in it that are no ASCII: UTF-8 (RFC 6532), or what it was before that."""
    if value.isascii():
        return value
    return decoded(value.encode("utf-8", "surrogateescape"), "", odd)


def _mailboxes(value: str, odd: dict[str, None]) -> Iterator[Address]:
    value = _readable(value, odd)
    if one := _PLAIN.fullmatch(value):
        yield Address(words(one[1] or "", odd), (one[2] or one[3]).lower())
        return
    if (one := _LAST.fullmatch(value)) and '"' not in one[1]:
        yield Address(words(one[1], odd), words(one[2], odd).lower())
        return
    try:
        pairs = getaddresses([value])
    except (ValueError, IndexError, TypeError, AttributeError, RecursionError):
        pairs = []  # as the standard library fails on broken ones
    found = [(name, address) for name, address in pairs if "@" in address]
    for name, address in found or [("", one) for one in _ADDRESS.findall(value)]:
        whole = "".join(words(address, odd).split()).lower()
        if "@" in whole:
            yield Address(words(name, odd), whole)


def moment_of(value: str) -> datetime | None:
    """A date as mail writes it, in UTC; a time without a zone is taken as UTC. None when it is none."""
    try:
        moment = parsedate_to_datetime(value.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def mid(message_id: str) -> str:
    """The alias of a message by its id (RFC 2392): ``mid:abc@example.org``."""
    return "mid:" + quote(message_id.encode("utf-8", "surrogateescape"), safe=_SAFE)


def message_id_of(alias: str) -> str:
    """The message id behind such an alias, ``""`` behind another."""
    scheme, _, name = alias.partition(":")
    return unquote_to_bytes(name).decode("ascii", "surrogateescape") if scheme == "mid" else ""
