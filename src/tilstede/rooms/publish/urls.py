"""Addresses of the room."""

from django.urls import include, path

urlpatterns = [
    path("", include(f"tilstede.rooms.publish.{part}.urls"))
    for part in ("write", "judge", "engage", "tryouts", "plan", "moderation", "balance", "kit")
]
