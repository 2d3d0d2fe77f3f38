"""One raw item, in whatever form it came, made into the common post. Knows no network and no archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tilstede.core.post import Post
from tilstede.networks.mastodon import activity, answers, status
from tilstede.networks.mastodon.activity import Ignored, Removed
from tilstede.networks.mastodon.reading import Refusal, load

JSON = "application/json"
ACTIVITY = "application/activity+json"


class Read(NamedTuple):
    """What an item says: a post, a deletion, or neither; and the item's media type."""

    found: Post | Removed | Ignored
    mime: str


def read(raw: bytes, context: Mapping[str, str]) -> Read:
    """An item of an archive. :raises Refusal: why it says nothing."""
    own = activity.read_own(raw, context)
    if own is not None:
        return Read(own, ACTIVITY)
    value = load(raw)
    answer = answers.READER.loose(value)
    if answer.is_status:
        return Read(status.to_post(answer, context), JSON)
    return Read(activity.read(value, context), ACTIVITY)


def parse(raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
    """The post an item is. :raises Refusal: it is none."""
    answer = None if mime == ACTIVITY else answers.READER.strict(raw)
    if answer is not None and answer.is_status:
        return status.to_post(answer, context)
    match read(raw, context).found:
        case Removed():
            raise Refusal("not-a-post", "a deletion")
        case Ignored(kind):
            raise Refusal("not-a-post", f"of kind {kind}")
        case post:
            return post
