"""Names in the AT Protocol: ids, addresses of records, and record keys made of a time.

Sources: atproto.com/specs/did, /at-uri-scheme, /record-key, /tid (2026).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

POST: Final = "app.bsky.feed.post"
REPOST: Final = "app.bsky.feed.repost"
LIKE: Final = "app.bsky.feed.like"
FOLLOW: Final = "app.bsky.graph.follow"
BLOCK: Final = "app.bsky.graph.block"
THREADGATE: Final = "app.bsky.feed.threadgate"
PROFILE: Final = "app.bsky.actor.profile"

DID: Final = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[a-zA-Z0-9.%-]+)")
#: Any method, in what others have written (atproto.com/specs/did).
_SOME_DID = r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]"
_RECORD: Final = re.compile(
    rf"at://({_SOME_DID})/([a-zA-Z][a-zA-Z0-9.-]*)/([a-zA-Z0-9._:~-]{{1,512}})"
)
_PAGE: Final = re.compile(r"https://bsky\.app/profile/([^/]+)/post/([a-zA-Z0-9._:~-]{1,512})")
#: Labels joined by dots, the last not beginning with a digit (atproto.com/specs/handle).
HANDLE: Final = re.compile(
    r"(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
)
#: What an application says in place of a handle that does not lead back to its id.
INVALID: Final = "handle.invalid"

_DIGITS: Final = "234567abcdefghijklmnopqrstuvwxyz"
_BASE32: Final = str.maketrans(_DIGITS, "0123456789abcdefghijklmnopqrstuv")
_TID: Final = re.compile(r"[234567abcdefghij][234567a-z]{12}")
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
#: No one wrote here before; a key that says so is a number that somebody else has thought out.
_OLDEST: Final = datetime(2020, 1, 1, tzinfo=UTC)


class Record(NamedTuple):
    """Where a record lies: whose it is, in which collection, under which key."""

    did: str
    collection: str
    rkey: str

    @property
    def uri(self) -> str:
        return f"at://{self.did}/{self.collection}/{self.rkey}"


def record(uri: str) -> Record | None:
    """The parts of an ``at://`` address of a record, or None."""
    found = _RECORD.fullmatch(uri)
    return Record(found[1], found[2], found[3]) if found else None


def post_of(name: str) -> Record | None:
    """The post an ``at://`` address or a page of the application is of, where that tells its author's id."""
    if found := _PAGE.fullmatch(name):
        did = found[1]
        return Record(did, POST, found[2]) if did.startswith("did:") else None
    return record(name)


def page(actor: str, rkey: str) -> str:
    """The page of a post. ``actor``: handle or id."""
    return f"https://bsky.app/profile/{actor}/post/{rkey}"


def profile_page(actor: str) -> str:
    """The page of an account."""
    return f"https://bsky.app/profile/{actor}"


def aliases(of: Record, handle: str = "") -> tuple[str, ...]:
    """Every name of a record, the most permanent first. Posts have pages, by id and by handle; reposts have none."""
    if of.collection != POST:
        return (of.uri,)
    pages = [page(actor, of.rkey) for actor in (of.did, handle) if actor]
    return (of.uri, *dict.fromkeys(pages))


def real(handle: str) -> str:
    """The handle in small letters, ``""`` for one that is none or does not lead back."""
    name = handle.lower()
    return name if name != INVALID and HANDLE.fullmatch(name) else ""


# --- record keys ----------------------------------------------------------------------------------


def tid(moment: datetime, clock: int = 0) -> str:
    """A record key made of a time in microseconds and a clock's own number below 1,024."""
    micros = (moment - _BEGINNING) // timedelta(microseconds=1)
    number = micros << 10 | clock
    return "".join(_DIGITS[number >> shift & 31] for shift in range(60, -1, -5))


def tid_of(key: str, made: datetime) -> str:
    """The record key of something that has a key of its own and a time: the same at every try.

    The digest of the key takes the place of the milliseconds and the clock, so that two posts cleared in the same
    second lie apart, and the key still sorts by time.
    """
    number = int.from_bytes(sha256(key.encode()).digest()[:8], "big")
    second = made.astimezone(UTC).replace(microsecond=0)
    return tid(second + timedelta(microseconds=number % 1_000_000), (number >> 32) % 1_024)


def moment(key: str) -> datetime | None:
    """The time a record key or revision is made of; None when it is made of something else."""
    if not _TID.fullmatch(key):
        return None
    number = int(key.translate(_BASE32), 32)
    try:
        found = _BEGINNING + timedelta(microseconds=number >> 10)
    except OverflowError:
        return None
    return found if found >= _OLDEST else None
