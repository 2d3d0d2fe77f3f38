"""ActivityStreams objects and activities (W3C Activity Vocabulary, 2017) as Mastodon writes them, made into posts.

Mastodon's use of it: docs.joinmastodon.org/spec/activitypub (2026); quotes: FEP-044f, with the older spellings of
Misskey and Fedibird. What others write in another way, `activity` puts into these shapes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import field

from tilstede.core.post import Author, Link, Media, Poll, Post, Visibility
from tilstede.networks.mastodon import names
from tilstede.networks.mastodon.draft import (
    PARSER,
    checked,
    kind_of,
    language_of,
    oddities,
    tag_names,
    words,
)
from tilstede.networks.mastodon.reading import (
    Refusal,
    counted,
    line,
    mended,
    moment_of,
    unique,
)
from tilstede.networks.mastodon.shapes import Flag, Name, Number, Shape, Text

#: Kinds of object that are read as posts. A note's summary is a content warning; an article's is not.
NOTES: Final = frozenset({"Note", "Question"})
POSTS: Final = NOTES | {"Article", "Page", "Event", "Video", "Audio", "Image"}
_PUBLIC: Final = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
_LINKS: Final = frozenset({"Link", "Page", "PropertyValue"})


class Tag(Shape):
    """A mention, a hashtag or an emoji, by its ``type``."""

    type: Name = None
    name: Name = None
    href: Name = None


class Document(Shape):
    """What is attached: a medium, or a link."""

    type: Name = None
    mediaType: Name = None
    url: Name = None
    href: Name = None
    name: Text = None
    width: Number = None
    height: Number = None


class Option(Shape):
    """One of a poll's answers to choose from."""

    name: Text = None


class Object(Shape):
    """A post, whatever its ``type``; of an actor or address that can be given whole, the address alone."""

    type: Name = None
    id: Name = None
    url: Text = None
    attributedTo: Name = None
    published: Text = None
    updated: Text = None
    to: list[Text] | None = None
    cc: list[Text] | None = None
    inReplyTo: Name = None
    conversation: Name = None
    context: Name = None
    sensitive: Flag = None
    content: Text = None
    contentMap: dict[str, str] | None = None
    summary: Text = None
    summaryMap: dict[str, str] | None = None
    name: Text = None
    nameMap: dict[str, str] | None = None
    attachment: list[Document] | None = None
    tag: list[Tag] | None = None
    anyOf: list[Option] | None = None
    oneOf: list[Option] | None = None
    endTime: Text = None
    closed: Text = None
    quote: Name = None
    quoteUri: Name = None
    quoteUrl: Name = None
    misskey_quote: Name = field(default=None, name="_misskey_quote")


class Activity(Shape):
    """What was done with an object: ``object`` holds it whole, or its address."""

    type: Name = None
    id: Name = None
    actor: Name = None
    published: Text = None
    to: list[Text] | None = None
    cc: list[Text] | None = None
    object: Object | str | None = None


def post_of(
    item: Object, around: Activity, context: Mapping[str, str], odd: dict[str, None]
) -> Post:
    """The post an object is; ``around``: the activity it came in, ``odd``: what has been mended already.

    :raises Refusal: says what is missing.
    """
    is_note = item.type in NOTES
    content, language = _said(item.content, item.contentMap)
    uri, page = line(item.id, odd), line(item.url, odd)
    aliases = own_names(uri, page)
    author = _author(uri, line(item.attributedTo, odd) or line(around.actor, odd), context)
    published = moment_of(item.published) or moment_of(around.published)
    edited = moment_of(item.updated)
    answers = line(item.inReplyTo, odd)
    html, text, links, quote = words(content, odd)
    tags = item.tag or []
    mentions = [tag for tag in tags if tag.type == "Mention"]
    attached = item.attachment or []
    return checked(
        Post(
            aliases=aliases,
            author=author,
            edited=edited if edited and published and edited > published else None,
            form="archive",
            html=html,
            language=language,
            links=links + _attached_links(attached, links, odd) if attached else links,
            media=tuple([_medium(one, odd) for one in attached if one.type not in _LINKS]),
            mentions=unique([_mentioned(tag, odd) for tag in mentions]) if mentions else (),
            network="mastodon",
            parser=PARSER,
            poll=_poll(item, odd),
            published=published,
            quote_of=_quote(item, odd) or quote,
            reply_to=answers,
            reply_to_author=_answered(answers, mentions, author, odd),
            sensitive=item.sensitive is True,
            tags=tag_names([line(tag.name, odd) for tag in tags if tag.type == "Hashtag"]),
            text=text,
            thread=line(item.conversation, odd) or line(item.context, odd),
            title="" if is_note else mended(_said(item.name, item.nameMap)[0], odd),
            url=page or uri,
            visibility=_visibility(item, around, odd),
            warning=mended(_said(item.summary, item.summaryMap)[0], odd) if is_note else "",
            odd=oddities(odd, published),
        )
    )


