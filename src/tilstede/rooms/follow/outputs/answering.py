"""How what leaves is sent: for all to read, kept by caches for a moment, and not sent twice when nothing is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tilstede.record import read as record
from tilstede.rooms.follow.outputs.asked import NotUnderstood
from tilstede.web.caching import READERS
from tilstede.web.sharing import ANY_SITE

Making = Callable[..., HttpResponseBase]


def outgoing(making: Making) -> Making:
    """A view for programs of any site. What cannot be understood is answered with 400 and a line that says why."""

    @wraps(making)
    def view(request: HttpRequest, **path: str) -> HttpResponseBase:
        try:
            answer = making(request, **path)
        except NotUnderstood as error:
            answer = HttpResponse(
                f"{error}\n", status=400, content_type="text/plain; charset=utf-8"
            )
            answer.headers["Cache-Control"] = READERS
        for name, value in ANY_SITE.items():
            answer.headers[name] = value
        _speak(answer)
        return answer

    return require_safe(view)


def sent(
    request: HttpRequest, content: bytes, mime: str, *, filename: str = ""
) -> HttpResponseBase:
    """The bytes with a strong ETag, or 304 when the reader has just those (RFC 9110 section 13).

    ``filename``: for what is saved and not read. Last-Modified is when the record last grew: whatever is shown here
    follows from it.
    """
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    whole = HttpResponse(content, content_type=f"{mime}; charset=utf-8")
    if filename:
        whole.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    at = record.newest()
    answer = get_conditional_response(
        request, etag=tag, last_modified=_seconds(at) if at else None, response=whole
    )
    answer = answer or whole
    answer.headers["Cache-Control"] = READERS
    answer.headers["ETag"] = tag
    if at:
        answer.headers["Last-Modified"] = at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    return answer


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _speak(answer: HttpResponseBase) -> None:
    """Names are in the reader's language, so a cache keeps an answer for each."""
    answer.headers["Content-Language"] = get_language() or ""
    patch_vary_headers(answer, ["Accept-Language"])
