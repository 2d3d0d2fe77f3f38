"""ActivityStreams objects and activities (W3C Activity Vocabulary, 2017), as an outbox holds them.

Mastodon's use of it: docs.joinmastodon.org/spec/activitypub (2026); quotes: FEP-044f, with the older spellings
of Misskey and Fedibird. Other servers' outboxes are read too, as far as they say what they mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from tilstede.core.post import Author, Link, Media, Poll, Post, Visibility
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.draft import (
    finished,
    kind_of,
    language_of,
    tag_names,
    words,
)
from tilstede.networks.mastodon.reading import Fields, Refusal, listed, unique

#: Kinds of object that are read as posts. A note's summary is a content warning; an article's is not.
NOTES: Final = frozenset({"Note", "Question"})
POSTS: Final = NOTES | {"Article", "Page", "Event", "Video", "Audio", "Image"}
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
_PUBLIC: Final = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_QUOTES: Final = ("quote", "quoteUri", "quoteUrl", "_misskey_quote")


class Removed(NamedTuple):
    """A post that its author took away; ``when``: if it is told."""

    aliases: tuple[str, ...]
    when: datetime | None


class Ignored(NamedTuple):
    """An activity that is no post and touches none: a like, a follow, a vote."""

    kind: str


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
        return _boost(item, context)
    if kind in ("Delete", "Undo"):
        return _removed(item)
    if kind == "Tombstone":
        return Removed(_own_names(item), item.time("deleted"))
    if kind in POSTS:
        return _post(item, item, context)
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
        return Removed(_own_names(inner), inner.time("deleted"))
    if kind not in POSTS:
        return Ignored(kind)
    if _is_vote(inner):
        return Ignored("vote")
    return _post(inner, activity, context)


def _is_vote(note: Fields) -> bool:
    """A vote in a poll is a note with a name and no content (docs.joinmastodon.org, Question)."""
    answers = kind_in(note) == "Note" and "name" in note and "inReplyTo" in note
    return answers and not note.text("content")


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


def _own_names(item: Fields) -> tuple[str, ...]:
    found = names.aliases(item.name("id"), _page(item))
    if not found:
        raise Refusal("no-id", "no id and no address")
    return found


def _boost(activity: Fields, context: Mapping[str, str]) -> Post:
    original = activity.object("object")
    uri = original.name("id") or activity.name("object")
    if not uri:
        raise Refusal("not-a-post", "a boost of nothing")
    own = names.aliases(activity.name("id"), "")
    author = _author(activity, activity, context)
    return finished(
        activity,
        aliases=own,
        author=author,
        form="archive",
        published=activity.time("published"),
        repost_of=uri,
        url=names.boost_page(author.url, activity.name("id")) or "".join(own[:1]),
        visibility=_visibility(activity, activity),
    )


def _post(item: Fields, around: Fields, context: Mapping[str, str]) -> Post:
    """The post an object is; ``around``: the activity it came in, or itself."""
    html, language = _content(item, "content")
    author = _author(item, around, context)
    published = item.time("published") or around.time("published")
    edited = item.time("updated")
    parts = words(item, html)
    parts["quote_of"] = _quote(item) or parts["quote_of"]
    parts["links"] += _attached_links(item, parts["links"])
    mentions = [tag for tag in item.objects("tag") if tag.name("type") == "Mention"]
    is_note = kind_in(item) in NOTES
    return finished(
        item,
        **parts,
        aliases=_own_names(item),
        author=author,
        edited=edited if edited and published and edited > published else None,
        form="archive",
        language=language,
        media=tuple(_medium(one) for one in item.objects("attachment") if not _is_link(one)),
        mentions=unique(_mentioned(tag) for tag in mentions),
        poll=_poll(item),
        published=published,
        reply_to=_address(item, "inReplyTo"),
        reply_to_author=_answered(_address(item, "inReplyTo"), mentions, author),
        sensitive=item.flag("sensitive"),
        tags=tag_names(t.name("name") for t in item.objects("tag") if t.name("type") == "Hashtag"),
        thread=item.name("conversation", "context"),
        title="" if is_note else _content(item, "name")[0],
        url=_page(item) or item.name("id"),
        visibility=_visibility(item, around),
        warning=_content(item, "summary")[0] if is_note else "",
    )


def _content(item: Fields, name: str) -> tuple[str, str]:
    """A text and its language: by the language map, where the map holds that very text."""
    text = item.text(name)
    languages = item.raw(f"{name}Map")
    if not isinstance(languages, dict):
        return text, ""
    found = [(code, words) for code, words in languages.items() if isinstance(words, str)]
    for code, words_ in found:
        if isinstance(code, str) and (not text or item.cleaned(words_) == text):
            return text or item.cleaned(words_), language_of(code)
    return text, ""


def _address(item: Fields, name: str) -> str:
    """An object given by its address or whole."""
    for value in listed(item.raw(name)):
        found = Fields({"id": value}, item.odd).name("id") or Fields(value, item.odd).name(
            "id", "href"
        )
        if found:
            return found
    return ""


def _page(item: Fields) -> str:
    """The address people use: of several, the web page."""
    links = [
        Fields({"href": one} if isinstance(one, str) else one, item.odd)
        for one in listed(item.raw("url"))
    ]
    pages = [one for one in links if one.name("mediaType") in ("", "text/html")]
    return next((one.name("href") for one in pages or links if one.name("href")), "")


def _author(item: Fields, around: Fields, context: Mapping[str, str]) -> Author:
    uri = _address(item, "attributedTo") or _address(around, "actor") or context.get("actor", "")
    if uri and uri == context.get("actor"):
        own = {name: context.get(name, "") for name in ("avatar", "name", "url")}
        return Author(id=uri, handle=context.get("handle", ""), **own)
    # Only where the status' address shows it: Misskey's ``/users/9e65`` is no name.
    return Author(
        id=uri, handle=names.handle_in(uri) if names.owner_of(item.name("id")) == uri else ""
    )


def _visibility(item: Fields, around: Fields) -> Visibility:
    """By who it is addressed to. Where nobody is named, it is kept but never shown in public."""
    to = _audience(item, "to") or _audience(around, "to")
    cc = _audience(item, "cc") or _audience(around, "cc")
    if _PUBLIC & to:
        return "public"
    if _PUBLIC & cc:
        return "unlisted"
    if not to | cc:
        item.odd["audience-missing"] = None
        return "followers"
    followers = any(address.rstrip("/").endswith("/followers") for address in to | cc)
    return "followers" if followers else "direct"


def _audience(item: Fields, name: str) -> set[str]:
    return {
        Fields({"id": one}).name("id") for one in listed(item.raw(name)) if isinstance(one, str)
    }


def _mentioned(tag: Fields) -> str:
    return names.handle(tag.name("name"), names.host_of(tag.name("href")))


def _answered(uri: str, mentions: list[Fields], author: Author) -> str:
    """The handle of whoever wrote the post at this address, as far as it can be told from here."""
    owner = names.owner_of(uri)
    if not uri or owner == author.id:
        return author.handle if uri else ""
    for tag in mentions:
        if owner and tag.name("href") == owner:
            return _mentioned(tag)
    return names.handle_in(uri) if owner else ""


def _is_link(attachment: Fields) -> bool:
    return attachment.name("type") in ("Link", "Page", "PropertyValue")


def _attached_links(item: Fields, known: tuple[Link, ...]) -> tuple[Link, ...]:
    addresses = {link.url for link in known}
    found = (
        Link(url=one.name("href", "url"), title=one.text("name"))
        for one in item.objects("attachment")
        if one.name("type") == "Link"
    )
    return tuple(link for link in found if link.url and link.url not in addresses)


def _medium(attachment: Fields) -> Media:
    address = attachment.name("url") or _page(attachment) or attachment.name("href")
    mime = attachment.name("mediaType")
    inside = "" if names.host_of(address) else _member(address)
    return Media(
        alt=attachment.given("name"),
        file=inside,
        height=attachment.number("height"),
        kind=kind_of(mime, attachment.name("type")),
        mime=mime,
        url="" if inside else address,
        width=attachment.number("width"),
    )


def _member(address: str) -> str:
    """A path inside the archive. Old ones give it as it was on the server, ``/system/media_attachments/…``."""
    path = address.lstrip("/")
    before, found, rest = path.partition("media_attachments/")
    return found + rest if found and before in ("", "system/") else path


def _poll(item: Fields) -> Poll | None:
    several = item.objects("anyOf")
    options = tuple(one.text("name") for one in several or item.objects("oneOf"))
    if not options:
        return None
    return Poll(closes=item.time("endTime", "closed"), multiple=bool(several), options=options)


def _quote(item: Fields) -> str:
    return next((uri for name in _QUOTES if (uri := _address(item, name))), "")
