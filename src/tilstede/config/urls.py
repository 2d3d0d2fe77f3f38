"""Every address, gathered from the rooms."""

from django.urls import include, path

urlpatterns = [path("", include("tilstede.rooms.follow.urls"))]
