from datetime import timedelta

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "tilstede.outbox"
    label = "outbox"
    #: What the worker does for the pump out, again and again.
    rounds = (
        ("tilstede.outbox.tasks.deliver_due", timedelta(minutes=1)),
        ("tilstede.outbox.tasks.look_by_hand", timedelta(minutes=10)),
        ("tilstede.outbox.tasks.tell_of_logins", timedelta(minutes=1)),
        ("tilstede.outbox.tasks.forget_destroyed", timedelta(minutes=10)),
        ("tilstede.outbox.tasks.renew_logins", timedelta(hours=1)),
    )
