"""A post or comment of the Graph API (v26.0), made into the common post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from tilstede.core.post import Author, Link, Media, Post, Visibility
from tilstede.networks.facebook.archive import PARSER
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, moment_of
from tilstede.networks.kit.meta.names import by_content
from tilstede.networks.kit.meta.words import links_in, tags_in

_OPEN: Final = frozenset({"", "EVERYONE"})


def is_answer(value: Any) -> bool:
    """Whether it came by the API: there everything has an id."""
    item = Fields(value)
    return any("id" in one for one in (item, item.object("comment"), item.object("post")))


def api_post(raw: bytes) -> Post:
    """``raw``: a post as it came, ``{"post": …, "alts": …}`` (see `alts`), or ``{"comment": …, "under": <id of the
    post>}``. :raises Refusal: it is none."""
    item = Fields(load(raw))
    if inner := item.object("comment"):
        return _comment(inner, item.line("under"))
    return _post(item.object("post") or item, item.object("alts"))


def when_made(raw: bytes) -> datetime | None:
    """When an element of a list was made."""
    try:
        return _moment(Fields(load(raw)))
    except Refusal:
        return None


def _moment(item: Fields) -> datetime | None:
    return moment_of(item.line("created_time")) if item.line("created_time") else None


def _post(item: Fields, alts: Fields) -> Post:
    text = item.text("message")
    author = _author(item, item.line("id").partition("_")[0])
    attached = list(_parts(item))
    media = tuple(one for part in attached if (one := _medium(part, alts)))
    links = [link for part in attached if (link := _link(part))]
    shared = _alias(item.line("parent_id"))
    if not (text or media or links or shared):
        raise Refusal("empty", "no words, no pictures, no link")
    links += [Link(url=url) for url in links_in(text) if url not in {one.url for one in links}]
    return Post(
        aliases=_aliases(item, author, text),
        author=author,
        form="api",
        links=tuple(links),
        media=media,
        mentions=_mentions(item),
        network="facebook",
        parser=PARSER,
        published=_moment(item),
        quote_of=shared if text else "",
        repost_of="" if text else shared,
        tags=tags_in(text),
        text=text,
        url=item.line("permalink_url"),
        visibility=_visibility(item),
        odd=tuple(item.odd),  # the last to be asked: by now everything was read
    )


def _comment(item: Fields, under: str) -> Post:
    text = item.text("message")
    author = _author(item, "")
    attached = item.object("attachment")
    media = tuple(filter(None, [_medium(attached, Fields(None))]))
    if not (text or media):
        raise Refusal("empty", "no words and no picture")
    answered = item.object("parent").line("id") or under
    unnamed = () if "from" in item else ("author-missing",)
    return Post(
        aliases=_aliases(item, author, text),
        author=author,
        form="api",
        links=tuple([Link(url=url) for url in links_in(text)]),
        media=media,
        mentions=_mentions(item),
        network="facebook",
        parser=PARSER,
        published=_moment(item),
        reply_to=_alias(answered),
        tags=tags_in(text),
        text=text,
        thread=_alias(under),
        url=item.line("permalink_url"),
        visibility="followers" if item.flag("is_private") else "public",
        odd=tuple(dict.fromkeys((*item.odd, *unnamed))),  # the last to be asked
    )


def _author(item: Fields, page: str) -> Author:
    """Who wrote it. Facebook names people to those only who may read what users write on a Page; a comment by somebody
    unnamed is by nobody else than that comment's author."""
    told = item.object("from")
    found_id = told.line("id") or page or f"fb:author-of:{item.line('id')}"
    handle = told.line("username")
    known = told.line("id") or page
    return Author(
        id=found_id,
        handle=handle,
        name=told.line("name"),
        url=f"https://www.facebook.com/{handle or known}" if known else "",
    )


def _aliases(item: Fields, author: Author, text: str) -> tuple[str, ...]:
    """Its id, the part of it that is its own, its address, and what a takeout would know it by."""
    found_id = item.line("id")
    if not found_id:
        raise Refusal("no-id", "no id")
    own = found_id.rpartition("_")[2]
    content = by_content("fb", _moment(item), author.name, text) if author.name and text else ""
    names = (_alias(found_id), _alias(own), item.line("permalink_url"), content)
    return tuple(dict.fromkeys(filter(None, names)))


def _alias(found_id: str) -> str:
    return f"fb:{found_id}" if found_id else ""


def _visibility(item: Fields) -> Visibility:
    closed = item.object("privacy").line("value") not in _OPEN
    unpublished = "is_published" in item and not item.flag("is_published")
    return "followers" if closed or unpublished else "public"


def _mentions(item: Fields) -> tuple[str, ...]:
    """Names as they stand in the words; hashtags are told among them."""
    names = [one.line("name") for one in item.objects("message_tags")]
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith("#")))


def _parts(item: Fields) -> Iterator[Fields]:
    """What hangs on it; of an album each picture."""
    for one in item.object("attachments").objects("data"):
        inner = one.object("subattachments").objects("data")
        yield from inner or [one]


def _medium(part: Fields, alts: Fields) -> Media | None:
    image = part.object("media").object("image")
    kind = part.line("media_type", "type")
    if not image or kind in ("link", "share"):
        return None
    film = part.object("media").line("source")
    return Media(
        alt=alts.text(part.object("target").line("id")) or None,
        height=image.number("height"),
        kind="video" if "video" in kind else "image",
        url=film or image.line("src"),
        width=image.number("width"),
    )


def _link(part: Fields) -> Link | None:
    url = part.line("unshimmed_url", "url")
    kind = part.line("media_type", "type")
    if kind not in ("link", "share") or not url:
        return None
    return Link(url=url, title=part.line("title"))
