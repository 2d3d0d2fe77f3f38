"""Captions of films: WebVTT that an author gives along, kept at the author's own server.

Source: app.bsky.embed.video#caption (2026). A record names them by their digest, so the author's signature covers them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from msgspec import structs

from tilstede.core.post import Post
from tilstede.networks.bluesky.car import written
from tilstede.networks.kit import fetched
from tilstede.networks.kit.contract import Attachment, Batch, Item, NotUnderstood, Seen

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: Of a content id of plain bytes, before their SHA-256 (github.com/multiformats/cid: version 1, raw).
_RAW: Final = bytes((1, 0x55, 0x12, 32))
#: The lexicon lets through 20,000 bytes; more than this is none.
_MOST: Final = 1 << 20


def of(post: Post, http: Http) -> tuple[Attachment, ...]:
    """Each is fetched when it is asked for."""
    return fetched.captions(post, partial(_fetch, http))


def with_captions(batches: Iterator[Batch], http: Http) -> Iterator[Batch]:
    """The same, with the captions of their films."""
    for batch in batches:
        yield replace(batch, items=tuple(_whole(item, http) for item in batch.items))


def _whole(item: Item, http: Http) -> Item:
    if not isinstance(item, Seen) or len(item.post.media) < 2:
        return item
    found = of(item.post, http)
    return structs.replace(item, attachments=found) if found else item


def _fetch(http: Http, url: str) -> bytes:
    """:raises NotUnderstood: these are not the bytes that the record names."""
    content = http.get(url, max_bytes=_MOST).content
    named = parse_qs(urlsplit(url).query).get("cid", [""])[0]
    if written(_RAW + sha256(content).digest()) != named:
        raise NotUnderstood(f"{url}: other bytes than those the record names")
    return content
