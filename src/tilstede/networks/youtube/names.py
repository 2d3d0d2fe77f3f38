"""Under which names channels, videos and comments are known, so that API, feed and takeout meet.

A video is ``yt:<id>`` in every form (`core.alias` makes the same of its addresses). A comment's address is that of
its video with ``lc=`` after it, so a comment has a name of another kind: ``ytc:<id>``.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

SITE: Final = "https://www.youtube.com"
CHANNEL: Final = re.compile(r"UC[\w-]{22}")
VIDEO: Final = re.compile(r"[\w-]{11}")
#: A comment, and an answer to it: the comment's id, a full stop, its own.
COMMENT: Final = re.compile(r"Ug[\w-]{8,60}(?:\.[\w-]{4,60})?")
#: A post on the channel's page.
NOTE: Final = re.compile(r"Ugk[\w-]{33}")

_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»]", re.IGNORECASE)


def video(video_id: str) -> str:
    return f"yt:{video_id}"


def comment(comment_id: str) -> str:
    return f"ytc:{comment_id}"


def watch(video_id: str, comment_id: str = "") -> str:
    """The page where a video is seen, at a comment under it."""
    page = f"{SITE}/watch?v={video_id}"
    return f"{page}&lc={comment_id}" if comment_id else page


def watched(page: str) -> str:
    """The video of a page of `watch`'s kind, or ``""``."""
    found = parse_qs(urlsplit(page).query).get("v", [""])[0]
    return found if VIDEO.fullmatch(found) else ""


def channel_page(channel_id: str) -> str:
    return f"{SITE}/channel/{channel_id}"


def video_in(alias: str) -> str:
    """The id in a video's name, or ``""``."""
    name = alias.removeprefix("yt:")
    return name if name != alias and VIDEO.fullmatch(name) else ""


def comment_in(alias: str) -> str:
    """The id in a comment's name, or ``""``."""
    name = alias.removeprefix("ytc:")
    return name if name != alias and COMMENT.fullmatch(name) else ""


def thread_of(comment_id: str) -> str:
    """The comment that an answer stands under; the comment itself when it is none."""
    return comment_id.partition(".")[0]


def channel_in(address: str) -> str:
    """The channel's id that an address holds or is, or ``""``."""
    if CHANNEL.fullmatch(address):
        return address
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    for one in (*parts.path.split("/"), *parse_qs(parts.query).get("channel_id", [])):
        if CHANNEL.fullmatch(one):
            return one
    return ""


def addresses(text: str) -> tuple[str, ...]:
    """The web addresses written in a text, each once."""
    return tuple(dict.fromkeys(_ADDRESS.findall(text))) if "://" in text else ()
