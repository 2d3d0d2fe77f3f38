"""A post as a person cleared it, made into the record that goes out.

Sources: the lexicons app.bsky.feed.post and app.bsky.embed.* (2026).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from PIL import Image, UnidentifiedImageError

from tilstede.networks.bluesky import facets, limits, names
from tilstede.networks.bluesky.record import SENSITIVE
from tilstede.networks.kit.contract import Rejected
from tilstede.networks.kit.limits import faults
from tilstede.networks.kit.sending import Card, Enclosure, Outgoing

#: A strong reference: where a post lies, and which wording of it is meant (com.atproto.repo.strongRef).
Reference = dict[str, str]
Upload = Callable[[Path, str], dict[str, Any]]

_TURNED: Final = (5, 6, 7, 8)  #: EXIF orientations in which width and height change places
_ORIENTATION: Final = 0x0112


def check(what: Outgoing) -> None:
    """:raises Rejected: it cannot go out as it is; nothing of it is left out silently."""
    for wrong, said in _wrongs(what):
        if wrong:
            raise Rejected(f"Bluesky {said}")
    if found := faults(what, limits.LIMITS):
        raise Rejected(", ".join(f"{one.code} {one.has or ''}/{one.most or ''}" for one in found))


def _wrongs(what: Outgoing) -> list[tuple[bool, str]]:
    films = [one for one in what.media if one.mime.startswith("video/")]
    tracks = [track for one in what.media for track in one.captions]
    card, thumb = what.card, what.card.picture if what.card else None
    return [
        (what.visibility != "public", "has public posts only"),
        (what.poll is not None, "has no polls"),
        (bool(what.title), "has no titles"),
        (bool(films) and len(what.media) > 1, "takes a film by itself"),
        (card is not None and bool(what.media), "takes either a link's card or pictures"),
        (len(what.tags) > limits.TAGS, f"takes {limits.TAGS} tags beside those in the text"),
        (bool(tracks) and not films, "takes captions with films"),
        (len(tracks) > limits.CAPTIONS, f"takes {limits.CAPTIONS} tracks of captions"),
        (any(_size(t.path) > limits.CAPTION_BYTES for t in tracks), "takes smaller captions"),
        (thumb is not None and _size(thumb) > limits.THUMB_BYTES, "takes a smaller card picture"),
        (
            bool(what.warning) and what.warning not in SENSITIVE,
            f"has no warnings but {', '.join(sorted(SENSITIVE))}",
        ),
    ]


def _size(path: Path) -> int:
    return path.stat().st_size


def record(
    what: Outgoing,
    *,
    upload: Upload,
    resolve: Callable[[str], str],
    reply: dict[str, Reference] | None,
    quoted: Reference | None,
) -> dict[str, Any]:
    """The record. ``upload`` is called for every file first; ``reply``, ``quoted``: what it refers to."""
    made: dict[str, Any] = {
        "$type": names.POST,
        "text": what.text,
        "createdAt": stamp(what.made),
    }
    if found := facets.facets(what.text, resolve):
        made["facets"] = found
    if what.language:
        made["langs"] = [what.language]
    if what.tags:
        made["tags"] = [tag.lstrip("#") for tag in what.tags]
    if what.warning:
        label = {"val": what.warning}
        made["labels"] = {"$type": "com.atproto.label.defs#selfLabels", "values": [label]}
    if reply:
        made["reply"] = reply
    if embed := _embed(_carried(what, upload), quoted):
        made["embed"] = embed
    return made


def stamp(moment: datetime) -> str:
    """A time as the network's own programs write it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _embed(carried: dict[str, Any] | None, quoted: Reference | None) -> dict[str, Any] | None:
    if quoted is None:
        return carried
    shown = {"$type": "app.bsky.embed.record", "record": quoted}
    if carried is None:
        return shown
    return {"$type": "app.bsky.embed.recordWithMedia", "record": shown, "media": carried}


def _carried(what: Outgoing, upload: Upload) -> dict[str, Any] | None:
    if what.card is not None:
        return _card(what.card, upload)
    if not what.media:
        return None
    if what.media[0].mime.startswith("video/"):
        return _film(what.media[0], upload)
    pictures = [_picture(one, upload) for one in what.media]
    return {"$type": "app.bsky.embed.images", "images": pictures}


def _card(card: Card, upload: Upload) -> dict[str, Any]:
    external: dict[str, Any] = {
        "uri": card.url,
        "title": card.title,
        "description": card.description,
    }
    if card.picture is not None:
        external["thumb"] = upload(card.picture, _mime(card.picture))
    return {"$type": "app.bsky.embed.external", "external": external}


def _picture(one: Enclosure, upload: Upload) -> dict[str, Any]:
    found: dict[str, Any] = {"image": upload(one.path, one.mime), "alt": one.alt or ""}
    if size := _shape(one.path):
        found["aspectRatio"] = {"width": size[0], "height": size[1]}
    return found


def _film(one: Enclosure, upload: Upload) -> dict[str, Any]:
    found: dict[str, Any] = {
        "$type": "app.bsky.embed.video",
        "video": upload(one.path, one.mime),
    }
    if one.alt:
        found["alt"] = one.alt
    if one.captions:
        found["captions"] = [
            {"lang": track.language, "file": upload(track.path, "text/vtt")}
            for track in one.captions
        ]
    return found


def _shape(path: Path) -> tuple[int, int] | None:
    """Width and height as it is to be seen, read from the head of the file."""
    try:
        with Image.open(path) as picture:
            width, height = picture.size
            turned = picture.getexif().get(_ORIENTATION) in _TURNED
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    return (height, width) if turned else (width, height)


def _mime(path: Path) -> str:
    try:
        with Image.open(path) as picture:
            return Image.MIME.get(picture.format or "", "image/jpeg")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Rejected(f"{path.name} is no picture") from error
