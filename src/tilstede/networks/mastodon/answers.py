"""What the Mastodon API answers with (docs.joinmastodon.org/entities, 4.6, 2026), as far as it is used."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET

from tilstede.networks.mastodon.shapes import Flag, Name, Number, Reader, Shape, Text


class Pleroma(Shape):
    """What Pleroma and Akkoma add to an account. ``ap_id``: the address of its actor."""

    ap_id: Name = None


class Account(Shape):
    """An account."""

    id: Name = None
    acct: Name = None
    username: Name = None
    display_name: Name = None
    url: Name = None
    uri: Name = None
    avatar: Name = None
    pleroma: Pleroma | None = None


class ProfileField(Shape):
    """A line of the table in a profile. ``verified_at``: when the server saw that its link links back."""

    value: Text = None
    verified_at: Text = None


class Profile(Account):
    """An account as it is told when it is asked for. ``suspended``, ``moved``: absent where they are not so."""

    created_at: Text = None
    fields: list[ProfileField] | None = None
    moved: Account | None = None
    statuses_count: Number = None
    suspended: Flag = None


class Mention(Shape):
    """An account named in a status."""

    id: Name = None
    acct: Name = None
    username: Name = None
    url: Name = None


class Tag(Shape):
    """A hashtag, without its sign."""

    name: Name = None


class Size(Shape):
    """A medium's width and height in points."""

    width: Number = None
    height: Number = None


class Meta(Shape):
    """What is told of a medium's versions, of which the original is used."""

    original: Size | None = None


class Attachment(Shape):
    """A medium."""

    type: Name = None
    url: Name = None
    remote_url: Name = None
    description: Text = None
    meta: Meta | None = None


class Option(Shape):
    """One of a poll's answers to choose from."""

    title: Text = None


class Ballot(Shape):
    """A poll, without its votes."""

    expires_at: Text = None
    multiple: Flag = None
    options: list[Option] | None = None


class Quoted(Shape):
    """A status that is quoted."""

    uri: Name = None


class Quote(Shape):
    """A quote as Mastodon gives it since 4.4, whole or shallow; elsewhere it is the quoted status itself."""

    quoted_status: Quoted | None = None
    quoted_status_id: Name = None
    uri: Name = None


class Card(Shape):
    """The preview of a link."""

    title: Text = None
    url: Name = None


class Wording(Shape):
    """What an edit can change: of a status, or of an earlier wording in its history."""

    content: Text = None
    created_at: Text = None
    media_attachments: list[Attachment] | None = None
    poll: Ballot | None = None
    quote: Quote | None = None
    sensitive: Flag = None
    spoiler_text: Text = None


class Original(Shape):
    """The status that a boost passes on."""

    id: Name = None
    uri: Name = None
    url: Name = None
    account: Account | None = None
    content: Text = None


class Status(Wording):
    """A status. ``type`` is what an ActivityStreams object has, and no status."""

    type: Any = UNSET
    id: Name = None
    uri: Name = None
    url: Name = None
    account: Account | None = None
    card: Card | None = None
    edited_at: Text = None
    in_reply_to_account_id: Name = None
    in_reply_to_id: Name = None
    language: Name = None
    mentions: list[Mention] | None = None
    reblog: Original | None = None
    tags: list[Tag] | None = None
    visibility: Name = None


class Parent(Shape):
    """Of the status that is answered: its address, and the handle of its author."""

    uri: Name = None
    handle: Name = None


class Answer(Status):
    """A status as it came; or together with what belongs to it, each with its own bytes."""

    status: Status | None = None
    version: Wording | None = None
    parent: Parent | None = None

    @property
    def inner(self) -> Status:
        """The status itself."""
        return self if self.status is None else self.status

    @property
    def is_status(self) -> bool:
        """Whether it is an answer of the API at all, alone or put together."""
        return any(
            one is not None and one.account is not None and one.type is UNSET
            for one in (self, self.status)
        )


READER: Final = Reader(Answer)
PROFILES: Final = Reader(Profile)
WORDINGS: Final = Reader(Wording)
