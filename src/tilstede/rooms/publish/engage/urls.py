"""Addresses of this part of the room."""

from django.urls import path

from tilstede.rooms.publish.engage import views

urlpatterns = [
    path("publish/about/<number:number>", views.post, name="engage"),
    path("publish/about/<number:number>/<slug:kind>", views.deed, name="engage-do"),
]
