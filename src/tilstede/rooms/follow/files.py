"""Pictures and proofs to take away. Only of posts that are public and still stand."""

from __future__ import annotations

from hashlib import sha256
from tempfile import TemporaryFile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from tilstede.posts import models, proofs, read, thumbs
from tilstede.record import read as record
from tilstede.record.bundle import write
from tilstede.rooms.follow import deciding
from tilstede.web import pictures
from tilstede.web.caching import PRIVATE, READERS
from tilstede.web.sharing import ANY_SITE

#: A stranger's bytes may run, fetch and frame nothing, even when opened on their own.
_ALONE = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox; frame-ancestors 'none'"
#: A minute, then asked for again by its tag: a post may be withheld or destroyed, and its pictures with it.
_KEPT = "public, max-age=60, s-maxage=60"


@require_safe
def thumb(request: HttpRequest, number: int, position: int) -> HttpResponseBase:
    """A picture made small, without the camera's notes."""
    medium, kept = _medium(request, number, position)
    path = thumbs.path(medium.event, medium.role)
    try:
        small = pictures.kept(path, lambda: _bytes(medium))
    except pictures.NotAPicture as error:
        raise Http404 from error
    return _answer(request, small, "image/webp", kept)


@require_safe
def media(request: HttpRequest, number: int, position: int) -> HttpResponseBase:
    """The bytes as they came. What is not a known kind of picture, film or sound is a file to save."""
    medium, kept = _medium(request, number, position)
    if medium.mime in pictures.SHOWN_TYPES:
        return _answer(request, _bytes(medium), medium.mime, kept)
    response = _answer(request, _bytes(medium), "application/octet-stream", kept)
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-{position}"'
    return response


@require_safe
def page(request: HttpRequest, number: int, event: int) -> HttpResponseBase:
    """A page of the body's own as it was when the post linked to it: a web archive to save (ISO 28500)."""
    item = deciding.seen_by(request.user, number)
    if item is None or item.post is None:
        raise Http404
    archive = record.payload(event, "page") if event in read.history(number) else None
    if archive is None:
        raise Http404
    kept = _KEPT if item.row.public else PRIVATE
    response = _answer(request, archive, "application/warc", kept)
    response.headers["Content-Disposition"] = f'attachment; filename="{number}-{event}.warc.gz"'
    return response


@require_safe
def thumbnail(request: HttpRequest, number: int, event: int) -> HttpResponseBase:
    """The small picture of what a post links to; the picture itself where its licence let us keep it."""
    item = deciding.seen_by(request.user, number)
    if item is None or item.post is None:
        raise Http404
    told = next((one for one in read.embedded(number) if one.event == event), None)
    role = "file" if told and "file" in told.mimes else "thumbnail"
    content = record.payload(event, role) if told and role in told.mimes else None
    if told is None or content is None or told.mimes[role] not in pictures.SHOWN_TYPES:
        raise Http404
    kept = _KEPT if item.row.public else PRIVATE
    return _answer(request, content, told.mimes[role], kept)


def _medium(request: HttpRequest, number: int, position: int) -> tuple[models.Media, str]:
    """What may be shown, and how long it may be kept. :raises Http404: no such post or picture, or it may not."""
    item = deciding.seen_by(request.user, number)
    if item is None or item.post is None:
        raise Http404
    for medium in item.media:
        if medium.position == position and not record.is_destroyed(medium.event):
            return medium, _KEPT if item.row.public else PRIVATE
    raise Http404


def _bytes(medium: models.Media) -> bytes:
    data = record.payload(medium.event, medium.role)
    if data is None:
        raise Http404
    return data


def _answer(request: HttpRequest, data: bytes, kind: str, kept: str) -> HttpResponseBase:
    """The bytes, or 304 when the reader has just those. A cache takes its headers from that too, so it has them all."""
    headers = {"Cache-Control": kept, "Content-Security-Policy": _ALONE}
    whole = HttpResponse(data, content_type=kind)
    answer: HttpResponseBase = whole
    if kept != PRIVATE:
        tag = f'"{sha256(data).hexdigest()[:32]}"'
        headers |= {"ETag": tag, **ANY_SITE}
        answer = get_conditional_response(request, etag=tag, response=whole) or whole
    for name, value in headers.items():
        answer.headers[name] = value
    return answer


@require_safe
def bundle(request: HttpRequest, number: int) -> FileResponse:
    """The proof of a post as a zip: what the public may see of it, as far as it is signed."""
    numbers = proofs.provable(number)
    if not numbers:
        raise Http404
    file = TemporaryFile()  # noqa: SIM115 - the response closes it when it is sent
    write(numbers, file)
    file.seek(0)
    return FileResponse(
        file,
        as_attachment=True,
        filename=f"tilstede-{number}.zip",
        content_type="application/zip",
        headers={"Cache-Control": READERS, **ANY_SITE},
    )
