"""The room where the body answers: so far what is said by other ways than networks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tilstede.web.menu import Entry, Work


class InboxConfig(AppConfig):
    name = "tilstede.rooms.inbox"
    menu = (
        Entry(
            "conversations", _("Conversations"), right="outbox.change_delivery", work=Work.ANSWER
        ),
    )
