"""The common post: what every network's own form is translated to, and nothing else is stored as.

A network never converts to another network; it converts to and from this. The encoded form is part of
the public record (RFC 8785 canonical JSON), so a field may be added but never renamed or re-used.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

#: How a post came to us, the fullest and most trustworthy form last. Content is compared within one
#: form only, and a lower form never makes a new version of what a higher one has shown. ``told``: by a person of ours,
#: who changed it on the network's own pages; nobody has read it there.
Form = Literal["told", "feed", "archive", "api"]
FORMS: tuple[Form, ...] = ("told", "feed", "archive", "api")

Visibility = Literal["public", "unlisted", "followers", "direct"]
MediaKind = Literal["image", "video", "audio", "file"]


class Author(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Who wrote a post, as the network told it at that moment.

    ``id`` is the network's permanent id (actor URI, numeric user id, feed address): a handle can change
    hands, an id cannot. ``handle`` is written as people write it, without a leading @:
    ``ordforar@fjordvik.example``, ``fjordvik``; for a feed the host name.
    """

    avatar: str = ""
    handle: str = ""
    id: str
    name: str = ""
    url: str = ""


class Link(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """An address in the post, opened (never a t.co), with the text it stood behind or its card's title."""

    title: str = ""
    url: str


class Media(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A picture, video, sound or file on the post. ``alt`` None: none was given; "" : marked decorative.

    ``file`` is the path inside the archive it came with, empty when it has only an address. ``text``: what is said, of
    captions, a line for each; it comes with the file and not with the item, and makes no version of the post.
    """

    alt: str | None = None
    file: str = ""
    height: int = 0
    kind: MediaKind = "image"
    mime: str = ""
    text: str = ""
    url: str = ""
    width: int = 0


class Poll(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A poll's question lies in the post's text; votes are counters and stay outside the record."""

    closes: datetime | None = None
    multiple: bool = False
    options: tuple[str, ...]


class Post(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One post, in one version, as one network told it in one form.

    ``aliases``: every name under which the post is known across forms and networks, the most permanent
    first: ActivityPub ``https://…`` object URI, its web address, ``x:<tweet id>``, ``yt:<video id>``,
    ``feed:<feed address>#<guid>``. Two items that share an alias are the same post.
    ``reply_to``, ``repost_of``, ``quote_of`` hold such an alias of another post (not always held here).
    ``published``/``edited``: UTC, aware; None when the source gave none or nonsense (then ``odd`` says so).
    ``text``: what a reader sees, plain, with line breaks, links opened; ``html``: the network's own markup
    as it came (sanitised again at display, since a sanitiser may improve), empty when it had none.
    ``language``: as declared by the network, a BCP 47 tag or ``""``.
    ``odd``: short codes of what had to be mended (``date-future``, ``date-missing``, ``control-characters``,
    ``lone-surrogate``, ``bidi-override``, ``text-cut``).
    ``parser``: name and number of the code that made it, ``mastodon/1``.
    ``place``: the platform's own name, where one reader covers several (``Nettby``), else empty.
    """

    aliases: tuple[str, ...]
    author: Author
    edited: datetime | None = None
    form: Form
    html: str = ""
    language: str = ""
    links: tuple[Link, ...] = ()
    media: tuple[Media, ...] = ()
    mentions: tuple[str, ...] = ()
    network: str
    odd: tuple[str, ...] = ()
    parser: str
    place: str = ""
    poll: Poll | None = None
    published: datetime | None = None
    quote_of: str = ""
    reply_to: str = ""
    reply_to_author: str = ""
    repost_of: str = ""
    sensitive: bool = False
    tags: tuple[str, ...] = ()
    text: str = ""
    thread: str = ""
    title: str = ""
    url: str = ""
    visibility: Visibility = "public"
    warning: str = ""


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Post)


def encode(post: Post) -> bytes:
    """The post's bytes in the record: RFC 8785 canonical JSON (keys sorted, no spaces, UTF-8).

    :raises ValueError: text with lone surrogates; parsers must have cleaned it (`core.text.clean`).
    """
    return _encoder.encode(post)


def decode(data: bytes) -> Post:
    """The post from its bytes. :raises msgspec.ValidationError: not such a post."""
    return _decoder.decode(data)


def content_digest(post: Post) -> str:
    """16 hex characters over what makes a version: words, title, warning, addresses, alt texts, poll.

    Not counters, not visibility, not markup: a template change at the publisher is no new version.
    """
    content = (
        post.title,
        post.warning,
        post.text,
        [link.url for link in post.links],
        [(media.kind, media.alt) for media in post.media],
        post.poll.options if post.poll else None,
    )
    return hashlib.sha256(_encoder.encode(content)).hexdigest()[:16]


def searchable(post: Post) -> Iterator[str]:
    """The texts of a post that a search looks in, in reading order; a phrase never spans two of them."""
    yield from written(post)
    for media in post.media:
        if media.text:
            yield media.text


def written(post: Post) -> Iterator[str]:
    """Those that stand in the post itself, and are not said in a film."""
    if post.title:
        yield post.title
    if post.warning:
        yield post.warning
    yield post.text
    if post.poll:
        yield from post.poll.options
    for media in post.media:
        if media.alt:
            yield media.alt
