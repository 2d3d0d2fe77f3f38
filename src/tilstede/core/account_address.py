"""What an address that a person pasted from the browser says by itself: which network, whose account.

Nothing is looked up: where an account has several names (a handle, a permanent id), each is an address of its own
until the network tells that they are one. Forms are those the networks' own pages use (2026).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

#: Addresses whose meaning is kept in mind: the directory's are looked at each time one entry of it changes.
_REMEMBERED: Final = 50_000
_HOST: Final = re.compile(r"(?:[\w-]+\.)+[\w-]{2,}|localhost|\[[0-9a-f:]+\]|[\d.]+")
_FEDIVERSE: Final = re.compile(r"(?:acct:|@)([\w.-]+)@([^\s/@]+)/?")
_MAIL: Final = re.compile(
    r"(?:mailto:)?([^\s@:/?]+@(?:[\w-]+\.)+[\w-]{2,})(?:\?.*)?", re.IGNORECASE
)
_ATPROTO: Final = re.compile(
    r"(?:at://|@)?(did:[a-z]+:[\w.:%-]+)/?.*|(?:at://|@)((?:[\w-]+\.)+[a-z][\w-]*)(?:/.*)?",
    re.IGNORECASE,
)
_ACTOR: Final = re.compile(r"(?:web/|deck/)?(?:@|users/|u/|profile/)([\w.-]+)(?:@([^/]+))?(?:/.*)?")
_CHANNEL: Final = re.compile(r"(?:c|video-channels|a|accounts)/([\w.-]+)(?:@([^/]+))?(?:/.*)?")
_DIGITS_LAST: Final = re.compile(r"(?:people|pages)/[^/]+/(\d+)|p/[^/]*?-?(\d+)")


class NotAnAccount(ValueError):
    """The address leads to no account.

    ``code``: ``empty``, ``not-an-address``, or ``no-account`` for a page of a known network that is nobody's.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(detail or code)
        self.code = code


class AccountAddress(msgspec.Struct, frozen=True, gc=False):
    """An account as its address tells of it.

    ``network``: ``mastodon`` (whatever speaks ActivityPub), ``bluesky``, ``x``, ``youtube``, ``facebook``,
    ``instagram``, ``threads``, ``linkedin``, ``tiktok``, ``snapchat``, ``flickr``, ``vimeo``, ``peertube``,
    ``wordpress`` (a site by where its REST begins), ``email``, or ``feeds`` for any other page. ``handle``: as people
    write it on that network (``name@host`` for the fediverse). ``address``: one spelling for all the addresses of that
    name, for comparing.
    """

    network: str
    handle: str
    address: str


class _Parts(msgspec.Struct, frozen=True):
    """``path``: without slashes at its ends, decoded; ``steps``: the path cut at its slashes."""

    host: str
    path: str
    steps: list[str]
    query: str


@lru_cache(_REMEMBERED)
def parse(url: str) -> AccountAddress:
    """The account that an address, a handle or an e-mail address names. :raises NotAnAccount:"""
    url = url.strip()
    if not url:
        raise NotAnAccount("empty")
    if "//" not in url and (bare := _bare(url)):
        return bare
    parts = _parts(url)
    rule = _RULES.get(parts.host) or _RULES.get(parts.host.partition(".")[2])
    if rule is None:
        return _elsewhere(parts)
    if found := rule(parts):
        return found
    raise NotAnAccount("no-account", url)


def names(address: str, network: str) -> bool:
    """Whether an address is that of an account on the network."""
    try:
        return parse(address).network == network
    except NotAnAccount:
        return False


def can_name(name: str, network: str) -> bool:
    """Whether a handle or an address may be that of an account on a network: a name alone is one where the network has
    a single site. What lies on a server of its own may speak ActivityPub."""
    if not name or any(letter.isspace() for letter in name):
        return False
    home = _HOMES.get(network)
    if home and "/" not in name:
        name = home + name.lstrip("@")
    if network in ("mastodon", "bluesky") and "//" not in name:
        name = f"@{name.removeprefix('acct:').lstrip('@')}"
    try:
        found = parse(name).network
    except NotAnAccount:
        return network not in _KNOWN
    return (
        found == network or (network == "mastodon" and found in _SERVERS) or network not in _KNOWN
    )


def _bare(text: str) -> AccountAddress | None:
    """A handle or an e-mail address, which have no ``//``."""
    if found := _FEDIVERSE.fullmatch(text):
        return _actor(found[1], _host(found[2], text))
    if found := _MAIL.fullmatch(text):
        mail = found[1].lower()
        return AccountAddress("email", mail, f"mailto:{mail}")
    if found := _ATPROTO.fullmatch(text):
        return _bluesky_name(found[1] or found[2])
    return None


