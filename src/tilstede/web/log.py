"""The record's log for machines: checkpoints and hash tiles (c2sp.org/tlog-tiles). Never its entries.

And the place where other logs ask us to witness them (c2sp.org/tlog-witness).
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from tilstede.record import checkpoint, succession, tiles, witness
from tilstede.web.caching import FOR_EVER, READERS
from tilstede.web.sharing import ANY_SITE

_NOTE = "text/plain; charset=utf-8"
#: Bytes of a request to witness a checkpoint: a proof of at most 63 hashes, and a note.
_LARGEST = 64 << 10


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
    found = checkpoint.at(size)
    if found is None:
        raise Http404
    return _answer(found.text, _NOTE, READERS)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The keys the log has signed with: on each line the event that brought it, and the key."""
    lines = [f"{key.since} {key.verifier}\n" for key in succession.every()]
    if not lines:
        raise Http404
    return _answer("".join(lines), _NOTE, READERS)


@require_safe
def key_change(request: HttpRequest, number: int) -> HttpResponse:
    """The note that event ``number`` holds: the key before it and the new one have both signed it."""
    for key in succession.every():
        if key.since == number and key.change:
            return _answer(key.change, _NOTE, FOR_EVER)
    raise Http404


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile of hashes. It never changes, since the log only grows."""
    name = tiles.parse_path(path)
    data = tiles.tile_bytes(name) if name else None
    if data is None:
        raise Http404
    return _answer(data, "application/octet-stream", FOR_EVER)


@csrf_exempt  # a machine asks, with no session: what counts is the log's own signature
@require_POST
@never_cache
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Cosign the checkpoint of a log that we witness, or say why not."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _LARGEST:
        return HttpResponse("too large\n", content_type=_NOTE, status=413)
    answer = witness.answer(request.body, now=datetime.now(UTC))
    return HttpResponse(answer.text, content_type=answer.kind, status=answer.status)


def _answer(content: str | bytes, kind: str, kept: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": kept, **ANY_SITE})
