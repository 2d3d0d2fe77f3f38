"""Pictures and films brought to LinkedIn: an address is asked for, the bytes are brought there, and it is made ready.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/images-api and videos-api (2026).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from tilstede.networks.kit.errors import (
    NetworkError,
    NotUnderstood,
    Refused,
    Rejected,
    Unreachable,
)
from tilstede.networks.linkedin.api import Api, named

_PATIENCE: Final = 300.0  #: seconds for one piece
#: Seconds a picture and a film may take to be made ready.
_LONGEST_PICTURE: Final = 120.0
_LONGEST_FILM: Final = 900.0
_LARGEST_PIECE: Final = 64 << 20  #: bytes; LinkedIn asks for four million


class _Piece(msgspec.Struct, frozen=True, rename="camel"):
    upload_url: str
    first_byte: int
    last_byte: int


class _Session(msgspec.Struct, frozen=True, rename="camel"):
    image: str = ""
    video: str = ""
    upload_url: str = ""
    upload_token: str = ""
    upload_instructions: list[_Piece] = []


class _Begun(msgspec.Struct):
    value: _Session


class Uploads:
    """``owner``: the page that will own the files. ``sleep``: waits while LinkedIn makes one ready."""

    def __init__(self, api: Api, owner: str, sleep: Callable[[float], None]) -> None:
        self._api = api
        self._owner = owner
        self._sleep = sleep

    def picture(self, path: Path) -> str:
        """Its name. :raises NetworkError: ``reached`` is false: a file that hangs on no post is seen by nobody."""
        return self._quietly(self._picture, path)

    def film(self, path: Path) -> str:
        """Its name. :raises NetworkError: as `picture`."""
        return self._quietly(self._film, path)

    def _quietly(self, bring: Callable[[Path], str], path: Path) -> str:
        try:
            return bring(path)
        except NetworkError as error:
            error.reached = False
            raise

    def _picture(self, path: Path) -> str:
        told = self._begin("images", {})
        if not told.image or not told.upload_url:
            raise NotUnderstood("LinkedIn does not tell where the picture is to be brought")
        content = path.read_bytes()
        self._api.bring(told.upload_url, content, len(content), _PATIENCE, login=True)
        self._wait(f"images/{named(told.image)}", _LONGEST_PICTURE)
        return told.image

    def _film(self, path: Path) -> str:
        asked = {
            "fileSizeBytes": path.stat().st_size,
            "uploadCaptions": False,
            "uploadThumbnail": False,
        }
        told = self._begin("videos", asked)
        if not told.video or not told.upload_instructions:
            raise NotUnderstood("LinkedIn does not tell where the film is to be brought")
        inorder = sorted(told.upload_instructions, key=lambda one: one.first_byte)
        with path.open("rb") as file:
            parts = [self._part(file, one) for one in inorder]
        finished = {"video": told.video, "uploadToken": told.upload_token, "uploadedPartIds": parts}
        self._api.send("videos", {"finalizeUploadRequest": finished}, action="finalizeUpload")
        self._wait(f"videos/{named(told.video)}", _LONGEST_FILM)
        return told.video

    def _begin(self, kind: str, asked: dict[str, int | bool]) -> _Session:
        body = {"initializeUploadRequest": {"owner": self._owner, **asked}}
        answer = self._api.send(kind, body, action="initializeUpload")
        try:
            return msgspec.json.decode(answer.content, type=_Begun).value
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise NotUnderstood(f"LinkedIn answered in another form: {error}") from error

    def _part(self, file: BinaryIO, piece: _Piece) -> str:
        size = piece.last_byte - piece.first_byte + 1
        if not 0 < size <= _LARGEST_PIECE:
            raise NotUnderstood(f"LinkedIn asks for a piece of {size} bytes")
        file.seek(piece.first_byte)
        content = file.read(size)
        answer = self._api.bring(piece.upload_url, content, len(content), _PATIENCE, login=False)
        if not (name := answer.headers.get("etag", "").strip('"')):
            raise NotUnderstood("LinkedIn does not tell what it calls a piece of the film")
        return name

    def _wait(self, path: str, longest: float) -> None:
        """Until it can be used. :raises Rejected: it cannot. :raises Unreachable: it is not ready in time."""
        waited, pause = 0.0, 1.0
        while True:
            try:
                status = self._api.fields(path).line("status")
            except Refused:
                return  # the login may bring files and not look at them: the post will tell
            if status == "PROCESSING_FAILED":
                raise Rejected("LinkedIn cannot use the picture or film")
            if status not in ("PROCESSING", "WAITING_UPLOAD"):
                return
            if waited >= longest:
                raise Unreachable("LinkedIn has not made the picture or film ready in time")
            self._sleep(pause)
            waited, pause = waited + pause, min(pause * 2, 15.0)
