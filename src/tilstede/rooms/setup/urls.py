"""Addresses of the room."""

from django.urls import include, path

urlpatterns = [
    path("", include("tilstede.rooms.setup.accounts.urls")),
    path("", include("tilstede.rooms.setup.directory.urls")),
    path("", include("tilstede.rooms.setup.people.urls")),
]
