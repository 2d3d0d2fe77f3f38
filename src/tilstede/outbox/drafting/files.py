"""Files of drafts: taken in, made harmless, kept, handed out."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
import uuid
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from django.conf import settings
from PIL import Image

from tilstede.core import packing
from tilstede.core.checks.kit import Kind
from tilstede.outbox.drafting import captioning, lettering, pictures, recordings
from tilstede.outbox.drafting.models import File, Manuscript
from tilstede.outbox.drafting.taking import NotTaken as NotTaken
from tilstede.outbox.drafting.taking import Taken

#: Bytes of a file that comes in: about what Mastodon takes of a film.
LARGEST: Final = 100 << 20
#: Letters of a file's name.
_LONGEST: Final = 100
_SUFFIXES: Final = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/ogg": ".ogg",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
    "text/vtt": ".vtt",
}
_NOT_IN_NAMES: Final = re.compile(r"[^\w .()&+-]")


@dataclass(frozen=True, slots=True)
class Came:
    """A file as it came from a browser: where it lies, and what the browser calls it, which is not believed."""

    path: Path
    name: str


def take(manuscript: Manuscript, came: Came, *, by: str, now: datetime) -> File:
    """Keep a picture, film or sound, without what its maker's machine noted in it.

    :raises NotTaken: it is no such thing, or may not be opened.
    """
    with tempfile.TemporaryDirectory(dir=_waiting()) as folder:
        taken = cleaned(came.path, Path(folder, "copy"))
        if taken.mime.startswith("image/"):
            taken = _read(taken)
        return keep(manuscript, taken, name=came.name, by=by, now=now)


def take_captions(manuscript: Manuscript, came: Came, *, by: str, now: datetime) -> File:
    """Keep captions, as WebVTT. :raises NotTaken: they are neither WebVTT nor SRT."""
    if came.path.stat().st_size > captioning.LARGEST:
        raise NotTaken("too-large", most=captioning.LARGEST >> 20)
    taken = Taken("text/vtt", captioning.webvtt(came.path.read_bytes()))
    return keep(manuscript, taken, name=came.name, by=by, now=now)


def cleaned(path: Path, target: Path) -> Taken:
    """A picture, film or sound as it may go out; films and sounds are written to ``target``. :raises NotTaken:"""
    size = path.stat().st_size
    if size > LARGEST:
        raise NotTaken("too-large", most=LARGEST >> 20)
    if size == 0:
        raise NotTaken("empty")
    with path.open("rb") as file:
        head = file.read(4_096)
    if pictures.is_one(head):
        return pictures.take(path)
    return recordings.take(path, recordings.kind(head), target)


def _read(taken: Taken) -> Taken:
    with Image.open(BytesIO(taken.data)) as picture:
        return replace(taken, text=lettering.is_text(picture))


def keep(manuscript: Manuscript, taken: Taken, *, name: str, by: str, now: datetime) -> File:
    """A row for what is safe already; what is large lies as a file beside the database."""
    key = uuid.uuid4().hex
    size = taken.file.stat().st_size if taken.file else len(taken.data)
    small = size <= packing.LARGEST_ROW
    if not small:
        _keep(taken, _folder() / key)
    return File.objects.create(
        key=key,
        manuscript=manuscript,
        name=harmless(name, taken.mime),
        mime=taken.mime,
        size=size,
        width=taken.width,
        height=taken.height,
        seconds=taken.seconds,
        sound=taken.sound,
        text=taken.text,
        removed=list(taken.removed),
        content=_bytes(taken) if small else None,
        path="" if small else f"{_FOLDER}/{key}",
        at=now,
        by=by,
    )


def harmless(name: str, mime: str) -> str:
    """The name without folders, control characters, overrides of direction; ending as its kind does."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(one for one in bare if unicodedata.category(one)[0] not in "CZ" or one == " ")
    stem = _NOT_IN_NAMES.sub("", bare.rsplit(".", 1)[0]).strip(" .")[:_LONGEST].strip(" .")
    return f"{stem or 'file'}{_SUFFIXES.get(mime, '')}"


def data(row: File) -> bytes:
    """:raises FileNotFoundError: it is gone from the data folder."""
    return bytes(row.content) if row.content is not None else on_disk(row).read_bytes()


def on_disk(row: File) -> Path:
    """Where its bytes lie as a file. What lies in the database is written out first, to a place that may be emptied."""
    if row.content is None:
        return Path(settings.DATA) / row.path
    place = Path(settings.DATA) / "cache" / _FOLDER / row.key
    if not place.is_file():
        _write(place, bytes(row.content))
    return place


def places(row: File) -> tuple[str, ...]:
    """Where its bytes may lie as files, below the data folder."""
    return tuple(filter(None, (row.path, f"cache/{_FOLDER}/{row.key}")))


def kind(row: File) -> Kind:
    """As checks tell files apart."""
    first = row.mime.split("/")[0]
    kinds: dict[str, Kind] = {"image": "picture", "video": "film", "audio": "sound"}
    return kinds.get(first, "file")


_FOLDER: Final = "manuscripts"


def _folder() -> Path:
    return Path(settings.DATA) / _FOLDER


def _waiting() -> Path:
    """Where what is half written lies, and no backup looks."""
    folder = Path(settings.DATA) / "cache"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _bytes(taken: Taken) -> bytes:
    return taken.file.read_bytes() if taken.file else taken.data


def _keep(taken: Taken, place: Path) -> None:
    """Whole or not at all."""
    if taken.file is None:
        _write(place, taken.data)
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    taken.file.chmod(0o600)
    with taken.file.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(taken.file, place)


def _write(place: Path, content: bytes) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=_waiting())
    with open(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, place)
