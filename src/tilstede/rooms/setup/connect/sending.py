"""Files of a post that is being sent, for networks that fetch them themselves. Open to whoever has the address."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from tilstede.outbox import fetching
from tilstede.web.own_files import ALONE

#: It is gone in an hour, and nothing that anybody should find or keep.
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": ALONE,
    "X-Robots-Tag": "noindex, nofollow",
}


@require_safe
def file(request: HttpRequest, number: int, role: str) -> HttpResponseBase:
    """The file, as long as its post is being sent and the address holds; else nothing, whatever was wrong."""
    told = {name: request.GET.get(name, "") for name in ("until", "proof")}
    found = fetching.file(number, role, now=datetime.now(UTC), **told)
    if found is None:
        return HttpResponseNotFound(content_type="text/plain", headers=_HEADERS)
    held, size = found.payload, {"Content-Length": str(found.payload.size)}
    if request.method == "HEAD":
        return HttpResponse(content_type=found.mime, headers={**_HEADERS, **size})
    content = held.path.open("rb") if held.path is not None else io.BytesIO(held.content)
    headers = {**_HEADERS, **size}
    return FileResponse(content, filename=role, content_type=found.mime, headers=headers)
