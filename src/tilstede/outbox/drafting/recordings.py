"""Films and sounds that are to go out: known by their content, without what the camera noted in them.

Debian's `ffmpeg` reads and copies them. It is told which container to expect and to open nothing but the file: some
containers can name other files and addresses.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tilstede.outbox.drafting.taking import NotTaken, Taken

#: Seconds that a look at a film, and a copy of it, may take.
_LOOK, _COPY = 20, 120
#: ffmpeg's name of the container that is read, and of the one that is written, by MIME type.
_CONTAINERS: Final = {
    "video/mp4": ("mov", "mp4"),
    "video/quicktime": ("mov", "mov"),
    "video/webm": ("matroska", "webm"),
    "audio/mp4": ("mov", "mp4"),
    "audio/mpeg": ("mp3", "mp3"),
    "audio/ogg": ("ogg", "ogg"),
    "audio/wav": ("wav", "wav"),
    "audio/flac": ("flac", "flac"),
}
_BRANDS: Final = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}
_STILL: Final = (b"heic", b"heix", b"mif1", b"msf1", b"hevc", b"avif")
_PLACES: Final = ("location", "com.apple.quicktime.location.iso6709", "location-eng")
_CAMERAS: Final = ("make", "model", "com.apple.quicktime.make", "com.apple.quicktime.model")
#: Notes that tell nothing of who, where or when.
_HARMLESS: Final = frozenset(
    {
        "major_brand",
        "minor_version",
        "compatible_brands",
        "encoder",
        "language",
        "handler_name",
        "vendor_id",
        "duration",
    }
)


def is_installed() -> bool:
    """Whether films can be looked into here."""
    return shutil.which("ffmpeg") is not None and shutil.which("ffprobe") is not None


def kind(head: bytes) -> str:
    """The MIME type of a file that begins so. :raises NotTaken: it is nothing that goes out."""
    if head[4:8] == b"ftyp":
        if head[8:12] in _STILL:
            raise NotTaken("heic")
        return _BRANDS.get(head[8:12], "video/mp4")
    if head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:64]:
        return "video/webm"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head.startswith(b"ID3") or (
        head[:1] == b"\xff" and head[1:2] in (b"\xfb", b"\xf3", b"\xf2")
    ):
        return "audio/mpeg"
    for begins, mime in ((b"OggS", "audio/ogg"), (b"fLaC", "audio/flac")):
        if head.startswith(begins):
            return mime
    raise NotTaken("unknown")


@dataclass(frozen=True, slots=True)
class _Told:
    """What ffprobe says."""

    width: int
    height: int
    seconds: float | None
    sound: bool
    removed: tuple[str, ...]


def take(path: Path, mime: str, target: Path) -> Taken:
    """Written to the file ``target``: films are too large for the memory of a server. Without ffmpeg it is taken as it
    is, and that is told. :raises NotTaken: it is broken."""
    if not is_installed():
        shutil.copyfile(path, target)
        return Taken(mime, b"", removed=("kept",), file=target)
    reads, writes = _CONTAINERS[mime]
    told = _looked(path, reads)
    _run(
        "ffmpeg", "-v", "error", "-nostdin", "-y", "-protocol_whitelist", "file", "-f", reads,
        "-i", str(path), "-map", "0:v?", "-map", "0:a?", "-map_metadata", "-1",
        "-map_chapters", "-1", "-c", "copy", "-fflags", "+bitexact", *_fast(writes),
        "-f", writes, str(target),
        seconds=_COPY,
    )  # fmt: skip
    size = told.width, told.height
    return Taken(mime, b"", *size, told.seconds, told.sound, removed=told.removed, file=target)


def has_sound(path: Path) -> bool | None:
    """Whether the film has any sound; None where that cannot be told: it is none, or ffmpeg is not installed."""
    if not is_installed():
        return None
    with path.open("rb") as file:
        head = file.read(4_096)
    try:
        return _looked(path, _CONTAINERS[kind(head)][0]).sound
    except NotTaken:
        return None


def _fast(container: str) -> tuple[str, ...]:
    """What plays before it is all there has its table first."""
    return ("-movflags", "+faststart") if container in ("mp4", "mov") else ()


def _looked(path: Path, container: str) -> _Told:
    said = _run(
        "ffprobe", "-v", "error", "-protocol_whitelist", "file", "-f", container,
        "-show_format", "-show_streams", "-of", "json", str(path),
        seconds=_LOOK,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(said)
    streams = found.get("streams", [])
    films = [one for one in streams if one.get("codec_type") == "video"]
    sounds = [one for one in streams if one.get("codec_type") == "audio"]
    if not films and not sounds:
        raise NotTaken("broken", detail="no streams")
    shape = films[0] if films else {}
    length = found.get("format", {}).get("duration")
    tags = [found.get("format", {}).get("tags", {}), *(one.get("tags", {}) for one in streams)]
    return _Told(
        int(shape.get("width", 0)),
        int(shape.get("height", 0)),
        float(length) if length is not None else None,
        bool(sounds),
        _noted(tags),
    )


def _noted(tags: list[Mapping[str, str]]) -> tuple[str, ...]:
    names = {name.lower() for told in tags for name in told} - _HARMLESS
    found = {
        "place": any(name in names for name in _PLACES),
        "camera": any(name in names for name in _CAMERAS),
        "time": "creation_time" in names,
    }
    known = {*_PLACES, *_CAMERAS, "creation_time"}
    found["notes"] = bool(names - known)
    return tuple(name for name, there in found.items() if there)


def _run(*command: str, seconds: int) -> bytes:
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=True)
    except subprocess.TimeoutExpired as error:
        raise NotTaken("broken", detail="it takes too long") from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise NotTaken("broken", detail=last[:200]) from error
    return done.stdout
