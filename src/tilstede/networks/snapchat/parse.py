"""A story of the takeout as the common post."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Final

import msgspec

from tilstede.core.post import Author, Media, MediaKind, Post, Visibility
from tilstede.core.text import clean

NETWORK: Final = "snapchat"
PARSER: Final = "snapchat/1"
_KINDS: Final[dict[str, MediaKind]] = {"image": "image", "photo": "image", "video": "video"}


class Story(msgspec.Struct):
    """A story shown to all (``shared_story.json``), or to those who follow (``story_history.json``)."""

    id: str = msgspec.field(default="", name="Story Id")
    address: str = msgspec.field(default="", name="Story URL")
    content: str = msgspec.field(default="", name="Content")
    created: str = msgspec.field(default="", name="Created")
    date: str = msgspec.field(default="", name="Story Date")
    headline: str = msgspec.field(default="", name="Headline")


_decoder = msgspec.json.Decoder(Story)


def parse(raw: bytes, account: str) -> Post:
    """:raises ValueError: it is no story, or nothing is in it; says why."""
    try:
        story = _decoder.decode(raw)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    odd: dict[str, None] = {}

    def line(text: str) -> str:
        cleaned, mended = clean(text)
        odd.update(dict.fromkeys(mended))
        return cleaned.strip()

    published = _moment(story.created or story.date, odd)
    name, text, address = line(story.id), line(story.headline), line(story.address)
    kind = _KINDS.get(line(story.content).casefold())
    web = address if address.startswith(("http://", "https://")) else ""
    if not (text or web or kind):
        raise ValueError("nothing in it: no words, no picture, no film")
    digest = hashlib.sha256(f"{published}\n{text}\n{web}".encode()).hexdigest()[:16]
    handle = line(account).lstrip("@")
    profile = f"https://www.snapchat.com/add/{handle}" if handle else ""
    everyone: Visibility = "public" if story.created else "followers"
    return Post(
        aliases=(f"{NETWORK}:{name or '~' + digest}",),
        author=Author(id=f"{NETWORK}:{handle or 'unknown'}", handle=handle, url=profile),
        form="archive",
        media=(Media(kind=kind or "file", url=web),),
        network=NETWORK,
        odd=tuple(odd),
        parser=PARSER,
        published=published,
        text=text,
        visibility=everyone,
    )


def _moment(told: str, odd: dict[str, None]) -> datetime | None:
    """``2024-03-01 12:30:00 UTC``."""
    try:
        found = datetime.fromisoformat(told.removesuffix("UTC").strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        odd["date-unreadable" if told else "date-missing"] = None
        return None