def boost_of(activity: Activity, context: Mapping[str, str], odd: dict[str, None]) -> Post:
    """Another's post passed on. ``activity.object`` is its address.

    :raises Refusal: says what is missing.
    """
    original = activity.object
    uri = line(original, odd) if isinstance(original, str) else ""
    if not uri:
        raise Refusal("not-a-post", "a boost of nothing")
    name = line(activity.id, odd)
    own = names.aliases(name, "")
    author = _author(name, line(activity.actor, odd), context)
    published = moment_of(activity.published)
    return checked(
        Post(
            aliases=own,
            author=author,
            form="archive",
            network="mastodon",
            parser=PARSER,
            published=published,
            repost_of=uri,
            url=names.boost_page(author.url, name) or "".join(own[:1]),
            visibility=_visibility(activity, activity, odd),
            odd=oddities(odd, published),
        )
    )


def own_names(uri: str, page: str) -> tuple[str, ...]:
    """The names of a post. :raises Refusal: it has none."""
    found = names.aliases(uri, page)
    if not found:
        raise Refusal("no-id", "no id and no address")
    return found


def is_vote(item: Object) -> bool:
    """A vote in a poll is a note with a name and no content (docs.joinmastodon.org, Question)."""
    named = item.name is not None and item.inReplyTo is not None
    return item.type == "Note" and named and not item.content


def _said(text: Text, texts: Mapping[str, str] | None) -> tuple[str, str]:
    """A text and its language: by the language map, where the map holds that very text."""
    for code, translated in (texts or {}).items():
        if not text or translated == text:
            return text or translated, language_of(code)
    return text or "", ""


def _author(uri: str, told: str, context: Mapping[str, str]) -> Author:
    actor = told or context.get("actor", "")
    if actor and actor == context.get("actor"):
        return Author(
            avatar=context.get("avatar", ""),
            handle=context.get("handle", ""),
            id=actor,
            name=context.get("name", ""),
            url=context.get("url", ""),
        )
    # Only where the status' address shows it: Misskey's ``/users/9e65`` is no name.
    handle = names.handle_in(actor) if names.owner_of(uri) == actor else ""
    return Author(id=actor, handle=handle)


def _visibility(item: Object | Activity, around: Activity, odd: dict[str, None]) -> Visibility:
    """By who it is addressed to. Where nobody is named, it is kept but never shown in public."""
    first = _audience(item.to) or _audience(around.to)
    then = _audience(item.cc) or _audience(around.cc)
    if not _PUBLIC.isdisjoint(first):
        return "public"
    if not _PUBLIC.isdisjoint(then):
        return "unlisted"
    if not first and not then:
        odd["audience-missing"] = None
        return "followers"
    followers = any(one.rstrip("/").endswith("/followers") for one in first + then)
    return "followers" if followers else "direct"


def _audience(addresses: list[Text] | None) -> list[str]:
    return [line(one, {}) for one in addresses or () if one is not None]


def _mentioned(tag: Tag, odd: dict[str, None]) -> str:
    return names.handle(line(tag.name, odd), names.host_of(line(tag.href, odd)))


def _answered(uri: str, mentions: list[Tag], author: Author, odd: dict[str, None]) -> str:
    """The handle of whoever wrote the post at this address, as far as it can be told from here."""
    if not uri:
        return ""
    owner = names.owner_of(uri)
    if owner == author.id:
        return author.handle
    for tag in mentions:
        if owner and line(tag.href, odd) == owner:
            return _mentioned(tag, odd)
    return names.handle_in(uri) if owner else ""


def _attached_links(
    attached: list[Document], known: tuple[Link, ...], odd: dict[str, None]
) -> tuple[Link, ...]:
    addresses = {link.url for link in known}
    found = (
        Link(url=line(one.href, odd) or line(one.url, odd), title=mended(one.name, odd))
        for one in attached
        if one.type == "Link"
    )
    return tuple(link for link in found if link.url and link.url not in addresses)


def _medium(attached: Document, odd: dict[str, None]) -> Media:
    address = line(attached.url, odd) or line(attached.href, odd)
    mime = line(attached.mediaType, odd)
    inside = "" if names.host_of(address) else _member(address)
    return Media(
        alt=None if attached.name is None else mended(attached.name, odd),
        file=inside,
        height=counted(attached.height),
        kind=kind_of(mime, line(attached.type, odd)),
        mime=mime,
        url="" if inside else address,
        width=counted(attached.width),
    )


def _member(address: str) -> str:
    """A path inside the archive. Old ones give it as it was on the server, ``/system/media_attachments/…``."""
    path = address.lstrip("/")
    before, found, rest = path.partition("media_attachments/")
    return found + rest if found and before in ("", "system/") else path


def _poll(item: Object, odd: dict[str, None]) -> Poll | None:
    options = item.anyOf or item.oneOf
    if not options:
        return None
    return Poll(
        closes=moment_of(item.endTime) or moment_of(item.closed),
        multiple=bool(item.anyOf),
        options=tuple([mended(option.name, odd) for option in options]),
    )


def _quote(item: Object, odd: dict[str, None]) -> str:
    for told in (item.quote, item.quoteUri, item.quoteUrl, item.misskey_quote):
        if told is not None and (uri := line(told, odd)):
            return uri
    return ""
