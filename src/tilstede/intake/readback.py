"""A post of our own, read back after it was sent, comes in as any other. The outbox asks for it by name."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

from tilstede.core.post import Post, decode
from tilstede.intake import pump, web
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Carrying
from tilstede.networks.kit.items import Attachment, Gone, Seen
from tilstede.posts import read
from tilstede.record import append

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


@task(once=True)
def take(
    network: str, account_id: str, raw: str, mime: str, post: str, size: int | None = None
) -> None:
    """Take it in. ``raw``: in base64. ``post``: its JSON. Taken in before, it is nothing new.

    ``size``: of the record when the network was asked; None: nobody was asked. What was told to be gone since then does
    not come back by it.
    """
    origin = pump.Origin(network=network, account_id=account_id, live=True)
    told = decode(post.encode())
    with web.client() as http:
        files = _files(network, told, http)
        seen = Seen(base64.b64decode(raw), mime, told, attachments=files)
        with transaction.atomic():
            append.hold()  # nobody tells of its deletion between the look and the taking in
            if size is None or not _is_gone_since(size, told):
                pump.take([seen], now=datetime.now(UTC), origin=origin)


def _is_gone_since(size: int, post: Post) -> bool:
    event = read.gone_by(post.aliases)
    return event is not None and event >= size


def _files(network: str, post: Post, http: Http) -> tuple[Attachment, ...]:
    """What the post carries beside pictures, where its network says where that lies."""
    whose = registry.get(network)
    return whose.files(post, http) if isinstance(whose, Carrying) else ()


@task(once=True)
def gone(network: str, aliases: list[str], raw: str) -> None:
    """It was deleted by decision, and was looked for at the network since. ``raw``: what we know of that."""
    # A login may write under two names, a channel's and its owner's: whose it was has been decided before.
    origin = pump.Origin(network=network, live=True)
    item = Gone(raw.encode(), "application/json", tuple(aliases))
    pump.take([item], now=datetime.now(UTC), origin=origin)
