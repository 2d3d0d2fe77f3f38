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


def medium(uri: str) -> Media:
    """A file as the takeout names it; one that was left on the web is an address."""
    kind, mime = _KINDS.get(uri.partition("?")[0].rpartition(".")[2].lower(), ("file", ""))
    if uri.startswith(("https://", "http://")):
        return Media(kind=kind, mime=mime, url=uri)
    return Media(kind=kind, mime=mime, file=uri)
