"""Answers of API v2: the fields that are read, and one post of an answer cut out with what belongs to it.

Until 2026 X wrote *tweet* where it now writes *post* (``referenced_tweets``, ``includes.tweets``); both are read.
"""

from __future__ import annotations

import msgspec

from tilstede.networks.x.tweet import Refusal, read


class Mention(msgspec.Struct, gc=False):
    username: str | None = None
    id: str | None = None


class Tag(msgspec.Struct, gc=False):
    tag: str | None = None


class Address(msgspec.Struct, gc=False):
    """``media_key``: it stands for a picture on the post."""

    url: str | None = None
    expanded_url: str | None = None
    title: str | None = None
    media_key: str | None = None


class Entities(msgspec.Struct):
    urls: list[Address] = []
    mentions: list[Mention] = []
    hashtags: list[Tag] = []


class Reference(msgspec.Struct, gc=False):
    type: str | None = None
    id: str | None = None


class Attachments(msgspec.Struct):
    media_keys: list[str] = []
    poll_ids: list[str] = []


class Note(msgspec.Struct):
    """The whole of a long post."""

    text: str | None = None
    entities: Entities | None = None


class Scopes(msgspec.Struct, gc=False):
    followers: bool | None = None


class Status(msgspec.Struct):
    """A post."""

    id: str | None = None
    text: str | None = None
    author_id: str | None = None
    conversation_id: str | None = None
    display_text_range: list[int] = []
    created_at: str | None = None
    lang: str | None = None
    possibly_sensitive: bool | None = None
    in_reply_to_user_id: str | None = None
    referenced_posts: list[Reference] = []
    referenced_tweets: list[Reference] = []
    edit_history_post_ids: list[str] = []
    edit_history_tweet_ids: list[str] = []
    attachments: Attachments | None = None
    entities: Entities | None = None
    note_post: Note | None = None
    note_tweet: Note | None = None
    scopes: Scopes | None = None

    def note(self) -> Note | None:
        return self.note_post or self.note_tweet

    def versions(self) -> list[str]:
        """The ids of all its versions, the first one first."""
        return self.edit_history_post_ids or self.edit_history_tweet_ids

    def referenced(self, kind: str) -> str:
        """The id of the post it is a repost, quote or answer of: ``retweeted``, ``quoted``, ``replied_to``."""
        found = [*self.referenced_posts, *self.referenced_tweets]
        return next((one.id for one in found if one.type == kind and one.id), "")


class User(msgspec.Struct, frozen=True):
    id: str | None = None
    username: str | None = None
    name: str | None = None
    profile_image_url: str | None = None
    protected: bool | None = None


class Variant(msgspec.Struct, gc=False):
    bit_rate: int | None = None
    content_type: str | None = None
    url: str | None = None


class Medium(msgspec.Struct):
    media_key: str | None = None
    type: str | None = None
    url: str | None = None
    preview_image_url: str | None = None
    alt_text: str | None = None
    width: int | None = None
    height: int | None = None
    variants: list[Variant] = []


class Option(msgspec.Struct, gc=False):
    position: int | None = None
    label: str | None = None


class Vote(msgspec.Struct):
    id: str | None = None
    options: list[Option] = []
    end_datetime: str | None = None


class Includes(msgspec.Struct):
    users: list[User] = []
    media: list[Medium] = []
    polls: list[Vote] = []
    posts: list[Status] = []
    tweets: list[Status] = []

    def post(self, found_id: str) -> Status | None:
        return next((one for one in [*self.posts, *self.tweets] if one.id == found_id), None)

    def user(self, found_id: str) -> User | None:
        return next((one for one in self.users if one.id == found_id), None)


class Single(msgspec.Struct):
    """One post with what belongs to it: what is kept as received."""

    data: Status | None = None
    includes: Includes | None = None


class RawIncludes(msgspec.Struct, frozen=True):
    users: list[msgspec.Raw] = []
    media: list[msgspec.Raw] = []
    polls: list[msgspec.Raw] = []
    posts: list[msgspec.Raw] = []
    tweets: list[msgspec.Raw] = []


class Meta(msgspec.Struct, frozen=True):
    next_token: str = ""


class Trouble(msgspec.Struct):
    """A thing asked for that cannot be had."""

    type: str = ""
    resource_id: str = ""
    value: str = ""
    detail: str = ""

    def is_absence(self) -> bool:
        return self.type.endswith("/resource-not-found")


class Page(msgspec.Struct):
    """Posts, newest first."""

    data: list[msgspec.Raw] = []
    includes: RawIncludes = RawIncludes()
    errors: list[Trouble] = []
    meta: Meta = Meta()


class RawSingle(msgspec.Struct):
    data: msgspec.Raw = msgspec.Raw(b"")
    includes: RawIncludes = RawIncludes()
    errors: list[Trouble] = []


_single = msgspec.json.Decoder(Single)


def single_of(raw: bytes) -> tuple[Single, tuple[str, ...]]:
    """The post and what belongs to it, and what had to be mended. :raises Refusal: it is none."""
    found, odd = read(raw, _single, Single)
    if found.data is None:
        raise Refusal("not-a-post", "no post in the answer")
    return found, odd


class Parts:
    """What came beside the posts of one answer, found by id, each as its own bytes."""

    def __init__(self, includes: RawIncludes) -> None:
        self._users = _by(includes.users, "id")
        self._media = _by(includes.media, "media_key")
        self._polls = _by(includes.polls, "id")
        self._posts = _by([*includes.posts, *includes.tweets], "id")

    def cut(self, raw: bytes) -> bytes:
        """The post with what belongs to it, as one JSON object, always in the same order."""
        status = _status(raw)
        originals = [status.referenced("retweeted")]
        posts = {one: self._posts[one] for one in originals if one in self._posts}
        people = [status.author_id or "", status.in_reply_to_user_id or ""]
        keys, polls = _attached(status)
        for post in posts.values():
            people.append(_status(post).author_id or "")
            more, _ = _attached(_status(post))
            keys = [*keys, *more]
        parts = {
            "users": [self._users[one] for one in dict.fromkeys(people) if one in self._users],
            "media": [self._media[one] for one in dict.fromkeys(keys) if one in self._media],
            "polls": [self._polls[one] for one in polls if one in self._polls],
            "posts": list(posts.values()),
        }
        inner = b",".join(
            b'"%s":[%s]' % (name.encode(), b",".join(found))
            for name, found in parts.items()
            if found
        )
        return b'{"data":' + raw + b',"includes":{' + inner + b"}}"

    def post(self, found_id: str) -> bytes:
        """Another post of the answer: a version before, or what is passed on. ``b""``: it is not there."""
        return self._posts.get(found_id, b"")

    def has_user(self, raw: bytes) -> bool:
        """Whether the post's author is told."""
        return (_status(raw).author_id or "") in self._users


class _Known(msgspec.Struct):
    id: str = ""
    media_key: str = ""


def _by(elements: list[msgspec.Raw], name: str) -> dict[str, bytes]:
    found = {}
    for element in elements:
        try:
            known = msgspec.json.decode(element, type=_Known, strict=False)
        except msgspec.DecodeError:
            continue
        found[getattr(known, name)] = bytes(element)
    return found


def _status(raw: bytes) -> Status:
    """As much of it as can be read."""
    try:
        return read(raw, _statuses, Status)[0]
    except Refusal:
        return Status()


_statuses = msgspec.json.Decoder(Status)


def _attached(status: Status) -> tuple[list[str], list[str]]:
    found = status.attachments
    return (found.media_keys, found.poll_ids) if found else ([], [])
