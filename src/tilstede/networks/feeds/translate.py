"""From an entry to the common post."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

import msgspec

from tilstede.core.post import Author, Link, Media, Post
from tilstede.core.text import clean
from tilstede.networks.feeds import dates
from tilstede.networks.feeds.entry import Entry, Origin, Unusable
from tilstede.networks.kit import markup
from tilstede.networks.kit.markup import Markup

NETWORK: Final = "feeds"
PARSER: Final = "feeds/1"

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def to_post(entry: Entry, origin: Origin) -> Post:
    """The post an entry is. :raises Unusable: there is nothing in it."""
    author, author_odd = _author(origin)
    odd = _Odd(author_odd)
    start = origin.base or origin.address
    base = markup.resolve(start, entry.base) if entry.base else start
    body = _rendered(entry.body, base, entry.keep_lines)
    text = odd.clean(body.text)
    title = odd.line(markup.text_of(entry.title))
    url = odd.line(address(entry, base))
    media = tuple(odd.media(medium) for medium in _media(entry, body, base))
    links = tuple(odd.link(link) for link in body.links if link.url != url)
    if not (text or title or media or links or url):
        raise Unusable("empty", "no text, no title, no address, no media")
    odd.codes.update(dict.fromkeys(dates.oddities(entry.published, entry.dated, origin.now)))
    later = entry.updated if entry.published and entry.updated else None
    return Post(
        aliases=_aliases(entry, origin, url, odd, (title, text)),
        author=author,
        edited=later if later and entry.published and later > entry.published else None,
        form=entry.form,
        html=odd.clean(entry.body.value) if markup.is_html(entry.body) else "",
        language=language(entry.language or origin.language),
        links=links,
        media=media,
        network=NETWORK,
        parser=PARSER,
        published=entry.published,
        reply_to=_reply_to(entry, origin, base, odd),
        sensitive=entry.sensitive,
        tags=tuple(dict.fromkeys(tag for tag in map(odd.line, entry.tags) if tag)),
        text=text,
        title=title,
        url=url,
        odd=tuple(odd.codes),
    )


def address(entry: Entry, base: str) -> str:
    """Where the entry can be read, or ``""``."""
    if entry.link.strip():
        return markup.resolve(base, entry.link)
    return markup.resolve("", entry.guid) if entry.permalink else ""


def language(told: str) -> str:
    """A BCP 47 tag as told, or ``""`` when it is none ("norwegian", "utf-8")."""
    tag = told.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag) else ""


def name_of(origin: Origin, guid: str) -> str:
    """The alias an entry has by its feed and the id the feed gives it."""
    return f"feed:{origin.address}#{guid}"


class _Odd:
    """Cleans texts, and remembers what was odd about them."""

    def __init__(self, codes: tuple[str, ...] = ()) -> None:
        self.codes = dict.fromkeys(codes)

    def clean(self, text: str) -> str:
        cleaned, codes = clean(text)
        if codes:
            self.codes.update(dict.fromkeys(codes))
        return cleaned

    def line(self, text: str) -> str:
        return " ".join(self.clean(text).split())

    def link(self, link: Link) -> Link:
        return Link(title=self.line(link.title), url=self.line(link.url))

    def media(self, medium: Media) -> Media:
        alt = None if medium.alt is None else self.clean(medium.alt).strip()
        return msgspec.structs.replace(
            medium, alt=alt, mime=self.line(medium.mime), url=self.line(medium.url)
        )


@lru_cache(maxsize=64)
def _author(origin: Origin) -> tuple[Author, tuple[str, ...]]:
    """The feed as author, cleaned once for all its entries, and what was odd about it."""
    odd = _Odd()
    author = origin.author
    cleaned = msgspec.structs.replace(
        author, avatar=odd.line(author.avatar), name=odd.line(author.name), url=odd.line(author.url)
    )
    return cleaned, tuple(odd.codes)


def _rendered(written: Markup, base: str, keep_lines: bool) -> markup.Rendered:
    if not markup.is_html(written):
        return markup.plain(written.value)
    return markup.render(written.value, base, keep_lines=keep_lines)


def _media(entry: Entry, body: markup.Rendered, base: str) -> Iterable[Media]:
    """Media told beside the text first; then those in it; each address once, with the alt text known."""
    found: dict[str, Media] = {}
    for medium in (*entry.media, *body.media):
        where = markup.resolve(base, medium.url)
        known = found.get(where)
        if known is None and where:
            found[where] = msgspec.structs.replace(medium, url=where)
        elif known is not None and known.alt is None and medium.alt is not None:
            found[where] = msgspec.structs.replace(known, alt=medium.alt)
    return found.values()


def _aliases(
    entry: Entry, origin: Origin, url: str, odd: _Odd, content: tuple[str, str]
) -> tuple[str, ...]:
    guid = odd.line(entry.guid) or url or _digest(*content, str(entry.published))
    names = [f"yt:{entry.video}"] if entry.video else []
    names.append(odd.line(name_of(origin, guid)))
    if url and is_permalink(url, origin):
        names.append(url)
    return tuple(dict.fromkeys(names))


def is_permalink(url: str, origin: Origin) -> bool:
    """Whether an address can stand for one entry: not the site's front page, nor the feed itself."""
    parts = urlsplit(url)
    front = not parts.path.strip("/") and not parts.query
    return not front and url not in (origin.site, origin.address)


def _digest(*content: str) -> str:
    return "sha256:" + hashlib.sha256("\0".join(content).encode()).hexdigest()[:32]


def _reply_to(entry: Entry, origin: Origin, base: str, odd: _Odd) -> str:
    told = entry.reply_address.strip() or entry.reply_to.strip()
    if not told:
        return ""
    where = markup.resolve(base if entry.reply_address.strip() else "", told)
    return odd.line(where or name_of(origin, entry.reply_to))
