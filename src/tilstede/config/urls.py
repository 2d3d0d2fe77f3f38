"""Every address, gathered from the page kit and the rooms; and who answers when something of ours broke."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.views.defaults import server_error

from tilstede.rooms.follow.api import answering
from tilstede.web import addresses

urlpatterns = [
    path("", include("tilstede.web.urls")),
    path("", include("tilstede.rooms.follow.urls")),
]


def handler500(request: HttpRequest) -> HttpResponseBase:
    """Programs are told as programs read, people with a page."""
    _language, asked = addresses.split(request.path_info)
    is_program = asked.startswith("/api/") and asked != "/api/"
    return answering.fault(request) if is_program else server_error(request)
