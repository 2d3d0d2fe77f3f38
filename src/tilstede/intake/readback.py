"""A post of our own, read back after it was sent, comes in as any other. The outbox asks for it by name."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django_tasks import task

from tilstede.core.post import Post, decode
from tilstede.intake import pump, web
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Carrying
from tilstede.networks.kit.items import Attachment, Gone, Seen

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


@task(once=True)
def take(network: str, account_id: str, raw: str, mime: str, post: str) -> None:
    """Take it in. ``raw``: in base64. ``post``: its JSON. Taken in before, it is nothing new."""
    origin = pump.Origin(network=network, account_id=account_id, live=True)
    told = decode(post.encode())
    with web.client() as http:
        files = _files(network, told, http)
        seen = Seen(base64.b64decode(raw), mime, told, attachments=files)
        pump.take([seen], now=datetime.now(UTC), origin=origin)


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
