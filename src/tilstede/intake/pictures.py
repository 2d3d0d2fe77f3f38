"""Pictures brought in after the post, so that public pages need nothing from third parties."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction

from tilstede.core import canonical
from tilstede.networks.kit.contract import Forbidden, NotFound, Refused
from tilstede.networks.kit.http import Http
from tilstede.posts import models, read
from tilstede.posts.project import Happening, apply
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append

log = logging.getLogger(__name__)

MAX_BYTES = 20 << 20


def fetch(number: int, position: int, url: str, *, http: Http, now: datetime) -> bool:
    """Take in the picture unless it is held. False: held already, not the post's any more, or not to be had.

    :raises NetworkError: it may be had later (no answer, asked to wait).
    """
    item = read.one(number, public=False)
    if item is None or any(medium.position == position for medium in item.media):
        return False
    if item.post and url not in [medium.url for medium in item.post.media[position : position + 1]]:
        return False  # another wording stands by now, with another picture there
    try:
        answer = http.get(url, max_bytes=MAX_BYTES)
    except (Forbidden, NotFound, Refused) as error:
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
        append.next_number()  # no one else writes until this is committed
        if any(
            medium.position == position for medium in models.Media.objects.filter(number=number)
        ):
            return False  # another worker was quicker
        payloads = {"about": canonical.dumps(about), f"media.{position}": answer.content}
        event = append.append([append.Entry("fetched", payloads)], now=now)
        posts = WorkingSet((), ())
        happening = Happening(event, now, "fetched", about=about, media=((position, mime),))
        apply(happening, posts)
        posts.flush()
    return True
