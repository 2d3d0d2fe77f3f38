"""The page that tells people how programs read what stands here: `/api/`."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.api.endpoints import ENDPOINTS, parameters_of
from tilstede.rooms.follow.api.parameters import TAKES
from tilstede.rooms.follow.api.problems import KINDS
from tilstede.web.caching import for_readers


@require_safe
@for_readers
def page(request: HttpRequest) -> HttpResponse:
    """Every address, parameter and kind of error, with examples to copy."""
    addresses = Addresses(request)
    context = {
        "root": addresses.of("api-beginning"),
        "description": addresses.of("api-description"),
        "endpoints": [
            {"path": one.path, "about": one.about, "parameters": parameters_of(one)}
            for one in ENDPOINTS
        ],
        "parameters": TAKES,
        "kinds": [(name, status, title) for name, (status, title) in KINDS.items()],
    }
    return render(request, "follow/api.html", context)
