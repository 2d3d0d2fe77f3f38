"""The room where anyone follows what those who govern say."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tilstede.web.menu import Entry, Work


class FollowConfig(AppConfig):
    name = "tilstede.rooms.follow"
    menu = (
        Entry("stream", _("Posts")),
        Entry("find", _("Find mine")),
        Entry("bodies", _("Who speaks")),
        Entry("active", _("This week")),
        Entry("changes", _("Changed")),
        Entry("search", _("Search")),
        Entry("checkpoints", _("Check the record")),
        Entry("sources", _("Sources"), right="intake.change_source", work=Work.FOLLOW, open=True),
        Entry(
            "withheld",
            pgettext_lazy("menu", "Withheld"),
            right="posts.change_post",
            work=Work.FOLLOW,
        ),
        Entry(
            "removals",
            pgettext_lazy("menu", "Removals"),
            right="posts.change_post",
            work=Work.FOLLOW,
        ),
    )
    #: What the worker does again and again.
    rounds = (
        ("tilstede.rooms.follow.outputs.mail.tasks.send_due", timedelta(minutes=1)),
        ("tilstede.rooms.follow.outputs.open_data.tasks.look", timedelta(minutes=15)),
        ("tilstede.rooms.follow.outputs.removal.tasks.forget", timedelta(days=1)),
    )
