"""What somebody wrote must stand in the record before it is hidden or deleted: words, as they were received, and
pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tilstede.core.post import Author
from tilstede.jobs import call
from tilstede.posts import read
from tilstede.record import read as record

#: Who brings in a picture; the pumps do not know each other.
_FETCH: Final = "tilstede.intake.tasks.fetch_picture"


@dataclass(frozen=True, slots=True)
class Kept:
    """What the record holds of a post. ``event``: of the wording that stands; ``raw``: whether it is held as it was
    received; ``pictures``: so many are held; ``missing``: place and address of each that is not."""

    author: Author
    network: str
    event: int
    raw: bool
    pictures: int
    missing: tuple[tuple[int, str], ...]


def kept(number: int) -> Kept | None:
    """None: there is no such post, or its words are gone."""
    shown = read.one(number, public=False)
    if shown is None or shown.post is None:
        return None
    held = {medium.position for medium in shown.media}
    pictures = [
        (place, one.url) for place, one in enumerate(shown.post.media) if one.kind == "image"
    ]
    event = shown.row.event
    return Kept(
        author=shown.post.author,
        network=shown.post.network,
        event=event,
        raw=bool(record.payload(event, "raw") or record.payload(number, "raw")),
        pictures=sum(place in held for place, _url in pictures),
        missing=tuple((place, url) for place, url in pictures if url and place not in held),
    )


def fetch(number: int, found: Kept) -> None:
    """Have what is missing brought in, at once, in the caller's transaction."""
    for place, url in found.missing:
        call.enqueue(_FETCH, number, place, url)
