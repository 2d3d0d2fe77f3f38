"""What both forms of a status share when it is made into the common post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from tilstede.core.post import Link, MediaKind, Post
from tilstede.networks.mastodon import markup
from tilstede.networks.mastodon.reading import Fields, Refusal

PARSER: Final = "mastodon/1"
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_KINDS: Final[dict[str, MediaKind]] = {
    "image": "image",
    "video": "video",
    "gifv": "video",
    "audio": "audio",
}


def finished(fields: Fields, **parts: Any) -> Post:
    """The post, with what had to be mended told.

    :raises Refusal: there is nothing to know it by, nobody who wrote it, or nothing in it.
    """
    if not parts["aliases"]:
        raise Refusal("no-id", "no id and no address")
    if not parts["author"].id:
        raise Refusal("no-author", "who wrote it is not told")
    content = ("text", "title", "warning", "media", "poll", "links", "quote_of", "repost_of")
    if not any(parts.get(name) for name in content):
        raise Refusal("empty", "no text, no media, no poll")
    if parts["published"] is None:
        fields.odd["date-missing"] = None
    return Post(network="mastodon", parser=PARSER, odd=tuple(fields.odd), **parts)


def words(fields: Fields, html: str) -> dict[str, Any]:
    """The parts of a post that come from its HTML. ``quote_of`` is what its "RE:" line names."""
    rendered = markup.render(html)
    links = tuple(
        Link(url=fields.cleaned(link.url), title=fields.cleaned(link.title))
        for link in rendered.links
    )
    return {
        "html": html,
        "text": fields.cleaned(rendered.text),
        "links": links,
        "quote_of": fields.cleaned(rendered.quote),
    }


def kind_of(*told: str) -> MediaKind:
    """A medium's kind by the first word that says it: ``image``, ``gifv``, ``video/mp4``."""
    for word in told:
        kind = _KINDS.get(word.partition("/")[0].lower())
        if kind:
            return kind
    return "file"


def language_of(code: str) -> str:
    """A BCP 47 tag as declared, or ``""`` when it is none or says that nobody knows."""
    return code if _TAG.fullmatch(code) and code.lower() != "und" else ""


def tag_names(names: Iterable[str]) -> tuple[str, ...]:
    """Hashtags without their sign, each once."""
    return tuple(dict.fromkeys(bare for name in names if (bare := name.lstrip("#"))))
