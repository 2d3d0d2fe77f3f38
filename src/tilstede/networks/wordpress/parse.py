"""From what a site tells to the common post. Source: developer.wordpress.org/rest-api/reference (23 November 2026)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

import msgspec

from tilstede.core.post import Author, Link, Media, MediaKind, Post
from tilstede.networks.kit import markup
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, mended
from tilstede.networks.kit.markup import Markup
from tilstede.networks.wordpress import names

NETWORK: Final = "wordpress"
PARSER: Final = "wordpress/1"
JSON: Final = "application/json"

_TAG: Final = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*")
#: The whole text in one element that tells its language, as `compose` writes it.
_SPOKEN: Final = re.compile(r'\s*<div lang="([A-Za-z-]{2,20})">(?:(?!<div).)*</div>\s*', re.DOTALL)
#: WordPress makes smaller pictures and names them so.
_SIZE: Final = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{3,4}$)|-scaled(?=\.\w{3,4}$)")
_OPEN: Final = "publish"
_APPROVED: Final = frozenset({"approved", "approve", "1", ""})
_KINDS: Final[dict[str, MediaKind]] = {"image": "image", "video": "video", "audio": "audio"}


def parse(raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
    """``context``: see `network.WordPress.parse`. :raises Refusal:"""
    home = context.get("home", "")
    author = Author(
        avatar=context.get("avatar", ""),
        handle=names.handle_of(home),
        id=names.site_of(home),
        name=context.get("name", ""),
        url=home,
    )
    return read(raw, home, author, context.get("language", ""))


def again(raw: bytes, post: Post) -> Post:
    """The site stands in the post. :raises Refusal:"""
    name = names.first(post.aliases)
    home = name.home if name else post.author.url
    return read(raw, home, post.author, post.language)


def read(raw: bytes, home: str, author: Author, language: str) -> Post:
    """A post or page of the site, or a comment. ``language``: the site's. :raises Refusal:"""
    item = Fields(load(raw))
    if not home.startswith(("https://", "http://")):
        raise Refusal("no-author", "which site it is of is not told")
    if "post" in item and "content" in item:
        return _comment(item, home)
    if "slug" in item and "content" in item:
        return _post(item, home, author, language)
    raise Refusal("not-a-post", "neither a post nor a comment of WordPress")


def plain(html: str) -> str:
    """A title as a reader sees it."""
    return markup.text_of(Markup(html, html=True))


def _post(item: Fields, home: str, author: Author, language: str) -> Post:
    number = item.number("id")
    if not number:
        raise Refusal("no-id", "a post without its number")
    _demand_public(item)
    html = item.object("content").text("rendered")
    shown = markup.render(html, item.line("link") or home)
    link = markup.resolve("", item.line("link"))
    guid = item.object("guid").line("rendered")
    title = _line(plain(item.object("title").text("rendered")), item.odd)
    media = tuple(_media(item, shown.media))
    if not (title or shown.text or media or shown.links):
        raise Refusal("empty", "no title, no text, no media")
    published, edited = _times(item)
    home_name = names.post(home, number)
    return Post(
        aliases=names.unique(home_name, link, markup.resolve("", guid), names.in_feed(home, guid)),
        author=author,
        edited=edited,
        form="api",
        html=html,
        language=_language(item, html) or language_of(language),
        links=tuple(_link(one, item.odd) for one in shown.links if one.url != link),
        media=media,
        network=NETWORK,
        odd=tuple(item.odd),
        parser=PARSER,
        published=published,
        tags=tuple(_terms(item)),
        text=mended(shown.text, item.odd),
        title=title,
        url=link or home_name,
    )


def _demand_public(item: Fields) -> None:
    """:raises Refusal: it is not for all."""
    status = item.line("status")
    if status not in (_OPEN, ""):
        raise Refusal("private", f"its state is '{status}'")
    if item.object("content").flag("protected") or item.line("password"):
        raise Refusal("private", "protected by a password")


