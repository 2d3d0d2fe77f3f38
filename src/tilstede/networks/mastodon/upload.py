"""Pictures, films and sounds, sent before the post they go with (docs.joinmastodon.org/methods/media#v2, 2026)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from tilstede.networks.kit import multipart
from tilstede.networks.kit.contract import NetworkError, NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.outgoing import Enclosure
from tilstede.networks.mastodon.asking import Server, part

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Response

#: Seconds a film may take on its way, and to be made ready by the server.
ON_ITS_WAY: Final = 900.0
MADE_READY: Final = 600.0
#: Seconds between two looks, the first and the longest.
_SOON, _LATE = 0.5, 5.0


def all_of(media: tuple[Enclosure, ...], server: Server) -> list[str]:
    """Their numbers on the server, each ready to be shown.

    :raises NetworkError: one was not taken. Nobody sees any of them without a post: the server throws them away.
    """
    try:
        return [_upload(one, server) for one in media]
    except NetworkError as error:
        error.reached = False  # whatever became of the file, the post it goes with was not sent
        raise


def _upload(one: Enclosure, server: Server) -> str:
    if one.captions:
        raise Rejected("the Mastodon API takes no captions with a film")
    try:
        answer = _sent("/api/v2/media", one, server)
    except NotFound:  # before Mastodon 3.1.3; it answers when all is done
        answer = _sent("/api/v1/media", one, server)
    found = server.fields(answer)
    number = found.name("id")
    if not number:
        raise NotUnderstood(f"{server.host} took the file, and gave no number for it")
    if answer.status == 202:
        _wait(number, server)
    return number


def _sent(path: str, one: Enclosure, server: Server) -> Response:
    fields = {"description": one.alt} if one.alt else {}
    file = multipart.File("file", one.path, one.mime, one.name or one.path.name)
    form = multipart.form(fields, file)
    return server.send("POST", path, form.content, form.headers, patience=ON_ITS_WAY)


def _wait(number: str, server: Server) -> None:
    """Until the server has made it ready: 206 means that it has not. :raises Rejected: it could not."""
    until, pause = time.monotonic() + MADE_READY, _SOON
    while time.monotonic() < until:
        if server.get(f"/api/v1/media/{part(number)}").status == 200:
            return
        time.sleep(pause)
        pause = min(2 * pause, _LATE)
    raise NotUnderstood(f"{server.host} was not done with the file after {MADE_READY:.0f} seconds")
