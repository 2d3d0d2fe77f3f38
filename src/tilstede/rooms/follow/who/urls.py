"""Addresses of who speaks. A key may hold slashes."""

from django.urls import path

from tilstede.rooms.follow.who import public

urlpatterns = [
    path("bodies", public.bodies, name="bodies"),
    path("body/<path:key>", public.body, name="body"),
    path("person/<path:key>", public.person, name="person"),
    path("role/<path:key>", public.role, name="role"),
    path("find", public.find, name="find"),
    path("absent", public.absent, name="absent"),
]