def _parts(url: str) -> _Parts:
    if url.startswith("at://"):
        url = f"https://bsky.app/profile/{url.removeprefix('at://')}"
    if "//" not in url:
        url = f"https://{url}"
    try:
        split = urlsplit(url)
        host = split.netloc.rpartition("@")[2]
    except ValueError as error:
        raise NotAnAccount("not-an-address", url) from error
    if split.scheme not in ("http", "https"):
        raise NotAnAccount("not-an-address", url)
    path = unquote(split.path).strip("/")
    return _Parts(_host(host, url), path, path.split("/"), split.query)


def _host(host: str, url: str) -> str:
    """In lower case and ASCII, without a port that says nothing. :raises NotAnAccount:"""
    name, colon, port = host.lower().rpartition(":")
    if not colon or not port.isdecimal():
        name, port = host.lower(), ""
    name = name.rstrip(".")
    if not name.isascii():
        try:
            name = name.encode("idna").decode()
        except UnicodeError as error:
            raise NotAnAccount("not-an-address", url) from error
    if not _HOST.fullmatch(name):
        raise NotAnAccount("not-an-address", url)
    return f"{name}:{port}" if port not in ("", "80", "443") else name


def _elsewhere(parts: _Parts) -> AccountAddress:
    """A server of its own: ActivityPub, PeerTube and WordPress have paths of their own shape; all else is a page."""
    if found := _ACTOR.fullmatch(parts.path):
        return _actor(found[1], found[2] or parts.host)
    if found := _CHANNEL.fullmatch(parts.path):
        name, host = found[1].lower(), (found[2] or parts.host).lower()
        kind = "a" if parts.steps[0] in ("a", "accounts") else "c"
        return AccountAddress("peertube", f"{name}@{host}", f"https://{host}/{kind}/{name}")
    return _wordpress(parts) or _page(parts)


def _wordpress(parts: _Parts) -> AccountAddress | None:
    """A site by where its REST begins: ``/wp-json``, or ``?rest_route=/`` where addresses are plain."""
    before, found, _ = f"/{parts.path}/".partition("/wp-json/")
    if found:
        home = f"{parts.host}{before}"
        return AccountAddress("wordpress", home, f"https://{home}/wp-json")
    if "rest_route" in parse_qs(parts.query, keep_blank_values=True):
        home = f"{parts.host}/{parts.path}".rstrip("/")
        return AccountAddress("wordpress", home, f"https://{home}/?rest_route=/")
    return None


def _page(parts: _Parts) -> AccountAddress:
    address = f"https://{parts.host}/{parts.path}" if parts.path else f"https://{parts.host}"
    address += f"?{parts.query}" if parts.query else ""
    return AccountAddress("feeds", parts.host.removeprefix("www."), address)


def _actor(name: str, host: str) -> AccountAddress:
    name, host = name.lower(), host.lower()
    return AccountAddress("mastodon", f"{name}@{host}", f"https://{host}/@{name}")


def _bluesky(parts: _Parts) -> AccountAddress | None:
    if parts.steps[0] != "profile" or len(parts.steps) < 2:
        return None
    return _bluesky_name(parts.steps[1])


def _bluesky_name(name: str) -> AccountAddress:
    """Handles are domain names and DIDs of the plc method are lower case (atproto.com/specs, 2026)."""
    name = name.lower().lstrip("@")
    return AccountAddress("bluesky", name, f"https://bsky.app/profile/{name}")


def _x(parts: _Parts) -> AccountAddress | None:
    if parts.path.startswith("i/user/") and len(parts.steps) > 2:
        return AccountAddress("x", parts.steps[2], f"https://x.com/i/user/{parts.steps[2]}")
    return _first_step("x", "https://x.com/")(parts)


def _youtube(parts: _Parts) -> AccountAddress | None:
    first, *rest = parts.steps
    if first.startswith("@") and len(first) > 1:
        return AccountAddress("youtube", first.lower(), f"https://www.youtube.com/{first.lower()}")
    channel = rest[0] if first == "channel" and rest else ""
    channel = channel or (parse_qs(parts.query).get("channel_id") or [""])[0]
    if channel:
        return AccountAddress("youtube", channel, f"https://www.youtube.com/channel/{channel}")
    if first in ("c", "user") and rest:
        name = rest[0].lower()
        return AccountAddress("youtube", name, f"https://www.youtube.com/{first}/{name}")
    return None


