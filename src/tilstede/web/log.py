"""The record's log for machines: checkpoints and hash tiles (c2sp.org/tlog-tiles). Never its entries."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tilstede.record import checkpoint, tiles
from tilstede.web.caching import FOR_EVER, READERS

_NOTE = "text/plain; charset=utf-8"


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint as the log signed it, with the cosignatures had so far."""
    found = checkpoint.latest()
    if found is None:
        raise Http404
    return _answer(found.text, _NOTE, READERS)


@require_safe
def at(request: HttpRequest, size: int) -> HttpResponse:
    """The checkpoint of the tree at that size."""
    found = checkpoint.at(size) if size < 2**63 else None
    if found is None:
        raise Http404
    return _answer(found.text, _NOTE, READERS)


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile of hashes. It never changes, since the log only grows."""
    name = tiles.parse_path(path)
    data = tiles.tile_bytes(name) if name else None
    if data is None:
        raise Http404
    return _answer(data, "application/octet-stream", FOR_EVER)


def _answer(content: str | bytes, kind: str, kept: str) -> HttpResponse:
    headers = {"Cache-Control": kept, "Access-Control-Allow-Origin": "*"}
    return HttpResponse(content, content_type=kind, headers=headers)
