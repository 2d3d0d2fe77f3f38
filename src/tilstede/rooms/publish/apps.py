"""The room where the body writes, thinks about harm, plans and publishes."""

from functools import partial
from typing import Final

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tilstede.web.menu import Entry, Work

_WRITES: Final = "drafting.change_manuscript"
_entry = partial(Entry, work=Work.PUBLISH, limited=True)


class PublishConfig(AppConfig):
    name = "tilstede.rooms.publish"
    menu = (
        _entry("drafts", _("Drafts"), _WRITES),
        _entry("looks", _("To look at"), "drafting.change_secondlook"),
        _entry("tryouts", _("Try-outs"), _WRITES),
        Entry("moderation", _("Moderation"), right="outbox.change_delivery", work=Work.ANSWER),
        _entry("publish-calendar", _("Calendar"), _WRITES),
        Entry("balance", _("Bokmål and nynorsk"), right="posts.view_post", work=Work.PUBLISH),
        _entry("share-kits", _("Share kits"), _WRITES),
    )
