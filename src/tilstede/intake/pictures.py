"""Pictures brought in after the post, so that public pages need nothing from third parties."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from tilstede.core import canonical
from tilstede.networks.kit.contract import NetworkError, Throttled, Unreachable
from tilstede.posts import read
from tilstede.posts.project import Happening, apply
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

log = logging.getLogger(__name__)

MAX_BYTES = 20 << 20


def fetch(number: int, position: int, url: str, *, http: Http, now: datetime) -> bool:
    """Take in the picture unless it is held. False: held already, not the post's any more, or not to be had.

    :raises NetworkError: it may be had later (no answer, asked to wait).
    """
    if not _wanted(number, position, url):
        return False
    try:
        answer = http.get(url, max_bytes=MAX_BYTES)
    except (Unreachable, Throttled):
        raise
    except NetworkError as error:  # a Bluesky server answers 400 where it has the file no more
        log.info("picture %s of post %s: %s %s", position, number, error.code, error.detail)
        return False
    mime = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not mime.startswith("image/"):
        log.info(
            "picture %s of post %s is %s, not a picture", position, number, mime or "of no type"
        )
        return False
    about = {"post": number, "position": position, "mime": mime, "url": url}
    with transaction.atomic():
        held = append.hold()
        if not _wanted(number, position, url):
            return False  # edited or destroyed while the picture was on its way, or another worker was quicker
        payloads = {"about": canonical.dumps(about), f"media.{position}": answer.content}
        event = append.append([append.Entry("fetched", payloads)], now=now, held=held)
        posts = WorkingSet((), ())
        happening = Happening(event, now, "fetched", about=about, media=((position, mime),))
        apply(happening, posts)
        posts.flush()
    return True


def _wanted(number: int, position: int, url: str) -> bool:
    """Whether the wording that stands has that picture in that place and may be shown, and the picture is not held."""
    item = read.one(number, public=False)
    if item is None or item.post is None:
        return False
    if any(medium.position == position for medium in item.media):
        return False
    return [medium.url for medium in item.post.media[position : position + 1]] == [url]
