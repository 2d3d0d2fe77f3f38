"""Whether the site works, for the operator's watch: `/healthz`."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilstede.jobs import queries
from tilstede.record import checkpoint, read, timestamp, witness


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 with ``ok`` true when the record can be read, else 503.

    ``events``: how many there are; ``worker``: whether one is alive; ``signed``: how many events the newest
    checkpoint covers, ``witnessed``: how many of them each witness has seen; ``unstamped``: time-stamps
    that are wished for and not yet had.
    """
    try:
        events = read.size()
    except DatabaseError as error:
        return JsonResponse({"ok": False, "database": type(error).__name__}, status=503)
    newest = read.event(events - 1) if events else None
    signed = checkpoint.latest()
    return JsonResponse(
        {
            "ok": True,
            "database": "ok",
            "events": events,
            "newest": newest.at.isoformat() if newest else None,
            "worker": queries.alive(now=timezone.now()),
            "signed": signed.size if signed else 0,
            "witnessed": {had.name: had.size for had in witness.cosigned()},
            "unstamped": len(timestamp.waiting()),
        }
    )
