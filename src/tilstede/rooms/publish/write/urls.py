"""Addresses of this part of the room."""

from django.urls import path

from tilstede.rooms.publish.write import compose, desk, own_telephones, uploads, wordings

_DRAFT = "publish/drafts/<slug:key>"

urlpatterns = [
    path("publish/drafts", desk.drafts, name="drafts"),
    path("publish/drafts/new", desk.begin, name="draft-new"),
    path("publish/telephones", own_telephones.listed, name="own-telephones"),
    path(
        "publish/telephones/<number:number>/take-off",
        own_telephones.take_off,
        name="own-telephone-take-off",
    ),
    path(_DRAFT, compose.draft, name="draft"),
    path(f"{_DRAFT}/check", compose.check, name="draft-check"),
    path(f"{_DRAFT}/save", compose.save, name="draft-save"),
    path(f"{_DRAFT}/file/<slug:name>", uploads.file, name="draft-file"),
    path(f"{_DRAFT}/wordings", wordings.wordings, name="draft-wordings"),
    path(f"{_DRAFT}/wordings/<int:number>", wordings.wording, name="draft-wording"),
    path(f"{_DRAFT}/both/<int:number>", wordings.both, name="draft-both"),
    path(f"{_DRAFT}/put-away", desk.put_away, name="draft-put-away"),
    path(f"{_DRAFT}/take-up", desk.take_up, name="draft-take-up"),
]