def _facebook(parts: _Parts) -> AccountAddress | None:
    number = (parse_qs(parts.query).get("id") or [""])[0] if parts.path == "profile.php" else ""
    if found := _DIGITS_LAST.fullmatch(parts.path):
        number = found[1] or found[2]
    if number:
        return AccountAddress("facebook", number, f"https://www.facebook.com/{number}")
    first, *rest = parts.steps
    if first in ("groups", "pg") and rest and rest[0]:
        name = rest[0].lower()
        name = f"groups/{name}" if first == "groups" else name
        return AccountAddress("facebook", name, f"https://www.facebook.com/{name}")
    return _first_step("facebook", "https://www.facebook.com/")(parts)


def _linkedin(parts: _Parts) -> AccountAddress | None:
    if parts.steps[0] not in ("company", "in", "school", "showcase") or len(parts.steps) < 2:
        return None
    name = "/".join(parts.steps[:2]).lower()
    return AccountAddress("linkedin", name, f"https://www.linkedin.com/{name}")


def _snapchat(parts: _Parts) -> AccountAddress | None:
    first, *rest = parts.steps
    name = rest[0] if first == "add" and rest else first[1:] if first.startswith("@") else ""
    name = name.lower()
    return (
        AccountAddress("snapchat", name, f"https://www.snapchat.com/add/{name}") if name else None
    )


def _flickr(parts: _Parts) -> AccountAddress | None:
    if parts.steps[0] not in ("photos", "people") or len(parts.steps) < 2:
        return None
    name = parts.steps[1].lower()
    return AccountAddress("flickr", name, f"https://www.flickr.com/photos/{name}")


def _vimeo(parts: _Parts) -> AccountAddress | None:
    first, *rest = parts.steps
    if first == "channels" and rest:
        name = f"channels/{rest[0].lower()}"
        return AccountAddress("vimeo", name, f"https://vimeo.com/{name}")
    return None if first.isdecimal() else _first_step("vimeo", "https://vimeo.com/")(parts)


def _signed(network: str, base: str) -> Callable[[_Parts], AccountAddress | None]:
    """A network whose accounts lie under ``/@name``. ``base``: what comes before the name."""

    def rule(parts: _Parts) -> AccountAddress | None:
        name = parts.steps[0].lower()
        if not name.startswith("@") or len(name) < 2:
            return None
        return AccountAddress(network, name[1:], base + name[1:])

    return rule


def _first_step(network: str, base: str) -> Callable[[_Parts], AccountAddress | None]:
    """A network whose accounts lie at the root, beside pages of its own."""

    def rule(parts: _Parts) -> AccountAddress | None:
        name = parts.steps[0].lower().lstrip("@")
        if not name or name in _NOBODY:
            return None
        return AccountAddress(network, name, base + name)

    return rule


_OWN_PAGES: Final = """
home i intent search hashtag explore share sharer sharer.php dialog watch login settings messages notifications
profile.php people pages groups events marketplace gaming reel reels p tv stories about privacy tos terms
categories features ondemand upgrade video videos photo story.php permalink.php
"""
#: First steps that are the networks' own pages.
_NOBODY: Final = frozenset(_OWN_PAGES.split())

#: network -> where its accounts lie, by their handles.
_HOMES: Final = {
    "x": "https://x.com/",
    "instagram": "https://www.instagram.com/",
    "facebook": "https://www.facebook.com/",
    "threads": "https://www.threads.com/@",
    "tiktok": "https://www.tiktok.com/@",
    "snapchat": "https://www.snapchat.com/@",
}
#: Networks of which `parse` knows what an account's address looks like; and what servers that people run can be.
_KNOWN: Final = frozenset({*_HOMES, "mastodon", "bluesky", "youtube", "linkedin", "peertube"})
_SERVERS: Final = frozenset({"mastodon", "peertube", "wordpress", "feeds"})

#: host -> what its addresses mean. A host is looked for as it is, then without its first label (www, m, no).
_RULES: Final[dict[str, Callable[[_Parts], AccountAddress | None]]] = {
    "bsky.app": _bluesky,
    "x.com": _x,
    "twitter.com": _x,
    "youtube.com": _youtube,
    "youtu.be": _youtube,
    "facebook.com": _facebook,
    "fb.com": _facebook,
    "fb.me": _facebook,
    "instagram.com": _first_step("instagram", "https://www.instagram.com/"),
    "threads.net": _signed("threads", "https://www.threads.com/@"),
    "threads.com": _signed("threads", "https://www.threads.com/@"),
    "tiktok.com": _signed("tiktok", "https://www.tiktok.com/@"),
    "linkedin.com": _linkedin,
    "snapchat.com": _snapchat,
    "flickr.com": _flickr,
    "vimeo.com": _vimeo,
    "medium.com": _page,
    "substack.com": _page,
}
