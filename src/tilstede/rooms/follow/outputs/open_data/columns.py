"""The columns of the tables, and a row of them. docs/outputs.md says the same; a test holds the two together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from tilstede.core.post import Post
from tilstede.formats.tables.column import Column, Row
from tilstede.rooms.follow.queries import Card

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

#: Raised when a column is added or says something else, so that every month is made again.
VERSION: Final = 1

ABOUT: Final[tuple[tuple[Column, StrPromise], ...]] = (
    (Column("id", "integer"), _("The post's number here, for ever. Its page is /post/ and this.")),
    (Column("published", "moment"), _("When it was written, UTC.")),
    (Column("network", "text"), _("Where it was written.")),
    (Column("account", "integer"), _("The author's number here. Its page is /account/ and this.")),
    (Column("account_id", "text"), _("The network's own lasting id of the author.")),
    (Column("name", "text"), _("What the author was called when it was written.")),
    (Column("handle", "text"), _("The author's handle when it was written.")),
    (Column("bodies", "list"), _("Keys of the bodies it was written for, by the directory.")),
    (Column("roles", "list"), _("Keys of the roles it was written in, by the directory.")),
    (Column("people", "list"), _("Keys of the people who held them that day.")),
    (Column("language", "text"), _("The language of the words.")),
    (Column("language_sure", "truth"), _("Whether there is no doubt of the language.")),
    (
        Column("state", "text"),
        _("stands; withdrawn by its author; or destroyed by law. Only what stands has its words."),
    ),
    (Column("withdrawn", "moment"), _("When it was withdrawn, UTC.")),
    (Column("edited", "moment"), _("When its author last changed it, UTC, if the source says so.")),
    (Column("versions", "integer"), _("How many wordings of it are kept here.")),
    (Column("title", "text"), _("Its title.")),
    (Column("warning", "text"), _("Its content warning.")),
    (Column("text", "text"), _("Its words as they stand now.")),
    (Column("url", "text"), _("Where it was first published.")),
    (Column("links", "list"), _("Addresses in it.")),
    (Column("tags", "list"), _("Topic tags in it.")),
    (Column("media", "list"), _("What lies on it: image, video, audio, file.")),
    (
        Column("alt", "list"),
        _("Alternative texts of what lies on it, in the same order; empty where there is none."),
    ),
    (Column("poll", "list"), _("The choices, where it is a poll.")),
    (Column("reply_to", "text"), _("The name or address of the post it answers.")),
    (Column("repost_of", "text"), _("The name or address of the post it passes on.")),
    (Column("quote_of", "text"), _("The name or address of the post it quotes.")),
)
COLUMNS: Final = tuple(column for column, _about in ABOUT)


def rows(cards: Sequence[Card]) -> Iterator[Row]:
    """A row for each post."""
    for card in cards:
        yield {**_known(card), **_said(card.post)}


def _known(card: Card) -> Row:
    row, author = card.row, card.shown.author
    return {
        "id": card.number,
        "published": row.at,
        "network": row.network,
        "account": row.author_id,
        "account_id": author.native_id,
        "name": card.name,
        "handle": (card.post.author.handle if card.post else "") or author.handle,
        "bodies": _keys(one.body for one in card.speakers),
        "roles": _keys(one.role for one in card.speakers),
        "people": _keys(one.person for one in card.speakers),
        "language": row.language,
        "language_sure": row.language_sure,
        "state": _state(card),
        "withdrawn": row.withdrawn,
        "versions": row.versions,
    }


def _keys(entries: Iterator[object]) -> list[str]:
    return list(dict.fromkeys(str(getattr(one, "key", "")) for one in entries if one))


def _state(card: Card) -> str:
    if card.shown.withdrawn:
        return "withdrawn"
    return "stands" if card.post else "destroyed"


def _said(post: Post | None) -> Row:
    """What its words tell; nothing where they may not be shown."""
    if post is None:
        return {"edited": None, **_NO_WORDS}
    return {
        "edited": post.edited,
        "title": post.title,
        "warning": post.warning,
        "text": post.text,
        "url": post.url,
        "links": [link.url for link in post.links],
        "tags": list(post.tags),
        "media": [medium.kind for medium in post.media],
        "alt": [medium.alt or "" for medium in post.media],
        "poll": list(post.poll.options) if post.poll else [],
        "reply_to": post.reply_to,
        "repost_of": post.repost_of,
        "quote_of": post.quote_of,
    }


_NO_WORDS: Final[Row] = {
    column.name: [] if column.kind == "list" else "" for column in COLUMNS[-12:]
}
