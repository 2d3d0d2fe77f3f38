"""Addresses of this part of the room."""

from django.urls import path

from tilstede.rooms.publish.kit import kits, placards, public

_DRAFT = "publish/drafts/<slug:key>"
_KIT = "publish/kits/<number:number>"
_SHARED = "publish/shared/<slug:secret>"

urlpatterns = [
    path(f"{_DRAFT}/picture", placards.picture, name="draft-picture"),
    path("publish/kits", kits.listed, name="share-kits"),
    path(_KIT, kits.kit, name="share-kit"),
    path(f"{_KIT}/open", kits.open_or_close, name="share-kit-open"),
    path(f"{_KIT}/pictures", kits.add_picture, name="share-kit-pictures"),
    path(f"{_KIT}/pictures/<number:picture>", kits.change_picture, name="share-kit-picture"),
    path(f"{_SHARED}", public.page, name="shared-kit"),
    path(f"{_SHARED}/pictures/<slug:name>", public.picture, name="shared-kit-picture"),
    path(f"{_SHARED}.zip", public.bundle, name="shared-kit-zip"),
]
