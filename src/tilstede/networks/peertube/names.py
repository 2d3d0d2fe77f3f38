"""Under which names channels, videos and comments are known, so that what other servers see of them meets.

PeerTube's own forms (github.com/Chocobozzz/PeerTube 8.1, read 22 November 2026): an ActivityPub object is
``https://HOST/videos/watch/UUID``, its page ``https://HOST/w/SHORT``, a comment ``…/comments/NUMBER``. A comment's
number is that of one server: ``peertube:HOST:comment:NUMBER`` makes a name of it, since others' comments keep the
address of their own server.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

_UUID: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_SHORT: Final = r"[1-9A-HJ-NP-Za-km-z]{20,24}"
_VIDEO: Final = re.compile(
    rf"(https?://[^/?#\s]+)/(?:videos/watch|w|videos/embed)/({_UUID}|{_SHORT})(?:[?#;].*)?"
)
_COMMENT: Final = re.compile(rf"(https?://[^/?#\s]+)/videos/watch/({_UUID})/comments/(\d{{1,18}})")
_NUMBERED: Final = re.compile(r"peertube:([^\s:]+(?::\d+)?):comment:(\d{1,18})")
_CHANNEL: Final = re.compile(r"/(c|video-channels|a|accounts)/([\w.-]+)(?:@([^/?#\s]+))?(?:/.*)?")


class Place(NamedTuple):
    """A channel or an account on its server. ``kind``: ``video-channels`` or ``accounts``, as the API has it."""

    base: str
    kind: str
    name: str

    @property
    def address(self) -> str:
        """Its page."""
        return f"{self.base}/{'a' if self.kind == 'accounts' else 'c'}/{self.name}"


def host_of(address: str) -> str:
    """The host with its port, in small letters; ``""`` when there is none."""
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def place_in(address: str) -> Place | None:
    """The channel or account that an address names."""
    try:
        parts = urlsplit(address if "//" in address else f"https://{address}")
        host = parts.netloc.rpartition("@")[2].lower()
    except ValueError:
        return None
    found = _CHANNEL.fullmatch(unquote(parts.path).rstrip("/"))
    if found is None or not host or parts.scheme not in ("http", "https"):
        return None
    kind = "accounts" if found[1] in ("a", "accounts") else "video-channels"
    base = f"https://{found[3].lower()}" if found[3] else f"{parts.scheme}://{host}"
    return Place(base, kind, found[2])


def video_in(address: str) -> tuple[str, str]:
    """The server and the id that a video's address holds, or two empty texts."""
    found = _VIDEO.fullmatch(address)
    return (found[1], found[2]) if found else ("", "")


def comment_in(address: str) -> tuple[str, str, int]:
    """The server, the video and the number that a comment's address holds, or nothing."""
    found = _COMMENT.fullmatch(address)
    return (found[1], found[2], int(found[3])) if found else ("", "", 0)


def numbered(host: str, number: str | int) -> str:
    """The name of a comment by its number on one server."""
    return f"peertube:{host}:comment:{number}" if host and number else ""


def number_on(host: str, aliases: tuple[str, ...]) -> int:
    """The number by which that server knows the comment, or 0."""
    for alias in aliases:
        found = _NUMBERED.fullmatch(alias)
        if found and found[1] == host:
            return int(found[2])
    return 0


def numbering(aliases: tuple[str, ...]) -> str:
    """The server that a comment's number is of, or ``""``."""
    found = (_NUMBERED.fullmatch(alias) for alias in aliases)
    return next((one[1] for one in found if one), "")


def unique(*some: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, some)))
