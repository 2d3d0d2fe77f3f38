"""Who we are, told to servers that ask before they let a person say yes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from tilstede.outbox import clients
from tilstede.web.addresses import neutral


@require_safe
def document(request: HttpRequest, network: str, name: str) -> HttpResponse:
    """Open to all; nothing of it is secret, and nothing of it is kept."""
    back = request.build_absolute_uri(neutral("connect-back"))
    found = clients.document(network, name, back)
    if found is None:
        raise Http404
    return JsonResponse(dict(found), headers={"Cache-Control": "public, max-age=600"})
