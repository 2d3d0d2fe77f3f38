"""An address in the text that cannot be one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import regex

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import Piece, pieces

#: What is meant as one: also with the mistakes that hands make in its beginning.
_MEANT: Final = regex.compile(
    r"(?<![\w/.@])(?:h?t{1,3}ps?:?/{1,3}+|ht{1,3}ps?[:;]/{0,3}+|www[.,])(?=\S)[^\s<>\"«»]*",
    regex.IGNORECASE,
)
_RIGHT_BEGINNING: Final = regex.compile(r"(?:https?://|www\.)", regex.IGNORECASE)
_LABEL: Final = regex.compile(r"[^\W_](?:[\w\-]{0,61}[^\W_])?")
_CLOSING: Final = ".,;:!?)]}'…"


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        for hit in _MEANT.finditer(piece.text):
            address = hit[0].rstrip(_CLOSING)
            if not is_address(address):
                end = hit.start() + len(address)
                yield piece.finding(CHECK.id, hit.start(), end, address=address)
    for link in draft.links:
        if not is_address(link):
            yield Piece("", 0, link).finding(CHECK.id, 0, len(link), address=link)


def is_address(written: str) -> bool:
    """Whether it can lead to a page: a scheme, a host of labels and, where there is one, a port."""
    if not _RIGHT_BEGINNING.match(written):
        return False
    try:
        parts = urlsplit(written if "://" in written else f"https://{written}")
        port, host = parts.port, parts.hostname or ""
    except ValueError:
        return False
    if "://" in parts.path[:8] or host in ("http", "https"):  # pasted twice
        return False
    if ":" in host:  # an IPv6 address: urlsplit has looked at it
        return port != 0
    labels = host.removesuffix(".").split(".")
    return port != 0 and (len(labels) > 1 or host == "localhost") and all(map(_is_label, labels))


def _is_label(label: str) -> bool:
    return len(label) < 64 and _LABEL.fullmatch(label) is not None


CHECK = Check(
    id="link-broken",
    level="must",
    source="RFC 3986, 3.1 and 3.2; RFC 1035, 2.3.4 (labels of at most 63)",
    title=gettext_noop("Address that leads nowhere"),
    advice=gettext_noop(
        "{address} cannot be the address of a page. Put it right. It can stand if it is not meant to be followed."
    ),
    look=_look,
    confirmable=True,
)
