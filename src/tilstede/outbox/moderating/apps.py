"""House rules, what is done by them against what others write, and who asks to have that looked at again."""

from datetime import timedelta

from django.apps import AppConfig


class ModeratingConfig(AppConfig):
    name = "tilstede.outbox.moderating"
    label = "moderating"
    #: What the worker does here, again and again.
    rounds = (
        ("tilstede.outbox.moderating.tasks.hasten_kept", timedelta(minutes=1)),
        ("tilstede.outbox.moderating.tasks.forget", timedelta(days=1)),
    )
