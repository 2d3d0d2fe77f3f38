"""Files that lie in Meta's takeouts, by their names."""

from __future__ import annotations

from typing import Final

from tilstede.core.post import Media, MediaKind

_KINDS: Final[dict[str, tuple[MediaKind, str]]] = {
    "jpg": ("image", "image/jpeg"),
    "jpeg": ("image", "image/jpeg"),
    "png": ("image", "image/png"),
    "gif": ("image", "image/gif"),
    "webp": ("image", "image/webp"),
    "heic": ("image", "image/heic"),
    "mp4": ("video", "video/mp4"),
    "mov": ("video", "video/quicktime"),
    "webm": ("video", "video/webm"),
    "srt": ("file", "application/x-subrip"),
    "aac": ("audio", "audio/aac"),
    "mp3": ("audio", "audio/mpeg"),
}


_OTHER: Final[tuple[MediaKind, str]] = ("file", "")


def medium(uri: str) -> Media:
    """A file as the takeout names it; one that was left on the web is an address."""
    ending = (uri.partition("?")[0] if "?" in uri else uri).rpartition(".")[2]
    kind, mime = _KINDS.get(ending) or _KINDS.get(ending.lower(), _OTHER)
    if uri.startswith(("https://", "http://")):
        return Media(kind=kind, mime=mime, url=uri)
    return Media(kind=kind, mime=mime, file=uri)


def place_of(medium: Media) -> str:
    """Its name in the takeout, or its address."""
    return medium.file or medium.url
