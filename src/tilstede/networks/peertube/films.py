"""Films that we upload: sent with their captions, looked for, read and changed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from tilstede.core.post import Visibility
from tilstede.networks.kit import multipart
from tilstede.networks.kit.errors import CannotTell, NetworkError, NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.kit.outgoing import Captions, Enclosure, Outgoing, Sent
from tilstede.networks.peertube import limits, names, parse
from tilstede.networks.peertube.api import Api, opened
from tilstede.networks.peertube.said import SLACK, same
from tilstede.networks.peertube.videos import tracks

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access

#: Bytes sent at a time; a multiple of 256 KiB, as the protocol has it.
PIECE: Final = 8 << 20
#: Seconds for one piece.
PATIENCE: Final = 600.0
#: Pieces that may be lost on the way.
RESUMES: Final = 3
_READ: Final = 1 << 16
_PRIVACY: Final[dict[Visibility, int]] = {"public": 1, "unlisted": 2, "followers": 3, "direct": 3}
_PAGES: Final = 4
_PAGE: Final = 50


def upload(api: Api, what: Outgoing, access: Access) -> Sent:
    """The film, then its captions. :raises NetworkError: ``reached``: the film may stand, or stands without its
    captions."""
    film = _film(what)
    _check(what)
    channel = access.secrets.get("channel", "")
    if not channel.isdecimal():
        raise Rejected("the account has no channel to put films in: connect it again")
    told = {**_told(what), "channelId": int(channel), "filename": film.name or film.path.name}
    uuid = _Carried(api, film, told).carry()
    for track in film.captions:
        _add(api, uuid, track)
    raw = read(api, uuid)
    if raw is None:
        raise NetworkError("the film was taken, and is not there", reached=True)
    return _sent(api, raw)


def _film(what: Outgoing) -> Enclosure:
    films = [one for one in what.media if one.mime.startswith("video/")]
    if len(films) != 1 or len(what.media) != 1:
        raise Rejected("PeerTube takes one film at a time, and nothing beside it but captions")
    if films[0].alt:
        raise Rejected(
            "PeerTube has no descriptions of films beside their own: put it into the text"
        )
    if films[0].path.stat().st_size == 0:
        raise Rejected("the film is empty")
    return films[0]


def _check(what: Outgoing) -> None:
    fewest, most = limits.TITLE
    if not fewest <= len(what.title) <= most:
        raise Rejected(f"a title holds from {fewest} to {most} characters")
    if what.text and not fewest <= len(what.text) <= limits.DESCRIPTION:
        raise Rejected(f"a description holds from {fewest} to {limits.DESCRIPTION} characters")
    if len(what.tags) > limits.TAGS or any(not 2 <= len(tag) <= 30 for tag in what.tags):
        raise Rejected(f"at most {limits.TAGS} tags, each from 2 to 30 characters")


def _told(what: Outgoing) -> dict[str, Any]:
    """Title and the rest, as the API has them. A warning marks the film as sensitive, and says why (7.2)."""
    told: dict[str, Any] = {"name": what.title, "privacy": _PRIVACY[what.visibility]}
    if what.text:
        told["description"] = what.text
    if what.language:
        told["language"] = what.language
    if what.tags:
        told["tags"] = list(what.tags)
    if what.warning:
        told |= {"nsfw": True, "nsfwSummary": what.warning}
    return told


@dataclass
class _Carried:
    """A film on its way (github.com/kukhariev/node-uploadx, proto.md; as PeerTube's description has it, 8.1.0)."""

    api: Api
    film: Enclosure
    told: Mapping[str, Any]

    def carry(self) -> str:
        """Its id, once all of it is there. :raises NetworkError: ``reached``: the last piece had left."""
        size = self.film.path.stat().st_size
        where = self._begin(size)
        at, resumes = 0, RESUMES
        while True:
            end = min(at + PIECE, size)
            try:
                answer = self._piece(where, at, end, size)
            except NetworkError as error:
                if not error.reached or not resumes:
                    error.reached = error.reached and end == size
                    raise
                resumes -= 1
                answer = self._ask(where, size, last=end == size)
            if answer.status != 308:
                return _uuid(answer.content)
            at = _held(answer.headers.get("range", ""))

    def _begin(self, size: int) -> str:
        """Where the pieces go. :raises NotUnderstood: to another server, which is given no login."""
        content = json.dumps(self.told, ensure_ascii=False).encode()
        headers = {
            "Content-Type": "application/json",
            "X-Upload-Content-Length": str(size),
            "X-Upload-Content-Type": self.film.mime,
        }
        answer = self.api.do("POST", "/videos/upload-resumable", content, headers=headers)
        where = urljoin(f"{self.api.base}/", answer.headers.get("location", ""))
        if not where.startswith(f"{self.api.base}/api/"):
            raise NotUnderstood(f"the film should go elsewhere: {names.host_of(where)}")
        return where

    def _piece(self, where: str, start: int, end: int, size: int) -> Any:
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes {start}-{end - 1}/{size}",
            "Content-Length": str(end - start),
        }
        content = _bytes(self.film.path, start, end)
        return self.api.do("PUT", where, content, headers=headers, accept={308}, patience=PATIENCE)

    def _ask(self, where: str, size: int, *, last: bool) -> Any:
        """How much of it is there."""
        headers = {"Content-Range": f"bytes */{size}", "Content-Length": "0"}
        try:
            return self.api.do("PUT", where, headers=headers, accept={308})
        except NetworkError as error:
            error.reached = last
            raise


