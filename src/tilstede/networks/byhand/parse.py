"""What a person wrote down, as the common post."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final, Literal

import msgspec

from tilstede.core.post import Author, Media, MediaKind, Post
from tilstede.core.text import clean

NETWORK: Final = "byhand"
PARSER: Final = "byhand/1"

Way = Literal["telephone", "counter", "paper", "meeting"]


class File(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paper that was handed in, by its name and MIME type."""

    name: str
    mime: str = ""


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """``id``: our own, for ever. ``said``: the words, read back to whoever said them. ``body``: said by the body, which
    then has this name; else by somebody else, whose ``name`` need not be known. ``answers``: id of another note."""

    id: str
    way: Way
    at: datetime
    said: str
    name: str = ""
    body: str = ""
    language: str = ""
    answers: str = ""
    files: tuple[File, ...] = ()


_encoder = msgspec.json.Encoder(order="deterministic")
_decoder = msgspec.json.Decoder(Note)


def pack(note: Note) -> bytes:
    """The note's bytes in the record."""
    return _encoder.encode(note)


def parse(raw: bytes) -> Post:
    """:raises ValueError: it is no note, or nothing was said; says why."""
    try:
        note = _decoder.decode(raw)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    odd: dict[str, None] = {}

    def cleaned(text: str) -> str:
        found, mended = clean(text)
        odd.update(dict.fromkeys(mended))
        return found.strip()

    name, said = cleaned(note.id), cleaned(note.said)
    if not name:
        raise ValueError("no id")
    if not (said or note.files):
        raise ValueError("nothing was said, and nothing handed in")
    media = tuple(
        Media(kind=_kind(one.mime), mime=cleaned(one.mime), file=cleaned(one.name))
        for one in note.files
    )
    answers = cleaned(note.answers)
    return Post(
        aliases=(_alias(name),),
        author=_author(name, cleaned(note.name), cleaned(note.body)),
        form="api",
        language=cleaned(note.language),
        media=media,
        network=NETWORK,
        odd=tuple(odd),
        parser=PARSER,
        published=_in_utc(note.at, odd),
        reply_to=_alias(answers) if answers else "",
        text=said,
        thread=_alias(answers or name),
        visibility="direct",
    )


def _author(note: str, name: str, body: str) -> Author:
    """Two who gave no name, or the same one, are never taken for one person."""
    if body:
        return Author(id=f"{NETWORK}:body", handle=body, name=body)
    return Author(id=f"{NETWORK}:{note}:person", handle=name, name=name)


def _alias(note: str) -> str:
    return f"{NETWORK}:{note}"


def _kind(mime: str) -> MediaKind:
    return "image" if mime.startswith("image/") else "file"


def _in_utc(at: datetime, odd: dict[str, None]) -> datetime | None:
    if at.tzinfo is None:
        odd["date-unreadable"] = None
        return None
    try:
        return at.astimezone(UTC)
    except OverflowError:
        odd["date-unreadable"] = None
        return None
