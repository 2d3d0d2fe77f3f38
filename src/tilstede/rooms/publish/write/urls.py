"""Addresses of this part of the room."""

from django.urls import path

from tilstede.rooms.publish.write import views

urlpatterns = [path("publish/drafts", views.drafts, name="drafts")]
