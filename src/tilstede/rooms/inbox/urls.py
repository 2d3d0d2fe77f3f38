"""Addresses of the room."""

from django.urls import path

from tilstede.rooms.inbox import views

urlpatterns = [
    path("inbox/conversations", views.conversations, name="conversations"),
    path("inbox/conversations/new", views.write_down, name="write-down"),
]
