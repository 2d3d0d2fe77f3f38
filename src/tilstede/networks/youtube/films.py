"""Films that we upload: sent with their captions, looked for, read and changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from googleapiclient.http import MediaFileUpload

from tilstede.core.post import Visibility
from tilstede.networks.kit.errors import CannotTell, NetworkError, NotFound, Rejected
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.kit.outgoing import Captions, Enclosure, Outgoing, Sent
from tilstede.networks.youtube import captions, limits, names, parse
from tilstede.networks.youtube.api import Api
from tilstede.networks.youtube.said import SLACK, done, same

#: Bytes sent at a time; a multiple of 256 KiB, as the protocol has it.
PIECE: Final = 8 << 20
_PRIVACY: Final[dict[Visibility, str]] = {
    "public": "public",
    "unlisted": "unlisted",
    "followers": "private",
    "direct": "private",
}
#: Newest uploads looked through at most, fifty on a page.
_PAGES: Final = 4


def upload(api: Api, what: Outgoing) -> Sent:
    """The film, then its captions. :raises NetworkError: ``reached``: the film may stand, or stands without its
    captions."""
    film = _film(what)
    _check(what)
    body = {"snippet": _snippet(what), "status": _status(what)}
    media = MediaFileUpload(str(film.path), mimetype=film.mime, chunksize=PIECE, resumable=True)
    request = api.service.videos().insert(part="snippet,status", body=body, media_body=media)
    try:
        answer = Fields(done(api.upload(request)))
    finally:
        media.stream().close()
    sent = _sent(answer)
    for track in film.captions:
        _add(api, names.video_in(sent.id), track)
    return sent


def _film(what: Outgoing) -> Enclosure:
    films = [one for one in what.media if one.mime.startswith("video/")]
    if len(films) != 1 or len(what.media) != 1:
        raise Rejected("YouTube takes one film at a time, and nothing beside it but captions")
    if films[0].alt:
        raise Rejected(
            "YouTube has no descriptions of films beside their own: put it into the text"
        )
    if films[0].path.stat().st_size == 0:
        raise Rejected("the film is empty")
    return films[0]


def _check(what: Outgoing) -> None:
    if not what.title.strip():
        raise Rejected("a film must have a title")
    if len(what.title) > limits.LIMITS.title:
        raise Rejected(f"a title holds {limits.LIMITS.title} characters")
    if len(what.text.encode()) > limits.LIMITS.bytes:
        raise Rejected(f"a description holds {limits.LIMITS.bytes} bytes")
    if any(one in what.title + what.text for one in limits.FORBIDDEN):
        raise Rejected("neither title nor description may hold < or >")
    if sum(len(tag) + 2 * (" " in tag) for tag in what.tags) + len(what.tags) > limits.TAGS:
        raise Rejected(f"the tags hold {limits.TAGS} characters together")
    if what.warning:
        raise Rejected("YouTube has no warnings")


def _snippet(what: Outgoing) -> dict[str, Any]:
    told: dict[str, Any] = {"title": what.title, "description": what.text}
    if what.tags:
        told["tags"] = list(what.tags)
    if what.language:
        told |= {"defaultLanguage": what.language, "defaultAudioLanguage": what.language}
    return told


def _status(what: Outgoing) -> dict[str, Any]:
    return {"privacyStatus": _PRIVACY[what.visibility], "selfDeclaredMadeForKids": False}


def _sent(item: Fields) -> Sent:
    video = item.line("id")
    if not names.VIDEO.fullmatch(video):
        raise NetworkError("YouTube's answer names no video", reached=True)
    return Sent(names.video(video), (names.video(video),), names.watch(video))


def _add(api: Api, video: str, track: Captions) -> None:
    """:raises NetworkError: always ``reached``, since the film stands."""
    body = {"snippet": {"videoId": video, "language": track.language, "name": "", "isDraft": False}}
    media = MediaFileUpload(str(track.path), mimetype="text/vtt", chunksize=PIECE, resumable=True)
    try:
        api.upload(api.service.captions().insert(part="snippet", body=body, media_body=media))
    except NetworkError as error:
        error.reached = True
        raise
    finally:
        media.stream().close()


def find(api: Api, what: Outgoing, account: str) -> Sent | None:
    """Ours with the same title and description, among the newest uploads. :raises CannotTell: it lacks its captions,
    or there are too many to look through."""
    since = what.made - SLACK
    for raw in _newest(api, account, since):
        item = Fields(load(raw))
        snippet = item.object("snippet")
        if same(snippet.line("title"), what.title) and same(snippet.text("description"), what.text):
            _check_captions(api, item.line("id"), what)
            return _sent(item)
    return None


def _newest(api: Api, account: str, since: datetime) -> list[bytes]:
    """Our uploads since then. :raises CannotTell: there are more than are looked through."""
    channel = api.list("channels", part="contentDetails", id=account).raws
    lists = Fields(load(channel[0])).object("contentDetails") if channel else Fields({})
    uploads = lists.object("relatedPlaylists").line("uploads")
    if not uploads:
        raise CannotTell(f"YouTube does not show the uploads of {account}")
    ids: list[str] = []
    asked = {"part": "snippet,contentDetails", "playlistId": uploads, "maxResults": 50}
    try:
        for number, page in enumerate(api.pages("playlistItems", **asked), 1):
            items = [Fields(load(raw)) for raw in page.raws]
            times = [one.object("snippet").time("publishedAt") for one in items]
            ids += [one.object("contentDetails").line("videoId") for one in items]
            if any(one and one < since for one in times):
                break
            if number == _PAGES and page.nextPageToken:
                raise CannotTell("more uploads since then than are looked through")
    except NotFound:  # so it is told that there are none yet
        return []
    found = []
    for start in range(0, len(ids), 50):
        found += api.list("videos", part="snippet", id=",".join(ids[start : start + 50])).raws
    return [raw for raw in found if _since(raw, since)]


def _since(raw: bytes, since: datetime) -> bool:
    when = Fields(load(raw)).object("snippet").time("publishedAt")
    return when is None or when >= since


def _check_captions(api: Api, video: str, what: Outgoing) -> None:
    wanted = {track.language for one in what.media for track in one.captions}
    if not wanted:
        return
    tracks = api.list("captions", part="snippet", videoId=video).raws
    held = {Fields(load(raw)).object("snippet").line("language") for raw in tracks}
    if missing := sorted(wanted - held):
        raise CannotTell(f"the film stands, but without its captions in {', '.join(missing)}")


def read(api: Api, sent: str) -> bytes | None:
    """The film as it stands, with its caption tracks."""
    raw = _told(api, sent)
    if raw is None or Fields(load(raw)).object("contentDetails").line("caption") != "true":
        return raw
    return parse.joined(raw, captions.tracks(api, names.video_in(sent)))


def _told(api: Api, sent: str) -> bytes | None:
    parts = "snippet,status,contentDetails"
    found = api.list("videos", part=parts, id=names.video_in(sent)).raws
    return found[0] if found else None


def edit(api: Api, sent: str, what: Outgoing) -> Sent:
    """Title, description, tags and language. The rest of what was told of it is told again, or it would be lost
    (developers.google.com/youtube/v3/docs/videos/update, 2026)."""
    _check(what)
    raw = _told(api, sent)
    if raw is None:
        raise Rejected("the film is gone")
    snippet = load(raw).get("snippet")
    known = snippet if isinstance(snippet, dict) else {}
    kept = {name: known[name] for name in _CHANGEABLE if name in known}
    body = {"id": names.video_in(sent), "snippet": {**kept, **_snippet(what)}}
    answer = api.call(api.service.videos().update(part="snippet", body=body))
    return _sent(Fields(done(answer)))


_CHANGEABLE: Final = ("categoryId", "tags", "defaultLanguage", "defaultAudioLanguage")
