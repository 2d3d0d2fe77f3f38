"""The names a post is known by, made short and alike: what joins an API, an archive and a feed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256

#: 12 bytes of the name before its trailing number, 8 bytes of the number.
LENGTH = 20

#: Longer numbers may not fit in 8 bytes.
_DIGITS = 20

_TWEET = re.compile(
    r"https?://(?:www\.|mobile\.)?(?:twitter|x)\.com/(?:i/web|[^/?#]+)/status(?:es)?/(\d+)"
)
_VIDEO = re.compile(
    r"https?://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?(?:[^#]*&)?v=|shorts/|live/|embed/)|youtu\.be/)([\w-]{11})"
)
#: A status' address and page as Mastodon and those like it write them (`networks.mastodon.names`). Only numbers so long
#: that they are made of the time: a short one is no sign that this is such an address.
_STATUS = re.compile(
    r"https?://([^/?#\s]+)/(?:users/[^/?#]+/statuses|ap/users/\d+/statuses|@[^/?#]+)/([0-9]{15,19})(?:/activity)?/?"
)


def normal(alias: str) -> str:
    """One spelling for addresses that hold a lasting id: a tweet's address bears a handle, which changes.

    A status of Mastodon's is known by its address, its page and its number on its server; all three are one name, so
    that a row stands for them and not three in three places of the index.
    """
    if ("/statuses/" in alias or "/@" in alias) and (found := _STATUS.fullmatch(alias)):
        return f"mastodon:{found[1].lower()}:{found[2]}"
    if "/status" in alias and (found := _TWEET.match(alias)):
        return f"x:{found[1]}"
    if "youtu" in alias and (found := _VIDEO.match(alias)):
        return f"yt:{found[1]}"
    return alias


def key(alias: str) -> bytes:
    """LENGTH bytes that stand for the name in an index.

    Names that differ only in a trailing number lie side by side, so that a long archive fills an index page
    by page instead of touching all of it. 96 bits of SHA-256 keep names of different kinds apart.
    """
    return _key(normal(alias))


def keys(aliases: Iterable[str]) -> tuple[bytes, ...]:
    """The keys of a post's names, each once, in their order."""
    return tuple([_key(name) for name in dict.fromkeys(map(normal, aliases))])


def is_carried(network: str, aliases: Sequence[str]) -> bool:
    """Whether a network tells of what was written on another server than the one that was asked: the address has
    one host, and the network's own name for it (``network:host:id``) another."""
    address = aliases[0]
    if len(aliases) == 1 or not address.startswith(("https://", "http://")):
        return False
    home, start = address.split("/", 3)[2].lower(), f"{network}:"
    told = (name.split(":", 2)[1] for name in aliases if name.startswith(start))
    return any(host != home for host in told)


def _key(name: str) -> bytes:
    name = name.removesuffix("/")
    stem = name.rstrip("0123456789")
    digits = name[len(stem) :]
    if not 0 < len(digits) < _DIGITS:
        return sha256(name.encode()).digest()[:LENGTH]
    return _start(stem, len(digits)) + int(digits).to_bytes(8, "big")


@lru_cache(maxsize=4096)
def _start(stem: str, digits: int) -> bytes:
    """How many digits there are belongs to the name: 7 and 007 are different ids."""
    return sha256(f"{stem}\0{digits}".encode()).digest()[:12]
