"""What both forms of a status share when it is made into the common post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from tilstede.core.post import Link, MediaKind, Post
from tilstede.networks.mastodon import markup, plain
from tilstede.networks.mastodon.reading import Refusal, mended

PARSER: Final = "mastodon/2"
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_KINDS: Final[dict[str, MediaKind]] = {
    "image": "image",
    "video": "video",
    "gifv": "video",
    "audio": "audio",
}


def checked(post: Post) -> Post:
    """The post itself.

    :raises Refusal: there is nothing to know it by, nobody who wrote it, or nothing in it.
    """
    if not post.aliases:
        raise Refusal("no-id", "no id and no address")
    if not post.author.id:
        raise Refusal("no-author", "who wrote it is not told")
    words = post.text or post.title or post.warning or post.links
    if not (words or post.media or post.poll or post.quote_of or post.repost_of):
        raise Refusal("empty", "no text, no media, no poll")
    return post


def oddities(odd: dict[str, None], published: datetime | None) -> tuple[str, ...]:
    """What had to be mended, for `Post.odd`."""
    if published is None:
        odd["date-missing"] = None
    return tuple(odd)


class Words(NamedTuple):
    """The parts of a post that come from its HTML. ``quote``: what its "RE:" line names."""

    html: str
    text: str
    links: tuple[Link, ...]
    quote: str


def words(html: str | None, odd: dict[str, None]) -> Words:
    """What a status' HTML says; ``odd`` gains the codes of what had to be mended."""
    if not html:
        return Words("", "", (), "")
    if rendered := plain.render(html):
        return Words(html, *rendered)
    html = mended(html, odd)
    text, links, quote = markup.render(html)
    links = tuple(
        [Link(url=mended(link.url, odd), title=mended(link.title, odd)) for link in links]
    )
    return Words(html, mended(text, odd), links, mended(quote, odd))


def kind_of(*told: str) -> MediaKind:
    """A medium's kind by the first word that says it: ``image``, ``gifv``, ``video/mp4``."""
    for word in told:
        kind = _KINDS.get(word.partition("/")[0].lower())
        if kind:
            return kind
    return "file"


@lru_cache(maxsize=256)
def language_of(code: str) -> str:
    """A BCP 47 tag as declared, or ``""`` when it is none or says that nobody knows."""
    return code if _TAG.fullmatch(code) and code.lower() != "und" else ""


def tag_names(names: Iterable[str]) -> tuple[str, ...]:
    """Hashtags without their sign, each once."""
    return tuple(dict.fromkeys(bare for name in names if (bare := name.lstrip("#"))))
