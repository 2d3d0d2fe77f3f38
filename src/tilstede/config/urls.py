"""Every address, gathered from the page kit and the rooms."""

from django.urls import include, path

urlpatterns = [
    path("", include("tilstede.web.urls")),
    path("", include("tilstede.rooms.follow.urls")),
]
