"""What an outbox holds: the activities of its account, each read as the post it made, took away, or neither.

Mastodon's own are read straight into the shapes of `objects`. ActivityStreams lets the same be said in many ways
(one or a list, whole or by address, in several languages); what is said in another way is put into those shapes here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from tilstede.core.post import Post
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.objects import (
    POSTS,
    Activity,
    Document,
    Object,
    Option,
    Tag,
    boost_of,
    is_vote,
    own_names,
    post_of,
)
from tilstede.networks.mastodon.reading import Fields, Refusal, line, listed
from tilstede.networks.mastodon.shapes import Reader

#: Activities that change or carry a post.
CARRIERS: Final = frozenset({"Create", "Update"})
#: What an outbox may also hold, and is none of a post's business.
OTHERS: Final = frozenset(
    {
        *(
            "Accept",
            "Add",
            "Answer",
            "Arrive",
            "Block",
            "ChatMessage",
            "Dislike",
            "EmojiReact",
            "Flag",
        ),
        *("Follow", "Ignore", "Invite", "Join", "Leave", "Like", "Listen", "Move", "Offer", "Read"),
        *(
            "QuoteRequest",
            "Reject",
            "Remove",
            "TentativeAccept",
            "TentativeReject",
            "Travel",
            "View",
        ),
    }
)
_KNOWN: Final = POSTS | CARRIERS | OTHERS | {"Announce", "Delete", "Tombstone", "Undo"}
_QUOTES: Final = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")
_READER: Final = Reader(Activity)


class Removed(NamedTuple):
    """A post that its author took away; ``when``: if it is told."""

    aliases: tuple[str, ...]
    when: datetime | None


class Ignored(NamedTuple):
    """An activity that is no post and touches none: a like, a follow, a vote."""

    kind: str


def read_own(raw: bytes, context: Mapping[str, str]) -> Post | Ignored | None:
    """What one of Mastodon's own activities says, as `read` does; None when that is for `read` to say.

    :raises Refusal: says what is missing.
    """
    activity = _READER.strict(raw)
    if activity is None:
        return None
    inner = activity.object
    if activity.type == "Announce" and isinstance(inner, str):
        return boost_of(activity, context, {})
    if activity.type in CARRIERS and isinstance(inner, Object) and inner.type in POSTS:
        return Ignored("vote") if is_vote(inner) else post_of(inner, activity, context, {})
    return None


def read(value: Mapping[str, Any], context: Mapping[str, str]) -> Post | Removed | Ignored:
    """What the object says. ``context``: of the account whose outbox it lies in, ``actor`` (its id), ``handle``,
    ``name``, ``url``, ``avatar``; all may be absent.

    :raises Refusal: says what is missing, or that it is of no known kind.
    """
    item = Fields(value)
    kind = kind_in(item)
    if kind in CARRIERS:
        return _carried(item, context)
    if kind == "Announce":
        return boost_of(_activity(item), context, item.odd)
    if kind in ("Delete", "Undo"):
        return _removed(item)
    if kind == "Tombstone":
        return _tombstone(item)
    if kind in POSTS:
        return post_of(_object(item), _activity(item), context, item.odd)
    if kind in OTHERS:
        return Ignored(kind)
    raise Refusal("not-a-post", f"of kind {kind or 'unknown'}")


def kind_in(item: Fields) -> str:
    """Its ``type``; of several the first that is known."""
    kinds = [kind for kind in listed(item.raw("type")) if isinstance(kind, str)]
    return next((kind for kind in kinds if kind in _KNOWN), kinds[0] if kinds else "")


def _carried(activity: Fields, context: Mapping[str, str]) -> Post | Removed | Ignored:
    inner = activity.object("object")
    if not inner:
        raise Refusal("not-a-post", "the activity holds only an address")
    kind = kind_in(inner)
    if kind == "Tombstone":
        return _tombstone(inner)
    if kind not in POSTS:
        return Ignored(kind)
    found = _object(inner)
    if is_vote(found):
        return Ignored("vote")
    return post_of(found, _activity(activity), context, activity.odd)


def _removed(activity: Fields) -> Removed | Ignored:
    inner = activity.object("object")
    undone = kind_in(activity) == "Undo"
    if undone and inner and kind_in(inner) != "Announce":
        return Ignored("Undo")
    uri = inner.name("id") or activity.name("object")
    if not uri or uri == activity.name("actor"):
        return Ignored(kind_in(activity))
    aliases = _own_names(inner) if inner else names.aliases(uri, "")
    return Removed(aliases, inner.time("deleted") or activity.time("published"))


def _tombstone(item: Fields) -> Removed:
    return Removed(_own_names(item), item.time("deleted"))


def _own_names(item: Fields) -> tuple[str, ...]:
    return own_names(item.name("id"), line(_page(item), item.odd))


# --- the many ways of saying it ---------------------------------------------------------------------


def _activity(item: Fields) -> Activity:
    return Activity(
        type=kind_in(item),
        id=_name(item, "id"),
        actor=_address(item, "actor"),
        published=_time(item, "published"),
        to=_addressed(item, "to"),
        cc=_addressed(item, "cc"),
        object=item.object("object").name("id") or item.name("object"),
    )


def _object(item: Fields) -> Object:
    return Object(
        type=kind_in(item),
        id=_name(item, "id"),
        url=_page(item),
        attributedTo=_address(item, "attributedTo"),
        published=_time(item, "published"),
        updated=_time(item, "updated"),
        to=_addressed(item, "to"),
        cc=_addressed(item, "cc"),
        inReplyTo=_address(item, "inReplyTo"),
        conversation=_name(item, "conversation"),
        context=_name(item, "context"),
        sensitive=item.flag("sensitive"),
        content=_text(item, "content"),
        contentMap=_translations(item, "content"),
        summary=_text(item, "summary"),
        summaryMap=_translations(item, "summary"),
        name=_text(item, "name"),
        nameMap=_translations(item, "name"),
        attachment=[_document(one) for one in item.objects("attachment")],
        tag=[_tag(one) for one in item.objects("tag")],
        anyOf=[Option(name=_text(one, "name")) for one in item.objects("anyOf")],
        oneOf=[Option(name=_text(one, "name")) for one in item.objects("oneOf")],
        endTime=_time(item, "endTime", "closed"),
        quote=next((uri for name in _QUOTES if (uri := _address(item, name)) is not None), None),
    )


def _document(item: Fields) -> Document:
    return Document(
        type=_name(item, "type"),
        mediaType=_name(item, "mediaType"),
        url=_name(item, "url") or _page(item),
        href=_name(item, "href"),
        name=_text(item, "name"),
        width=item.number("width"),
        height=item.number("height"),
    )


def _tag(item: Fields) -> Tag:
    return Tag(type=_name(item, "type"), name=_name(item, "name"), href=_name(item, "href"))


def _name(item: Fields, name: str) -> str | int | None:
    value = item.raw(name)
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


def _text(item: Fields, name: str) -> str | None:
    value = item.raw(name)
    return value if isinstance(value, str) else None


def _time(item: Fields, *names_: str) -> str | None:
    """The first of these fields that is a time."""
    moment = item.time(*names_)
    return moment.isoformat() if moment else None


def _translations(item: Fields, name: str) -> dict[str, str] | None:
    """The texts of a language map, by language."""
    found = item.raw(f"{name}Map")
    if not isinstance(found, dict):
        return None
    return {code: text for code, text in found.items() if isinstance(text, str)}


def _addressed(item: Fields, name: str) -> list[str | None]:
    return [one for one in listed(item.raw(name)) if isinstance(one, str)]


def _address(item: Fields, name: str) -> str | int | None:
    """An object given by its address or whole."""
    for value in listed(item.raw(name)):
        whole = Fields({"id": value} if isinstance(value, str | int) else value)
        for key in ("id", "href"):
            if whole.name(key):
                return _name(whole, key)
    return None


def _page(item: Fields) -> str | None:
    """The address people use: of several, the web page."""
    links = [
        Fields({"href": one} if isinstance(one, str) else one) for one in listed(item.raw("url"))
    ]
    pages = [one for one in links if one.name("mediaType") in ("", "text/html")]
    return next((_text(one, "href") for one in pages or links if one.name("href")), None)
