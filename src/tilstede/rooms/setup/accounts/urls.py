"""Addresses of the register, and of the pages on which staff judge what was found."""

from django.urls import path

from tilstede.rooms.setup.accounts import public, views

urlpatterns = [
    path("kontoer/", public.accounts, name="register"),
    path("kontoer/<path:key>", public.of_body, name="register-body"),
    path("kontoer.json", public.json, name="register-json"),
    path("kontoer.schema.json", public.schema, name="register-schema"),
    path(".well-known/trust.txt", public.trust_txt, name="trust-txt"),
    path(".well-known/atproto-did", public.atproto_did, name="atproto-did"),
    path("setup/accounts/", views.accounts, name="verification"),
    path("setup/accounts/<number:number>", views.account, name="verified-account"),
    path("setup/accounts/<number:number>/check", views.check, name="check-account"),
    path("setup/accounts/<number:number>/id", views.identify, name="identify-account"),
    path("setup/alarms/<number:number>", views.settle, name="settle-alarm"),
]
