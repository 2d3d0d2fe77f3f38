"""The body's own style sheet and logo, under addresses that change with what is in them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tilstede.web import appearance
from tilstede.web.caching import FOR_EVER

#: Opened on its own, a drawing may do nothing but be drawn.
ALONE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"
)


@require_safe
def theme(request: HttpRequest, digest: str) -> HttpResponse:
    """The style sheet with the body's colours."""
    return _answer(appearance.theme(), digest)


@require_safe
def logo(request: HttpRequest, digest: str) -> HttpResponse:
    """The body's logo."""
    return _answer(appearance.logo(), digest)


def _answer(file: appearance.File | None, digest: str) -> HttpResponse:
    """:raises Http404: none is set, or another than the address names."""
    if file is None or file.digest != digest:
        raise Http404
    headers = {"Cache-Control": FOR_EVER, "Content-Security-Policy": ALONE}
    return HttpResponse(file.data, content_type=file.kind, headers=headers)