def _times(item: Fields) -> tuple[datetime | None, datetime | None]:
    """When it was published, and changed after that; a post lies as a draft for long, which is no edit."""
    published, changed = item.time("date_gmt"), item.time("modified_gmt")
    if published is None:
        item.odd["date-missing"] = None
    later = published and changed and changed > published
    return published, changed if later else None


def language_of(told: str) -> str:
    """The language of a locale (``nn-NO``, ``nb_NO``), whose country says where a site is and not how it writes."""
    found = _TAG.fullmatch(told.strip())
    return found[1].lower() if found else ""


def _language(item: Fields, html: str) -> str:
    """As plug-ins for several languages tell it (``lang``), or as the text itself does."""
    found = _SPOKEN.fullmatch(html)
    return language_of(item.line("lang")) or (language_of(found[1]) if found else "")


def _link(link: Link, odd: dict[str, None]) -> Link:
    return Link(title=" ".join(mended(link.title, odd).split()), url=_line(link.url, odd))


def _line(text: str, odd: dict[str, None]) -> str:
    return " ".join(mended(text, odd).split())


def _media(item: Fields, shown: tuple[Media, ...]) -> Iterator[Media]:
    """The featured picture first, then those in the text; a smaller one of the same picture is the same."""
    featured = list(_featured(item))
    yield from featured
    known = {_SIZE.sub("", one.url) for one in featured}
    for one in shown:
        if _SIZE.sub("", one.url) not in known:
            known.add(_SIZE.sub("", one.url))
            alt = None if one.alt is None else mended(one.alt, item.odd).strip()
            yield msgspec.structs.replace(one, alt=alt, url=_line(one.url, item.odd))


def _featured(item: Fields) -> Iterator[Media]:
    for told in item.object("_embedded").objects("wp:featuredmedia")[:1]:
        address = markup.resolve("", told.line("source_url"))
        mime = told.line("mime_type")
        if address:
            size = told.object("media_details")
            yield Media(
                alt=told.text("alt_text").strip() or None,
                height=size.number("height"),
                kind=_KINDS.get(mime.partition("/")[0], "file"),
                mime=mime,
                url=address,
                width=size.number("width"),
            )


def _terms(item: Fields) -> Iterator[str]:
    """Categories and tags by name, each once."""
    seen = set()
    for group in item.object("_embedded").lists("wp:term"):
        for term in group:
            name = _line(plain(term.text("name")), item.odd)
            if name and name not in seen:
                seen.add(name)
                yield name


def _comment(item: Fields, home: str) -> Post:
    number, under = item.number("id"), item.number("post")
    if not number or not under:
        raise Refusal("no-id", "a comment without its number or its post's")
    status = item.line("status")
    if status in ("spam", "trash"):
        raise Refusal("private", f"its state is '{status}'")
    html = item.object("content").text("rendered")
    shown = markup.render(html, home)
    if not (shown.text.strip() or shown.media):
        raise Refusal("empty", "a comment without words")
    published = item.time("date_gmt")
    if published is None:
        item.odd["date-missing"] = None
    parent = item.number("parent")
    link = markup.resolve("", item.line("link"))
    own = names.comment(home, number, under)
    return Post(
        aliases=names.unique(own, link),
        author=_speaker(item, home, number),
        form="api",
        html=html,
        links=tuple(_link(one, item.odd) for one in shown.links),
        media=shown.media,
        network=NETWORK,
        odd=tuple(item.odd),
        parser=PARSER,
        published=published,
        reply_to=names.comment(home, parent, under) if parent else names.post(home, under),
        text=mended(shown.text, item.odd),
        thread=names.post(home, under),
        url=link or own,
        visibility="public" if status in _APPROVED else "followers",
    )


def _speaker(item: Fields, home: str, number: int) -> Author:
    """A user of the site; or a guest, whom nobody knows again: two of one name may be two."""
    user = item.number("author")
    mark = f"author={user}" if user else f"comment={number}"
    return Author(
        id=f"{names.site_of(home)}?{mark}",
        name=_line(plain(item.text("author_name")), item.odd),
        url=markup.resolve("", item.line("author_url")),
    )
