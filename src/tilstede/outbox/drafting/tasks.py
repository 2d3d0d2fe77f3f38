"""What the worker does for the desk. Each task may run twice and still do its thing once."""

from __future__ import annotations

from datetime import UTC, datetime

from django_tasks import task

from tilstede.outbox.drafting import due, forgetting


@task()
def look_for_due() -> None:
    """Drafts whose time has come."""
    due.look(now=datetime.now(UTC))


@task(once=True)
def hand_over(number: int) -> None:
    """One of them, by itself: what is wrong with it stops none of the others."""
    due.hand_over(number, now=datetime.now(UTC))


@task()
def forget_destroyed() -> None:
    """What lies on the desk of posts that were lawfully destroyed."""
    forgetting.forget(now=datetime.now(UTC))
