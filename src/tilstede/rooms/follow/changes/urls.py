"""Addresses of what was changed or withdrawn."""

from django.urls import path

from tilstede.rooms.follow.changes import public

urlpatterns = [path("changes", public.changes, name="changes")]
