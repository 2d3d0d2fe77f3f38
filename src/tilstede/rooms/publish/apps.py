"""The room where the body writes, thinks about harm, plans and publishes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tilstede.web.menu import Entry


class PublishConfig(AppConfig):
    name = "tilstede.rooms.publish"
    menu = (
        Entry("drafts", _("Drafts"), right="drafting.change_manuscript", staff=True),
        Entry("looks", _("To look at"), right="drafting.change_secondlook", staff=True),
        Entry("tryouts", _("Try-outs"), right="drafting.change_manuscript", staff=True),
        Entry("moderation", _("Moderation"), right="outbox.change_delivery", staff=True),
        Entry("publish-calendar", _("Calendar"), right="drafting.change_manuscript", staff=True),
        Entry("balance", _("Bokmål and nynorsk"), right="posts.view_post", staff=True),
        Entry("share-kits", _("Share kits"), right="drafting.change_manuscript", staff=True),
    )
