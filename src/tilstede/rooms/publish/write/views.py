"""Pages for those who write."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilstede.outbox.drafting.models import Manuscript

RIGHT = "drafting.change_manuscript"


@never_cache
@login_required
@permission_required(RIGHT, raise_exception=True)
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """What is being written, the newest first."""
    rows = Manuscript.objects.order_by("-changed")[:100]
    return render(request, "publish/drafts.html", {"room_page": "drafts", "rows": rows})
