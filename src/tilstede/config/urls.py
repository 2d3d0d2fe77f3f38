"""Every address, gathered from the page kit and the rooms; and who answers what cannot be answered."""

from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import include, path
from django.views.defaults import server_error

from tilstede.rooms.follow.api import answering
from tilstede.web import addresses, mistaken

urlpatterns = [
    path("", include("tilstede.web.urls")),
    path("", include("tilstede.rooms.follow.urls")),
    path("", include("tilstede.rooms.inbox.urls")),
    path("", include("tilstede.rooms.publish.urls")),
    path("", include("tilstede.rooms.setup.urls")),
]


def handler400(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Nothing here asks for the host, which may be what is wrong, unless a page has said what is."""
    if _is_program(request):
        return answering.not_understood()
    if isinstance(exception, mistaken.Mistaken):
        return mistaken.page(request, exception)
    answer = HttpResponseBadRequest(render_to_string("400.html"))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def handler500(request: HttpRequest) -> HttpResponseBase:
    """Programs are told as programs read, people with a page."""
    return answering.fault(request) if _is_program(request) else server_error(request)


def _is_program(request: HttpRequest) -> bool:
    _language, asked = addresses.split(request.path_info)
    return asked.startswith("/api/") and asked != "/api/"
