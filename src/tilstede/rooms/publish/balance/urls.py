"""Addresses of this part of the room."""

from django.urls import path

from tilstede.rooms.publish.balance import nynorsk, views

urlpatterns = [
    path("publish/balance", views.balance, name="balance"),
    path("publish/balance/<int:year>", views.balance, name="balance-year"),
    path("publish/balance/<int:year>.csv", views.table, name="balance-table"),
    path("publish/balance/aim", views.aim, name="balance-aim"),
    path("publish/drafts/<slug:key>/nynorsk", nynorsk.draft, name="draft-nynorsk"),
]
