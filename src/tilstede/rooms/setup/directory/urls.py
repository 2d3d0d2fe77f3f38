"""Addresses of the directory's pages. Entries are named by the number of their row, which no renaming changes."""

from django.urls import path

from tilstede.rooms.setup.directory import file, first, handover, lookup, views

urlpatterns = [
    path("setup/first", first.begin, name="first"),
    path("setup/first/body", first.body, name="first-body"),
    path("setup/first/accounts", first.accounts, name="first-accounts"),
    path("setup/first/leader", first.leader, name="first-leader"),
    path("setup/first/done", first.done, name="first-done"),
    path("setup/directory/", views.index, name="directory"),
    path("setup/directory/file", file.upload, name="directory-file"),
    path("setup/directory/file/take-in", file.take_in, name="directory-take-in"),
    path("setup/directory/file/<slug:kind>", file.download, name="directory-download"),
    path("setup/directory/handover", handover.handover, name="handover"),
    path("setup/directory/<slug:part>/", views.listed, name="directory-part"),
    path("setup/directory/<slug:part>/new", views.add, name="directory-add"),
    path("setup/directory/<slug:part>/<number:number>", views.edit, name="directory-entry"),
    path(
        "setup/directory/<slug:part>/<number:number>/remove", views.remove, name="directory-remove"
    ),
    path(
        "setup/directory/<slug:part>/<number:number>/lookup", lookup.lookup, name="directory-lookup"
    ),
]
