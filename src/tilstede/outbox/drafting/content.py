"""What a wording holds, as it lies in the database."""

from __future__ import annotations

from typing import Any

import msgspec

from tilstede.core.checks.kit import Form


class Track(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A track of captions. ``file``: key of a `drafting.models.File`; ``language``: a BCP 47 tag."""

    file: str
    language: str = ""


class Item(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A file of the draft. ``alt`` None: none is written yet; "": the writer says that it is decorative."""

    file: str
    alt: str | None = None
    captions: tuple[Track, ...] = ()


class Poll(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """``lasts``: seconds."""

    options: tuple[str, ...]
    lasts: int = 86_400
    multiple: bool = False


class Content(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One wording. ``parts``: the posts of a thread, one where it is none. ``page``: the body's own page about the
    matter. ``variants``: other parts for some channels, by the number of the account's row.
    """

    parts: tuple[str, ...] = ("",)
    title: str = ""
    language: Form = ""
    warning: str = ""
    media: tuple[Item, ...] = ()
    poll: Poll | None = None
    page: str = ""
    tags: tuple[str, ...] = ()
    variants: dict[str, tuple[str, ...]] = {}

    def parts_for(self, account: int) -> tuple[str, ...]:
        """The posts as they go to that channel."""
        return self.variants.get(str(account), self.parts)


class Arrangement(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is decided of a draft beside its words. ``accounts``: numbers of their rows. ``visibility`` "": for all.
    ``signed``: with the author's name."""

    accounts: frozenset[int] = frozenset()
    visibility: str = ""
    signed: bool = False


def pack(one: Content | Arrangement) -> Any:
    """For a JSON field."""
    return msgspec.to_builtins(one, order="deterministic")


def unpack(held: Any) -> Content:
    """:raises msgspec.ValidationError: it is no such thing."""
    return msgspec.convert(held, Content)


def unpack_arrangement(held: Any) -> Arrangement | None:
    """None: it was not kept then. :raises msgspec.ValidationError: it is no such thing."""
    return msgspec.convert(held, Arrangement) if held is not None else None
