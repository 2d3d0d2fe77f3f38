"""Addresses of the room."""

from django.urls import include, path

from tilstede.rooms.setup import overview

urlpatterns = [
    path("setup/", overview.overview, name="setup"),
    path("", include("tilstede.rooms.setup.accounts.urls")),
    path("", include("tilstede.rooms.setup.connect.urls")),
    path("", include("tilstede.rooms.setup.directory.urls")),
    path("", include("tilstede.rooms.setup.people.urls")),
]
