"""What is being written: its wordings, its files, who has to see it, and when it is to go out. Then it is handed to the
outbox.
"""

from datetime import timedelta

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "tilstede.outbox.drafting"
    label = "drafting"
    #: What the worker does for the desk, again and again.
    rounds = (
        ("tilstede.outbox.drafting.tasks.look_for_due", timedelta(minutes=1)),
        ("tilstede.outbox.drafting.tasks.forget_destroyed", timedelta(minutes=10)),
    )
