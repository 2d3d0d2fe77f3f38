"""What the worker does about mail. No task is told an address."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django_tasks import task

from tilstede.rooms.follow.outputs.mail import sending


@task()
def ask_to_confirm(number: int) -> None:
    """Send the mail that asks the owner of an address."""
    sending.ask_to_confirm(number)


@task()
def send_due() -> None:
    """Send what is due, and forget what nobody confirmed."""
    now = datetime.now(UTC)
    sending.forget(now=now)
    if settings.MAIL.host:
        sending.send_due(now=now)
