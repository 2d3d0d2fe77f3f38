"""A medium or a comment of Instagram's API (v26.0), made into the common post."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tilstede.core.post import Author, Link, Media, Post
from tilstede.networks.instagram.archive import PARSER
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, moment_of
from tilstede.networks.kit.meta.names import by_content
from tilstede.networks.kit.meta.words import links_in, mentions_in, tags_in


def is_answer(value: Any) -> bool:
    """Whether it came by the API: there everything has an id."""
    item = Fields(value)
    return "id" in item or "id" in item.object("comment")


def api_post(raw: bytes) -> Post:
    """``raw``: a medium as it came, or ``{"comment": …, "under": <id of the medium>}``. :raises Refusal: it is none."""
    item = Fields(load(raw))
    inner = item.object("comment")
    return _comment(inner, item.line("under")) if inner else _medium_post(item)


def when_made(raw: bytes) -> datetime | None:
    """When an element of a list was made."""
    try:
        return _moment(Fields(load(raw)))
    except Refusal:
        return None


def _moment(item: Fields) -> datetime | None:
    return moment_of(item.line("timestamp")) if item.line("timestamp") else None


def _medium_post(item: Fields) -> Post:
    text = item.text("caption")
    parts = item.object("children").objects("data") or [item]
    media = tuple(one for part in parts if (one := _medium(part)))
    if not (text or media):
        raise Refusal("empty", "no words and no picture")
    return _post(item, text, media, item.object("owner").line("id"), "", "")


def _comment(item: Fields, under: str) -> Post:
    text = item.text("text")
    if not text:
        raise Refusal("empty", "no words")
    answered = item.line("parent_id") or under
    return _post(item, text, (), item.object("from").line("id"), answered, under)


def _post(
    item: Fields, text: str, media: tuple[Media, ...], author_id: str, answered: str, under: str
) -> Post:
    found_id, when = item.line("id"), _moment(item)
    if not found_id:
        raise Refusal("no-id", "no id")
    handle = item.line("username") or item.object("from").line("username")
    content = by_content("ig", when, handle, text) if handle and text else ""
    names = (f"ig:{found_id}", item.line("permalink"), content)
    unnamed = () if author_id or handle else ("author-missing",)
    address = f"https://www.instagram.com/{handle}/" if handle else ""
    return Post(
        aliases=tuple(dict.fromkeys(filter(None, names))),
        author=Author(
            id=author_id or address or f"ig:author-of:{found_id}", handle=handle, url=address
        ),
        form="api",
        links=tuple([Link(url=url) for url in links_in(text)]),
        media=media,
        mentions=mentions_in(text),
        network="instagram",
        parser=PARSER,
        published=when,
        reply_to=f"ig:{answered}" if answered else "",
        tags=tags_in(text),
        text=text,
        thread=f"ig:{under}" if under else "",
        url=item.line("permalink"),
        odd=tuple(dict.fromkeys((*item.odd, *unnamed))),  # the last to be asked
    )


def _medium(part: Fields) -> Media | None:
    """Stories and films with protected music have no address."""
    film = part.line("media_type") == "VIDEO"
    url = part.line("media_url") or part.line("thumbnail_url")
    alt = part.text("alt_text") if "alt_text" in part else None
    return Media(alt=alt, kind="video" if film else "image", url=url) if url else None
