"""Addresses of the logins and of the outbox."""

from django.urls import path

from tilstede.rooms.setup.connect import client, delivery, outbox, sending, views

urlpatterns = [
    path("setup/connect/", views.accounts, name="connections"),
    path("clients/<slug:network>/<str:name>.json", client.document, name="client"),
    path("sending/<number:number>/<str:role>", sending.file, name="sending-file"),
    path("setup/connect/back", views.back, name="connect-back"),
    path("setup/connect/<number:number>", views.account, name="connection"),
    path("setup/connect/<number:number>/by/<slug:way>", views.connect, name="connect"),
    path("setup/connect/<number:number>/test", views.test, name="test-connection"),
    path("setup/connect/<number:number>/disconnect", views.disconnect, name="disconnect"),
    path("setup/connect/<number:number>/cap", views.cap, name="connection-cap"),
    path("setup/outbox/", outbox.going, name="outbox"),
    path("setup/outbox/<number:number>", delivery.shown, name="outbox-post"),
    path("setup/outbox/<number:number>/file/<int:place>", delivery.file, name="outbox-file"),
    path("setup/outbox/<number:number>/published", delivery.publish, name="outbox-published"),
    path("setup/outbox/<number:number>/drop", delivery.drop, name="outbox-drop"),
    path("setup/outbox/<number:number>/<slug:kind>", delivery.change, name="outbox-change"),
    path(
        "setup/outbox/<number:number>/answer/<number:answered>/<slug:kind>",
        delivery.answer,
        name="outbox-answer",
    ),
    path("setup/outbox/<slug:kind>/<number:number>", outbox.decide, name="decide-outbox"),
]
