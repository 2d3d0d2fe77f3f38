"""Addresses of this part of the room."""

from django.urls import path

from tilstede.rooms.publish.judge import avoided, harm, second, stand_in, topics

_DRAFT = "publish/drafts/<slug:key>"

urlpatterns = [
    path(f"{_DRAFT}/harm", harm.harm, name="harm"),
    path(f"{_DRAFT}/go", harm.go, name="let-go"),
    path(f"{_DRAFT}/ask", second.ask, name="ask-second"),
    path(f"{_DRAFT}/ask/<number:number>/back", second.take_back, name="take-back-question"),
    path("publish/looks", second.looks, name="looks"),
    path("publish/looks/<number:number>", second.look, name="look"),
    path("publish/second/<slug:secret>", stand_in.page, name="stand-in"),
    path("publish/second/<slug:secret>/file/<slug:name>", stand_in.file, name="stand-in-file"),
    path("publish/words", avoided.avoided, name="avoided"),
    path("publish/words/<number:number>/take-off", avoided.take_off, name="avoided-take-off"),
    path("publish/must-see", topics.topics, name="must-see"),
    path("publish/must-see/<number:number>/remove", topics.remove, name="remove-must-see"),
]
