"""Addresses of what is talked about."""

from django.urls import path

from tilstede.rooms.follow.matters import public

urlpatterns = [
    path("topics", public.topics, name="topics"),
    path("topic/<str:tag>", public.topic, name="topic"),
    path("active", public.active, name="active"),
    path("compare", public.compare, name="compare"),
]
