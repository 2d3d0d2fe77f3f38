"""A post or answer of the Threads API, made into the common post."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tilstede.core.post import Author, Link, Media, Poll, Post
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, moment_of
from tilstede.networks.kit.meta.names import by_content
from tilstede.networks.kit.meta.words import links_in, mentions_in, tags_in
from tilstede.networks.threads.archive import PARSER


def is_answer(value: Any) -> bool:
    """Whether it came by the API: there everything has an id."""
    return "id" in Fields(value)


def api_post(raw: bytes) -> Post:
    """:raises Refusal: it is no post, or nothing is in it."""
    item = Fields(load(raw))
    found_id, text = item.line("id"), item.text("text")
    if not found_id:
        raise Refusal("no-id", "no id")
    parts = item.object("children").objects("data") or [item]
    media = tuple(one for part in parts if (one := _medium(part)))
    passed_on = item.object("reposted_post").line("id")
    quoted = item.object("quoted_post").line("id")
    poll = _poll(item.object("poll_attachment"))
    if not (text or media or passed_on or quoted or poll):
        raise Refusal("empty", "no words and no picture")
    author = _author(item)
    when = when_of(item)
    content = by_content("threads", when, author.handle, text) if author.handle and text else ""
    root = item.object("root_post").line("id")
    names = (f"threads:{found_id}", item.line("permalink"), content)
    return Post(
        aliases=tuple(dict.fromkeys(filter(None, names))),
        author=author,
        form="api",
        links=_links(item, text),
        media=media,
        mentions=mentions_in(text),
        network="threads",
        parser=PARSER,
        poll=poll,
        published=when,
        quote_of=_alias(quoted),
        reply_to=_alias(item.object("replied_to").line("id")),
        repost_of=_alias(passed_on),
        tags=tuple(dict.fromkeys(filter(None, (*tags_in(text), item.line("topic_tag"))))),
        text=text,
        thread=_alias(root) if root != found_id else "",
        url=item.line("permalink"),
        odd=tuple(item.odd),  # the last to be asked: by now everything was read
    )


def when_of(item: Fields) -> datetime | None:
    return moment_of(item.line("timestamp")) if item.line("timestamp") else None


def when_made(raw: bytes) -> datetime | None:
    """When an element of a list was made."""
    try:
        return when_of(Fields(load(raw)))
    except Refusal:
        return None


def _author(item: Fields) -> Author:
    """Others are told by name alone: the number is the connected account's own."""
    handle = item.line("username")
    url = f"https://www.threads.com/@{handle}" if handle else ""
    found_id = item.object("owner").line("id") or url
    if not found_id:
        raise Refusal("no-author", "who wrote it is not told")
    return Author(id=found_id, handle=handle, url=url)


def _alias(found_id: str) -> str:
    return f"threads:{found_id}" if found_id else ""


def _links(item: Fields, text: str) -> tuple[Link, ...]:
    shown = item.line("link_attachment_url")
    return tuple(Link(url=url) for url in dict.fromkeys(filter(None, (shown, *links_in(text)))))


def _medium(part: Fields) -> Media | None:
    url = part.line("media_url")
    if not url:
        return None
    kind = part.line("media_type")
    alt = part.text("alt_text") if "alt_text" in part else None
    return Media(
        alt=alt,
        kind="video" if kind == "VIDEO" else "audio" if kind == "AUDIO" else "image",
        url=url,
    )


def _poll(told: Fields) -> Poll | None:
    names = ("option_a", "option_b", "option_c", "option_d")
    options = tuple(text for name in names if (text := told.line(name)))
    closes = told.line("expiration_timestamp")
    return Poll(options=options, closes=moment_of(closes) if closes else None) if options else None
