"""What the worker does for the pump in. Each task may run twice and still do its thing once."""

from __future__ import annotations

from datetime import UTC, datetime

from django_tasks import task

from tilstede.intake import pictures, web


@task()
def fetch_picture(number: int, position: int, url: str) -> None:
    """Bring in a picture of a post, so that our pages never send a reader to a third party."""
    with web.client() as http:
        pictures.fetch(number, position, url, http=http, now=datetime.now(UTC))
