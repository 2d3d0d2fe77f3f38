"""A tweet as archives hold it: the fields that are read, and how they are read when some are wrong.

X describes the format in the archive's own README.txt (2023); it is API v1.1's, with numbers as
texts. All other fields are passed over. A tweet with a field of the wrong kind is read again
without that field.
"""

from __future__ import annotations

import json
import re
import types
import typing
from typing import Any, Final, TypeVar

import msgspec

#: An item larger than this is no post: the longest article X takes is some 100,000 characters.
MAX_BYTES: Final = 16 << 20

ID: Final = re.compile(r"[1-9][0-9]{0,18}")

S = TypeVar("S", bound=msgspec.Struct)


class Refusal(ValueError):
    """Why an item cannot be a post. ``reason``: its code in `contract.REASONS`."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


class Url(msgspec.Struct, gc=False):
    """A link. Long texts write ``shortUrl`` and ``expandedUrl`` for the same."""

    url: str | None = None
    expanded_url: str | None = None
    short: str | None = msgspec.field(default=None, name="shortUrl")
    expanded: str | None = msgspec.field(default=None, name="expandedUrl")


class Mention(msgspec.Struct, gc=False):
    screen_name: str | None = None


class Hashtag(msgspec.Struct, gc=False):
    text: str | None = None


class Size(msgspec.Struct, gc=False):
    w: int | str | None = None
    h: int | str | None = None


class Sizes(msgspec.Struct):
    large: Size | None = None


class Variant(msgspec.Struct, gc=False):
    """One encoding of a video."""

    bitrate: int | str | None = None
    content_type: str | None = None
    url: str | None = None


class VideoInfo(msgspec.Struct):
    variants: list[Variant] = []


class Medium(msgspec.Struct):
    """``source_status_id_str``: the tweet the picture was first in, when it is another."""

    type: str | None = None
    url: str | None = None
    media_url_https: str | None = None
    media_url: str | None = None
    ext_alt_text: str | None = None
    sizes: Sizes | None = None
    video_info: VideoInfo | None = None
    source_status_id_str: str | None = None


class Entities(msgspec.Struct):
    urls: list[Url] = []
    user_mentions: list[Mention] = []
    hashtags: list[Hashtag] = []
    media: list[Medium] = []


class User(msgspec.Struct):
    """Who wrote it: only outside archives."""

    id_str: str | None = None
    screen_name: str | None = None
    name: str | None = None
    profile_image_url_https: str | None = None
    protected: bool | None = None


class EditIds(msgspec.Struct, rename="camel"):
    """The ids of all versions, the first one first."""

    edit_tweet_ids: list[str] = []


class Edit(msgspec.Struct, rename="camel"):
    edit_control_initial: EditIds | None = None


class EditInfo(msgspec.Struct):
    """``initial``: this is the first version. ``edit``: a later one."""

    initial: EditIds | None = None
    edit: Edit | None = None

    def versions(self) -> list[str]:
        """The ids of the versions known when the archive was made."""
        if self.initial:
            return self.initial.edit_tweet_ids
        if self.edit and self.edit.edit_control_initial:
            return self.edit.edit_control_initial.edit_tweet_ids
        return []


class Scopes(msgspec.Struct, gc=False):
    followers: bool | None = None


class Tweet(msgspec.Struct):
    """``deleted_at``: only in deleted-tweets.js. ``extended_tweet``: the whole of a long one, in
    streams.
    """

    id_str: str | None = None
    id: int | str | None = None
    full_text: str | None = None
    text: str | None = None
    created_at: str | None = None
    deleted_at: str | None = None
    entities: Entities | None = None
    extended_entities: Entities | None = None
    in_reply_to_status_id_str: str | None = None
    in_reply_to_screen_name: str | None = None
    quoted_status_id_str: str | None = None
    lang: str | None = None
    possibly_sensitive: bool | None = None
    truncated: bool | None = None
    scopes: Scopes | None = None
    edit_info: EditInfo | None = None
    user: User | None = None
    retweeted_status: Tweet | None = None
    extended_tweet: Tweet | None = None


class Element(Tweet):
    """An element of tweets.js; before 2020 the tweet itself, without the ``tweet`` around it."""

    tweet: Tweet | None = None


class NoteText(msgspec.Struct, rename="camel"):
    text: str | None = None
    urls: list[Url] = []
    entity_set: Entities | None = None


class Note(msgspec.Struct, rename="camel"):
    """The long text of a tweet that has one. Archives since 2023 have ``core`` and no ``tweetId``."""

    note_tweet_id: str | None = None
    tweet_id: str | None = None
    created_at: str | None = None
    core: NoteText | None = None
    note_tweet_results: NoteText | None = None

    def words(self) -> NoteText:
        return self.core or self.note_tweet_results or NoteText()

    def urls(self) -> list[Url]:
        words = self.words()
        return words.urls + (words.entity_set.urls if words.entity_set else [])


class Header(msgspec.Struct):
    """What is left of a deleted tweet once its text is gone."""

    tweet_id: str | None = None
    deleted_at: str | None = None


class HeaderElement(msgspec.Struct):
    tweet: Header | None = None


class NoteElement(msgspec.Struct, rename="camel"):
    note_tweet: Note | None = None


_elements = msgspec.json.Decoder(Element)
_headers = msgspec.json.Decoder(HeaderElement)
_notes = msgspec.json.Decoder(NoteElement)


def tweet_of(raw: bytes) -> tuple[Tweet, tuple[str, ...]]:
    """The tweet, and what had to be mended to read it. :raises Refusal: it is none."""
    found, odd = read(raw, _elements, Element)
    return found.tweet or found, odd


def note_of(raw: bytes) -> Note:
    """The long text. :raises Refusal: it is none."""
    note = read(raw, _notes, NoteElement)[0].note_tweet
    if note is None or not note.words().text:
        raise Refusal("not-a-post", "a long text without text")
    return note


def header_of(raw: bytes) -> Header:
    """The header of a deleted tweet. :raises Refusal: it is none."""
    header = read(raw, _headers, HeaderElement)[0].tweet
    if header is None or not ID.fullmatch(header.tweet_id or ""):
        raise Refusal("no-id", "no id")
    return header


def read(raw: bytes, decoder: msgspec.json.Decoder[S], kind: type[S]) -> tuple[S, tuple[str, ...]]:
    if len(raw) > MAX_BYTES:
        raise Refusal("too-large", f"{len(raw)} bytes, more than {MAX_BYTES}")
    try:
        return decoder.decode(raw), ()
    except (msgspec.DecodeError, UnicodeDecodeError):
        value, odd = loose(raw)
        return _mould(value, kind), odd
    except RecursionError as error:
        raise Refusal("too-deep", "nested too deeply") from error


def loose(raw: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A JSON object read as leniently as can be: control characters, half characters, bytes that
    are
    not UTF-8 (then told as ``invalid-utf-8``). :raises Refusal: even so."""
    text = raw.decode("utf-8-sig", "replace")
    try:
        value = json.loads(text, strict=False)
    except RecursionError as error:
        raise Refusal("too-deep", "nested too deeply") from error
    except ValueError as error:
        raise Refusal("broken-json", str(error)) from error
    if not isinstance(value, dict):
        raise Refusal("not-a-post", "not a JSON object")
    return value, ("invalid-utf-8",) if "\ufffd".encode() not in raw and "\ufffd" in text else ()


def _mould(value: dict[str, Any], kind: type[S]) -> S:
    """What of the object fits; the rest keeps its default."""
    given = {}
    for field in msgspec.structs.fields(kind):
        if field.encode_name in value:
            fitted = _fit(value[field.encode_name], field.type)
            if fitted is not None:
                given[field.name] = fitted
    return kind(**given)


def _fit(value: Any, kind: Any) -> Any:
    """The value as that type; None when it cannot be."""
    if isinstance(kind, types.UnionType):
        fitted = (_fit(value, part) for part in typing.get_args(kind) if part is not type(None))
        return next((one for one in fitted if one is not None), None)
    if typing.get_origin(kind) is list:
        inner = typing.get_args(kind)[0]
        items = value if isinstance(value, list) else []
        return [one for item in items if (one := _fit(item, inner)) is not None]
    if issubclass(kind, msgspec.Struct):
        return _mould(value, kind) if isinstance(value, dict) else None
    return value if type(value) is kind else None
