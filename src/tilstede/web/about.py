"""What the law and good manners ask a site to say about itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tilstede.web.caching import for_readers


@require_safe
@for_readers
def privacy(request: HttpRequest) -> HttpResponse:
    """What is held about people, why, and how to ask for removal."""
    context = {"contact": settings.CONTACT, "withdrawn": settings.WITHDRAWN}
    return render(request, "web/privacy.html", context)


@require_safe
@for_readers
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the site is made to be usable by all, and whom to tell when it is not."""
    return render(request, "web/accessibility.html", {"contact": settings.CONTACT})
