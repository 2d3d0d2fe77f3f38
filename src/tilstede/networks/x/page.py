"""The posts of one answer of API v2, each with what belongs to it."""

from __future__ import annotations

from typing import Final

import msgspec

from tilstede.networks.kit.items import Item, Seen, SetAside
from tilstede.networks.x.answers import Page, Parts, Status
from tilstede.networks.x.status import status_post
from tilstede.networks.x.tweet import ID, Refusal

JSON: Final = "application/json"


def items_of(page: Page) -> list[Item]:
    """The posts: before each the wordings it had, after a repost what it passes on."""
    parts = Parts(page.includes)
    items: list[Item] = []
    for element in page.data:
        raw = bytes(element)
        status = status_of(raw)
        original = parts.post(status.referenced("retweeted"))
        told = [*map(parts.post, _before(status)), raw]
        if original and parts.has_user(original):
            told.append(original)
        items.extend(item_of(parts, one) for one in told if one)
    return items


def item_of(parts: Parts, raw: bytes) -> Seen | SetAside:
    """One of them."""
    whole = parts.cut(raw)
    try:
        post = status_post(whole)
    except Refusal as error:
        return SetAside("X", error.reason, str(error))
    return Seen(whole, JSON, post, post.aliases[0])


def ids_of(page: Page) -> list[int]:
    """Those that can be told."""
    told = [status_of(one).id or "" for one in page.data]
    return [int(one) for one in told if ID.fullmatch(one)]


def status_of(raw: bytes | msgspec.Raw) -> Status:
    """As much of a post as can be read."""
    try:
        return msgspec.json.decode(raw, type=Status, strict=False)
    except msgspec.DecodeError:
        return Status()


def _before(status: Status) -> list[str]:
    """The ids of the versions before this one, the first one first."""
    versions = status.versions()
    return versions[: versions.index(status.id)] if status.id in versions else []
