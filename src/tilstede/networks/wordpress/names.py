"""Under which names a site's posts and comments are known, so that REST, feed and export meet in one post.

Every post answers to ``HOME/?p=NUMBER``, whatever its address becomes; WordPress gives it the id that is in the feed
(``guid``) once and never changes it; and its page has an address. (wp-includes/post.php and link-template.php, 6.1.)
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

#: The way of REST where addresses are plain, and where they are not (wp-includes/rest-api.php).
_PLAIN: Final = "rest_route"
_PRETTY: Final = "wp-json"
_COLLECTION: Final = re.compile(r"wp/v2/([a-z0-9_-]+)/?")
_NAME: Final = re.compile(r"(https?://[^?#\s]+?)/?\?p=(\d{1,18})(?:#comment-(\d{1,18}))?")
#: What a collection is called where none is named.
POSTS: Final = "posts"


class Place(NamedTuple):
    """A site's REST and one kind of what it holds. ``root``: ends where a route begins."""

    root: str
    kind: str = POSTS

    @property
    def address(self) -> str:
        """By which it is followed: the site's REST, or one collection of it."""
        return self.root if self.kind == POSTS else f"{self.root}wp/v2/{self.kind}"


class Name(NamedTuple):
    """What a post's or a comment's own name holds."""

    home: str
    post: int
    comment: int = 0


def place_in(address: str) -> Place | None:
    """The site's REST that an address leads to by its own words, or None. Nothing is asked."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc or "@" in parts.netloc:
        return None
    base = f"{parts.scheme}://{parts.netloc.lower()}"
    route = parse_qs(parts.query, keep_blank_values=True).get(_PLAIN)
    if route:
        return _place(f"{base}{parts.path or '/'}?{_PLAIN}=/", route[0])
    before, found, after = unquote(parts.path).partition(f"/{_PRETTY}")
    if not found or (after and not after.startswith("/")):
        return None
    return _place(f"{base}{before}/{_PRETTY}/", after)


def _place(root: str, route: str) -> Place | None:
    rest = route.strip("/")
    found = _COLLECTION.fullmatch(rest)
    if rest and not found:
        return None
    return Place(root, found[1]) if found else Place(root)


def site_of(home: str) -> str:
    """Whose posts: the site without its scheme, which changes once it is encrypted."""
    return f"wordpress:{handle_of(home)}"


def handle_of(home: str) -> str:
    """The site as people write it: ``fjordvik.example``, ``fjordvik.example/blogg``."""
    parts = urlsplit(home)
    return f"{parts.netloc.lower()}{parts.path}".strip("/")


def post(home: str, number: int) -> str:
    """The name of a post on the site with that front page."""
    return f"{home.rstrip('/')}/?p={number}"


def comment(home: str, number: int, under: int) -> str:
    """The name of a comment under a post."""
    return f"{post(home, under)}#comment-{number}"


def in_feed(home: str, guid: str) -> str:
    """The name that the feed every site has gives to a post."""
    return f"feed:{home.rstrip('/')}/feed/#{guid}" if guid else ""


def of(alias: str) -> Name | None:
    """What a name of `post` or `comment` holds; None for others."""
    found = _NAME.fullmatch(alias)
    return Name(found[1], int(found[2]), int(found[3] or 0)) if found else None


def first(aliases: tuple[str, ...]) -> Name | None:
    """What the first of a post's names that is ours holds."""
    return next((name for name in map(of, aliases) if name), None)


def unique(*some: str) -> tuple[str, ...]:
    """Each that is not empty, once."""
    return tuple(dict.fromkeys(filter(None, some)))
