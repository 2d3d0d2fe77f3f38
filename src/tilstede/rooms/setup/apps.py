"""The room where the body says who it is, and who may do what."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilstede.web.menu import Entry, Work


class SetupConfig(AppConfig):
    name = "tilstede.rooms.setup"
    menu = (
        Entry("register", pgettext_lazy("menu", "Accounts")),
        Entry("setup", _("Setup"), right="office.view_account", work=Work.SET_UP),
        Entry("directory", _("Directory"), right="office.view_account", work=Work.FOLLOW),
        Entry(
            "verification",
            pgettext_lazy("menu", "Alarms"),
            right="office.view_account",
            work=Work.FOLLOW,
        ),
        Entry(
            "connections",
            pgettext_lazy("menu", "Our accounts"),
            right="office.view_account",
            work=Work.SET_UP,
        ),
        Entry("outbox", _("Outbox"), right="office.view_account", work=Work.PUBLISH),
        Entry(
            "staff-people",
            pgettext_lazy("menu", "People"),
            right="office.view_user",
            work=Work.SET_UP,
        ),
    )
