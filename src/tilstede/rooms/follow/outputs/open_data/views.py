"""The page of the tables, and the tables themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tilstede.rooms.follow.outputs.open_data import months, tasks
from tilstede.rooms.follow.outputs.open_data.columns import ABOUT
from tilstede.web.caching import READERS, for_readers
from tilstede.web.sharing import ANY_SITE

#: Seconds until a table is asked for again that is being made again.
_WAIT: Final = 15 * 60


@require_safe
@for_readers
def page(request: HttpRequest) -> HttpResponse:
    """Every month there is, and what the columns are."""
    context = {"months": months.made(), "columns": ABOUT, "licence": settings.LICENCE}
    return render(request, "follow/outputs/open_data.html", context)


@require_safe
def table(request: HttpRequest, month: str, ending: str) -> HttpResponseBase:
    """A month's table; asked for again by its tag, since what is taken from the public leaves it too."""
    found = months.file_of(month, ending)
    if found is None:
        raise Http404
    path, made = found
    if tasks.is_late(made):
        return _later()
    tag = f'"{made.files[ending].digest[:32]}"'
    at = int(made.at.timestamp())
    answer = get_conditional_response(request, etag=tag, last_modified=at) or _whole(path, ending)
    told = {"ETag": tag, "Last-Modified": http_date(at), "Cache-Control": READERS, **ANY_SITE}
    if settings.LICENCE.url:
        told["Link"] = f'<{settings.LICENCE.url}>; rel="license"'  # RFC 4946
    for name, value in told.items():
        answer.headers[name] = value
    return answer


def _later() -> HttpResponse:
    """Something in the table was taken from the public, and the worker has not come to it yet."""
    text = _("This table is being made again. Try again in a quarter of an hour.")
    headers = {"Retry-After": str(_WAIT), "Cache-Control": "no-store", **ANY_SITE}
    return HttpResponse(
        f"{text}\n", status=503, content_type="text/plain; charset=utf-8", headers=headers
    )


def _whole(path: Path, ending: str) -> FileResponse:
    """:raises Http404: it was made again this very moment; asking once more finds it."""
    try:
        file = path.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(file, content_type=months.FORMATS[ending])
