"""Addresses of the logins and of the outbox."""

from django.urls import path

from tilstede.rooms.setup.connect import client, outbox, views

urlpatterns = [
    path("setup/connect/", views.accounts, name="connections"),
    path("clients/<slug:network>/<str:name>.json", client.document, name="client"),
    path("setup/connect/back", views.back, name="connect-back"),
    path("setup/connect/<number:number>", views.account, name="connection"),
    path("setup/connect/<number:number>/by/<slug:way>", views.connect, name="connect"),
    path("setup/connect/<number:number>/test", views.test, name="test-connection"),
    path("setup/connect/<number:number>/disconnect", views.disconnect, name="disconnect"),
    path("setup/connect/<number:number>/cap", views.cap, name="connection-cap"),
    path("setup/outbox/", outbox.going, name="outbox"),
    path("setup/outbox/<slug:kind>/<number:number>", outbox.decide, name="decide-outbox"),
]
