"""A list and a starter pack for Bluesky: the records as they lie in the repository of whoever owns the list.

Sources: the lexicons app.bsky.graph.list, .listitem and .starterpack; record keys as the AT Protocol's "Record key"
and "TID" say (2026). The app shows a starter pack of 150 people at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

import msgspec
import regex

MIME: Final = "application/json"
PACK_LIMIT: Final = 150  #: members of a starter pack
_LIST: Final = "app.bsky.graph.list"
_ITEM: Final = "app.bsky.graph.listitem"
_PACK: Final = "app.bsky.graph.starterpack"
_DIGITS: Final = "234567abcdefghijklmnopqrstuvwxyz"


def write(owner: str, name: str, about: str, members: Sequence[str], *, made: datetime) -> bytes:
    """The records with their addresses, shaped as `com.atproto.repo.listRecords` gives them. ``owner`` and
    ``members``: DIDs. Keys follow from what a record is about, so writing it again changes nothing."""
    home = f"at://{owner}/{_LIST}/{_key(_LIST)}"
    at = made.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    kept = {
        "$type": _LIST,
        "purpose": "app.bsky.graph.defs#curatelist",
        "name": _bytes(name, 64),
        "description": _graphemes(about, 300),
        "createdAt": at,
    }
    records = [_record(home, kept), *_items(owner, home, members, at)]
    if 0 < len(members) <= PACK_LIMIT:
        pack = {
            "$type": _PACK,
            "name": _graphemes(name, 50),
            "description": _graphemes(about, 300),
            "list": home,
            "createdAt": at,
        }
        records.append(_record(f"at://{owner}/{_PACK}/{_key(_PACK)}", pack))
    return msgspec.json.encode({"records": records})


def _items(owner: str, home: str, members: Iterable[str], at: str) -> Iterable[dict[str, Any]]:
    for member in members:
        value = {"$type": _ITEM, "subject": member, "list": home, "createdAt": at}
        yield _record(f"at://{owner}/{_ITEM}/{_key(member)}", value)


def _record(uri: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"uri": uri, "value": value}


def _key(of: str) -> str:
    """A TID, 63 bits in 13 digits; here of what it stands for and not of a time."""
    number = int.from_bytes(sha256(of.encode()).digest()[:8], "big") >> 1
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def _bytes(text: str, most: int) -> str:
    """The beginning of a text, at most so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")


def _graphemes(text: str, most: int) -> str:
    """The beginning of a text, at most so many letters as people count them."""
    found = regex.findall(r"\X", text)
    return text if len(found) <= most else "".join(found[: most - 1]) + "…"
