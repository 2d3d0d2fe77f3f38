"""A post of a page, or a comment, as the API gives it, made into the common post.

A page is told by its number alone: its name and address are those of the login it was read with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote

from tilstede.core.post import Author, Link, Media, MediaKind, Poll, Post
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.linkedin.little import TAG, unescape
from tilstede.networks.linkedin.parse import NETWORK, PARSER

JSON: Final = "application/json"
#: What a post can be called; a page shows it as an activity, of which the API tells nothing.
POST_NAME: Final = re.compile(r"urn:li:(?:share|ugcPost|activity|groupPost):\d+")
ORGANIZATION: Final = "urn:li:organization:"
_SITE: Final = "https://www.linkedin.com"
_DIGITS: Final = 20  #: more than any time has
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]}'»]", re.IGNORECASE)
_KINDS: Final[dict[str, MediaKind]] = {"image": "image", "video": "video"}
_DAYS: Final = {"ONE_DAY": 1, "THREE_DAYS": 3, "SEVEN_DAYS": 7, "FOURTEEN_DAYS": 14}


def api_post(raw: bytes, known: Author | None = None) -> Post:
    """``raw``: a post as it came, or ``{"comment": …, "under": <the post's name>}``. ``known``: the page that was read
    with. :raises Refusal: it is none."""
    item = Fields(load(raw))
    if inner := item.object("comment"):
        return _comment(inner, item.line("under"), known)
    return _post(item, known)


def comment_raw(element: bytes, under: str) -> bytes:
    """A comment as it is kept: with the name of the post it stands under, where it tells of another."""
    return b'{"comment":' + element + b',"under":"' + under.encode() + b'"}'


def author_of(urn: str, handle: str = "", name: str = "") -> Author:
    """``urn``: the permanent name of a page or a person. ``handle``: ``company/fjordvik``."""
    number = urn.removeprefix(ORGANIZATION)
    path = handle or (f"company/{number}" if number != urn else "")
    return Author(id=urn, handle=handle, name=name, url=f"{_SITE}/{path}" if path else "")


def address_of(urn: str) -> str:
    """Where a post is seen."""
    return f"{_SITE}/feed/update/{urn}/"


def comment_names(told: str, under: str, number: str) -> tuple[str, ...]:
    """By which a comment is known. ``told``: as LinkedIn calls it, which may be by the activity that shows the post."""
    names = (told, f"urn:li:comment:({under},{number})", f"{NETWORK}:comment:{number}")
    return tuple(dict.fromkeys(filter(None, names)))


def changed(raw: bytes) -> int:
    """When a post was last changed, in milliseconds since 1970; 0 where it is not told."""
    try:
        item = Fields(load(raw))
    except Refusal:
        return 0
    return _milliseconds(item.line("lastModifiedAt", "publishedAt", "createdAt"))


def _post(item: Fields, known: Author | None) -> Post:
    urn, text = item.line("id"), unescape(item.text("commentary"))
    if not POST_NAME.fullmatch(urn):
        raise Refusal("no-id", "no id of a post")
    if item.line("lifecycleState") not in ("", "PUBLISHED"):
        raise Refusal("private", "a draft, or one that is still being published")
    content, shared = item.object("content"), item.object("reshareContext").line("parent")
    media = tuple(_media(content))
    links = [*_card(content), *_links(text)]
    published = _moment(item.line("publishedAt", "createdAt"))
    poll = _poll(content.object("poll"), published)
    question = content.object("poll").text("question") if poll else ""
    whole = "\n\n".join(filter(None, (text, question)))
    if not (whole or media or links or shared):
        raise Refusal("empty", "no words, no pictures, no link")
    is_edited = item.object("lifecycleStateInfo").flag("isEditedByAuthor")
    return Post(
        aliases=(urn, address_of(urn)),
        author=_author(item.line("author"), known),
        edited=_moment(item.line("lastModifiedAt")) if is_edited else None,
        form="api",
        links=tuple({one.url: one for one in reversed(links)}.values())[::-1],
        media=media,
        network=NETWORK,
        parser=PARSER,
        poll=poll,
        published=published,
        quote_of=shared if whole else "",
        repost_of="" if whole else shared,
        tags=tuple(dict.fromkeys(TAG.findall(whole))),
        text=whole,
        title="" if media and media[0].kind == "image" else content.object("media").line("title"),
        url=address_of(urn),
        visibility="public" if item.line("visibility") in ("", "PUBLIC") else "followers",
        odd=_odd(item, published),  # the last to be asked: by now everything was read
    )


def _comment(item: Fields, under: str, known: Author | None) -> Post:
    number, text = item.line("id"), item.object("message").text("text")
    if not number.isdecimal() or not POST_NAME.fullmatch(under):
        raise Refusal("no-id", "no id of a comment, or of what it stands under")
    media = tuple(
        Media(kind="image", url=url) for one in item.objects("content") if (url := one.line("url"))
    )
    if not (text or media):
        raise Refusal("empty", "no words and no picture")
    names = comment_names(item.line("commentUrn", "$URN"), under, number)
    written = _moment(item.object("created").line("time"))
    last = _moment(item.object("lastModified").line("time"))
    return Post(
        aliases=names,
        author=_author(item.line("actor"), known),
        edited=last if last and written and last > written else None,
        form="api",
        links=tuple(_links(text)),
        media=media,
        network=NETWORK,
        parser=PARSER,
        published=written,
        reply_to=item.line("parentComment") or under,
        tags=tuple(dict.fromkeys(TAG.findall(text))),
        text=text,
        thread=under,
        url=f"{address_of(under)}?commentUrn={quote(names[0], safe='')}",
        odd=_odd(item, written),  # the last to be asked
    )


def _author(urn: str, known: Author | None) -> Author:
    if known is not None and urn == known.id:
        return known
    if not urn:
        raise Refusal("no-author", "who wrote it is not told")
    return author_of(urn)


def _media(content: Fields) -> Iterator[Media]:
    """Without addresses: those that the API gives out hold for a short while."""
    for one in (content.object("media"), *content.object("multiImage").objects("images")):
        if urn := one.line("id"):
            kind = _KINDS.get(urn.removeprefix("urn:li:").partition(":")[0], "file")
            yield Media(alt=one.text("altText") or None, kind=kind)


def _card(content: Fields) -> Iterator[Link]:
    article = content.object("article")
    if url := article.line("source"):
        yield Link(url=url, title=article.line("title"))


def _links(text: str) -> Iterator[Link]:
    yield from (Link(url=url) for url in dict.fromkeys(_ADDRESS.findall(text)))


def _poll(item: Fields, published: datetime | None) -> Poll | None:
    options = tuple(one.text("text") for one in item.objects("options"))
    if not options:
        return None
    settings = item.object("settings")
    days = _DAYS.get(settings.line("duration"), 0)
    return Poll(
        closes=_later(published, days) if days else None,
        multiple=settings.line("voteSelectionType") == "MULTIPLE_VOTE",
        options=options,
    )


def _later(moment: datetime | None, days: int) -> datetime | None:
    try:
        return moment + timedelta(days=days) if moment else None
    except OverflowError:
        return None


def _moment(told: str) -> datetime | None:
    try:
        told_at = _milliseconds(told)
        return _EPOCH + timedelta(milliseconds=told_at) if told_at else None
    except OverflowError:
        return None


def _milliseconds(told: str) -> int:
    """Since 1970; 0 for what is no time."""
    return int(told) if told.isdecimal() and len(told) < _DIGITS else 0


def _odd(item: Fields, published: datetime | None) -> tuple[str, ...]:
    return tuple(item.odd) if published else tuple(dict.fromkeys((*item.odd, "date-missing")))
