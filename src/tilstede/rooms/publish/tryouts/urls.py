"""Addresses of this part of the room."""

from django.urls import path

from tilstede.rooms.publish.tryouts import views

urlpatterns = [
    path("publish/try-outs", views.tryouts, name="tryouts"),
    path("publish/try-outs/new", views.begin, name="begin-tryout"),
    path("publish/try-outs/<number:number>", views.tryout, name="tryout"),
]
