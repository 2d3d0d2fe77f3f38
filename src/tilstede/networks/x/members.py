"""Which file of an archive holds what. The names are X's own, in English whatever the account's
language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

_NAME: Final = re.compile(r"(?:data/)?([a-z0-9-]+?)(?:-part(\d+))?\.js", re.IGNORECASE)

#: What is taken in, in the order in which it is read.
CIRCLE: Final = "twitter-circle-tweet"  #: seen by a chosen few
POSTS: Final = ("tweets", "tweet", "community-tweet", CIRCLE)
DELETED: Final = ("deleted-tweets", "deleted-tweet")
HEADERS: Final = ("deleted-tweet-headers",)
NOTES: Final = ("note-tweet", "deleted-note-tweet")
ARTICLES: Final = ("article", "twitter-article")
#: About the account itself: read when the archive is opened.
ACCOUNT: Final = ("manifest", "account", "profile", "screen-name-change", "protected-history")
#: The same tweets, messages and articles once more, as lists of ids and dates.
_REPEATED: Final = (
    "tweet-headers",
    "direct-message-headers",
    "direct-message-group-headers",
    "article-metadata",
    "twitter-article-metadata",
)
_READ: Final = frozenset((*POSTS, *DELETED, *HEADERS, *NOTES, *ARTICLES, *ACCOUNT, *_REPEATED))
_LEFT: Final = (
    ("direct-messages", re.compile(r"direct-message|audio-video-calls-in-dm")),
    ("ads", re.compile(r"ads?-")),
    ("likes", re.compile(r"likes?$")),
    ("contacts", re.compile(r"follow|contact|block|mute|lists-|smartblock|twitter-circle")),
)


class File(NamedTuple):
    """``base``: the name without folder, part and ending."""

    name: str
    base: str
    part: int


def files(names: Iterable[str]) -> list[File]:
    """The data files among an archive's members, parts in order."""
    matches = (match for name in names if (match := _NAME.fullmatch(name)))
    found = [File(match[0], match[1].lower(), int(match[2] or 0)) for match in matches]
    return sorted(found, key=lambda file: (file.base, file.part))


def of(found: list[File], bases: tuple[str, ...]) -> list[File]:
    """The files of these kinds, in that order."""
    return [file for base in bases for file in found if file.base == base]


def known(names: Iterable[str]) -> bool:
    """Whether any of the names is that of a file only X's archives have."""
    return any(file.base in _READ for file in files(names))


def left(found: list[File]) -> list[File]:
    """The files that are left alone, and counted."""
    return [file for file in found if file.base not in _READ]


def kind_left(file: File) -> str:
    """What to call what was left."""
    return next((kind for kind, pattern in _LEFT if pattern.match(file.base)), "other")
