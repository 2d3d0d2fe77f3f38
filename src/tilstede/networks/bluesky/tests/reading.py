"""Reading in tests: what a visit gives, checked as every network's is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tests.servers.atproto import Account

from tilstede.core.post import Post
from tilstede.networks.bluesky.network import network
from tilstede.networks.kit.conformance import check_batches
from tilstede.networks.kit.contract import Batch, Gone, Item, Seen, Source
from tilstede.networks.kit.http import Http


def source_of(account: Account) -> Source:
    """An account that is followed, not yet read."""
    return Source(network.name, account.did, account.did)


def visit(source: Source, http: Http) -> list[Batch]:
    """One reading, with every item checked."""
    return check_batches(network.fetch(source, http, datetime.now(UTC)), network)


def after(source: Source, batches: list[Batch], known: Iterable[Post] = ()) -> Source:
    """The same source at its next visit."""
    names = tuple(dict.fromkeys((post.aliases[0], post.url) for post in known))
    return replace(source, cursor=batches[-1].cursor, known=names)


def items(batches: Iterable[Batch]) -> list[Item]:
    return [item for batch in batches for item in batch.items]


def seen(batches: Iterable[Batch]) -> list[Seen]:
    return [item for item in items(batches) if isinstance(item, Seen)]


def posts(batches: Iterable[Batch]) -> list[Post]:
    return [item.post for item in seen(batches)]


def gone(batches: Iterable[Batch]) -> list[Gone]:
    return [item for item in items(batches) if isinstance(item, Gone)]


def texts(batches: Iterable[Batch]) -> list[str]:
    return [post.text for post in posts(batches)]


def facet(text: str, part: str, **feature: Any) -> dict[str, Any]:
    """A facet over a part of a text, as an application makes it."""
    start = len(text[: text.index(part)].encode())
    return {
        "index": {"byteStart": start, "byteEnd": start + len(part.encode())},
        "features": [feature],
    }
