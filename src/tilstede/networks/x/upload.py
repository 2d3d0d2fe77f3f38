"""Pictures and films brought to X, piece by piece (docs.x.com/x-api/media/quickstart/media-upload-chunked, 2026)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from tilstede.networks.kit.errors import NetworkError, Rejected, Unreachable
from tilstede.networks.kit.outgoing import Enclosure
from tilstede.networks.x.api import Api, decoded

_PIECE: Final = 4 << 20  #: bytes; X takes a thousand pieces
_PATIENCE: Final = 300.0  #: seconds for one piece
#: Seconds a film may take to be made ready.
_LONGEST_WAIT: Final = 900.0


class _Processing(msgspec.Struct, frozen=True):
    state: str = ""
    check_after_secs: int = 1


class _Upload(msgspec.Struct, frozen=True):
    id: str = ""
    processing_info: _Processing | None = None


class _Answer(msgspec.Struct):
    data: _Upload = _Upload()


def upload(api: Api, one: Enclosure, sleep: Callable[[float], None] = time.sleep) -> str:
    """X's number for the file, with its alt text. :raises NetworkError: nothing is sent by it: ``reached`` is false."""
    try:
        number = _begin(api, one)
        _bring(api, number, one.path)
        _finish(api, number, sleep)
        if one.alt:
            alt = {"id": number, "metadata": {"alt_text": {"text": one.alt}}}
            api.send("POST", "/2/media/metadata", alt)
    except NetworkError as error:
        error.reached = False  # a file that hangs on no post is seen by nobody
        raise
    return number


def _begin(api: Api, one: Enclosure) -> str:
    wanted = {
        "media_category": _category(one.mime),
        "media_type": one.mime,
        "total_bytes": one.path.stat().st_size,
    }
    found: _Answer = decoded(api.send("POST", "/2/media/upload/initialize", wanted), _Answer)
    return found.data.id


def _category(mime: str) -> str:
    if mime == "image/gif":
        return "tweet_gif"
    return "tweet_video" if mime.startswith("video/") else "tweet_image"


def _bring(api: Api, number: str, path: Path) -> None:
    with path.open("rb") as file:
        index = 0
        while piece := file.read(_PIECE):
            content, kind = _form(index, piece)
            where = f"/2/media/upload/{number}/append"
            api.send("POST", where, content=content, kind=kind, patience=_PATIENCE)
            index += 1


def _form(index: int, piece: bytes) -> tuple[bytes, str]:
    """``multipart/form-data`` (RFC 7578)."""
    mark = secrets.token_hex(16)
    parts = (
        f'--{mark}\r\nContent-Disposition: form-data; name="segment_index"\r\n\r\n{index}\r\n',
        f'--{mark}\r\nContent-Disposition: form-data; name="media"; filename="media"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n",
    )
    content = "".join(parts).encode() + piece + f"\r\n--{mark}--\r\n".encode()
    return content, f"multipart/form-data; boundary={mark}"


def _finish(api: Api, number: str, sleep: Callable[[float], None]) -> None:
    """:raises Rejected: X cannot use the file. :raises Unreachable: it is not ready in time."""
    found: _Answer = decoded(api.send("POST", f"/2/media/upload/{number}/finalize"), _Answer)
    waited = 0.0
    while (at := found.data.processing_info) and at.state in ("pending", "in_progress"):
        if waited > _LONGEST_WAIT:
            raise Unreachable("X has not made the film ready in time")
        pause = float(min(max(at.check_after_secs, 1), 60))
        sleep(pause)
        waited += pause
        query = {"command": "STATUS", "media_id": number}
        found = decoded(api.get("/2/media/upload", query), _Answer)
    if at and at.state == "failed":
        raise Rejected("X cannot use the picture or film")
