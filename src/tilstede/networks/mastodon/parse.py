"""One raw item, in whatever form it came, made into the common post. Knows no network and no archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tilstede.core.post import Post
from tilstede.networks.mastodon import activity, status
from tilstede.networks.mastodon.activity import Ignored, Removed
from tilstede.networks.mastodon.reading import Refusal, load

JSON = "application/json"
ACTIVITY = "application/activity+json"


def read(value: Mapping[str, Any], context: Mapping[str, str]) -> Post | Removed | Ignored:
    """What an item says: a post, a deletion, or neither. :raises Refusal: why it says nothing."""
    if status.is_status(value):
        return status.to_post(value, context)
    return activity.read(value, context)


def parse(raw: bytes, context: Mapping[str, str]) -> Post:
    """The post an item is. :raises Refusal: it is none."""
    found = read(load(raw), context)
    match found:
        case Removed():
            raise Refusal("not-a-post", "a deletion")
        case Ignored(kind):
            raise Refusal("not-a-post", f"of kind {kind}")
    return found


def mime_of(value: Mapping[str, Any]) -> str:
    """The media type of an item."""
    return JSON if status.is_status(value) else ACTIVITY
