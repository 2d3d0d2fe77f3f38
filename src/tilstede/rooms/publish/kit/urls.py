"""Addresses of this part of the room."""

from django.urls import path

from tilstede.rooms.publish.kit import cards

_DRAFT = "publish/drafts/<slug:key>"

urlpatterns = [
    path(f"{_DRAFT}/picture", cards.picture, name="draft-picture"),
    path(f"{_DRAFT}/picture.png", cards.preview, name="draft-picture-file"),
]