def _bytes(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (piece := file.read(min(_READ, end - start))):
            start += len(piece)
            yield piece


def _held(told: str) -> int:
    """Bytes that the server has, by its Range header."""
    last = told.rpartition("-")[2]
    return int(last) + 1 if last.isdecimal() else 0


def _uuid(content: bytes) -> str:
    uuid = opened(content, reached=True).object("video").line("uuid")
    if not uuid:
        raise NotUnderstood("the server's answer names no video", reached=True)
    return uuid


def _add(api: Api, uuid: str, track: Captions) -> None:
    """:raises NetworkError: always ``reached``, since the film stands."""
    file = multipart.File("captionfile", track.path, "text/vtt", f"{track.language}.vtt")
    form = multipart.form({}, file)
    path = f"/videos/{uuid}/captions/{track.language}"
    try:
        api.do("PUT", path, form.content, headers=form.headers)
    except NetworkError as error:
        error.reached = True
        raise


def _sent(api: Api, raw: bytes) -> Sent:
    post = parse.parse(raw, parse.JSON, {"base": api.base})
    uuid = Fields(load(parse.parts(raw)[0])).line("uuid")
    return Sent(f"video:{uuid}", post.aliases, post.url)


def read(api: Api, uuid: str) -> bytes | None:
    """The film as it stands, with its captions; None when it is gone."""
    try:
        return parse.joined(api.get(f"/videos/{uuid}"), tracks(api, uuid))
    except NotFound:
        return None


def find(api: Api, what: Outgoing) -> Sent | None:
    """Ours with the same title and description, among the newest uploads. :raises CannotTell: it lacks its captions,
    or there are too many to look through."""
    since = what.made - SLACK
    for number in range(_PAGES):
        page = api.page("/users/me/videos", start=number * _PAGE, count=_PAGE, sort="-createdAt")
        for raw in page.raws:
            listed = Fields(load(raw))
            made = listed.time("createdAt")
            if made and made < since:
                return None
            if same(listed.line("name"), what.title) and (found := _same(api, listed, what)):
                return found
        if len(page.data) < _PAGE:
            return None
    raise CannotTell("more uploads since then than are looked through")


def _same(api: Api, listed: Fields, what: Outgoing) -> Sent | None:
    raw = read(api, listed.line("uuid"))
    if raw is None:
        return None
    film, *captions = [Fields(load(one)) for one in parse.parts(raw)]
    if not same(film.text("description"), what.text):
        return None
    wanted = {track.language for one in what.media for track in one.captions}
    held = {one.object("language").line("id") for one in captions}
    if missing := sorted(wanted - held):
        raise CannotTell(f"the film stands, but without its captions in {', '.join(missing)}")
    return _sent(api, raw)


def edit(api: Api, uuid: str, what: Outgoing) -> Sent:
    """Title, description, tags, language and warning."""
    _check(what)
    told = _told(what)
    told.pop("privacy")
    form = _form(told)
    try:
        api.do("PUT", f"/videos/{uuid}", form[1], headers={"Content-Type": form[0]})
    except NotFound as error:
        raise Rejected(error.detail) from error
    raw = read(api, uuid)
    if raw is None:
        raise Rejected("the film is gone")
    return _sent(api, raw)


def _form(told: Mapping[str, Any]) -> tuple[str, bytes]:
    """A form without a file (RFC 7578), and its media type; a list's members each under its name."""
    boundary = secrets.token_hex(16)
    body = b""
    for name, value in told.items():
        for at, one in enumerate(value if isinstance(value, list) else [value]):
            field = f"{name}[{at}]" if isinstance(value, list) else name
            text = ("true" if one else "false") if isinstance(one, bool) else str(one)
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n'
            body += head.encode() + text.encode() + b"\r\n"
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()
