"""A channel's or an account's videos, visit by visit.

The list holds the beginning of a description only, so each video is asked for by itself, and its captions: again when
the list says that it was changed. Pages overlap, since whatever is deleted meanwhile moves the rest up.

The cursor::

    changed   {video: when it was last changed}, of the newest `KEPT` read
    walk      where in the list to go on from
    whole     the end was reached
    counted   videos seen on the first walk
    checked   as in `kit.turn`
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tilstede.core.post import Post
from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import (
    AccountChanged,
    Attachment,
    Batch,
    Cursor,
    Gone,
    Item,
    Missing,
    NotFound,
    Seen,
    SetAside,
    Source,
)
from tilstede.networks.kit.errors import Refused
from tilstede.networks.kit.fetched import captions
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.peertube import names, parse
from tilstede.networks.peertube.api import Api, Page

PAGE: Final = 50
OVERLAP: Final = 5
BATCH: Final = 20
KEPT: Final = 500
#: Known videos asked for on one visit.
ASKED: Final = 10


class Videos:
    """One reading of one channel or account."""

    def __init__(self, api: Api, source: Source, place: names.Place, now: datetime) -> None:
        self._api = api
        self._source = source
        self._place = place
        self._now = now
        self._cursor: Cursor = {**source.cursor}
        self._changed: dict[str, str] = dict(source.cursor.get("changed", {}))
        self._context = {
            "base": api.base,
            "as": "account" if place.kind == "accounts" else "",
        }

    def read(self) -> Iterator[Batch]:
        """The newest page, on through the list until what is known, then a share of what is known.

        :raises NetworkError:
        """
        self._check_account()
        page = self._list(0)
        total, following = page.total, self._following(page, 0)
        yield from self._batches(page.raws)
        if not self._cursor.get("whole") and following:
            following = max(following, int(self._cursor.get("walk", 0)))
        while following:
            self._cursor["walk"] = following
            page = self._list(following)
            following = self._following(page, following)
            yield from self._batches(page.raws)
        self._cursor.pop("walk", None)
        yield self._batch([*self._told(total), *self._standing()])

    def _list(self, start: int) -> Page:
        path = f"/{self._place.kind}/{self._place.name}/videos"
        return self._api.page(path, start=start, count=PAGE, sort="-publishedAt", nsfw="both")

    def _following(self, page: Page, start: int) -> int:
        """Where the list goes on; 0 where it ends, or where everything after is known."""
        ends = len(page.data) < PAGE or start + PAGE >= page.total
        if ends or (self._cursor.get("whole") and not self._is_new(page.raws[-1])):
            return 0
        return start + PAGE - OVERLAP

    def _check_account(self) -> None:
        """:raises AccountChanged: the name belongs to another."""
        told = self._api.fields(f"/{self._place.kind}/{self._place.name}")
        found = told.line("url")
        if self._source.account_id not in ("", found):
            raise AccountChanged(f"{self._place.address} now belongs to {found}")

    def _batches(self, listed: list[bytes]) -> Iterator[Batch]:
        fresh = [raw for raw in listed if self._is_new(raw)]
        for start in range(0, max(len(fresh), 1), BATCH):
            yield self._batch([self._read(raw) for raw in fresh[start : start + BATCH]])

    def _batch(self, items: list[Item]) -> Batch:
        self._changed = dict(list(self._changed.items())[-KEPT:])
        return Batch(tuple(items), {**self._cursor, "changed": dict(self._changed)})

    def _is_new(self, raw: bytes) -> bool:
        """Not read yet, or changed since."""
        listed = Fields(load(raw))
        return self._changed.get(listed.line("uuid")) != listed.line("updatedAt")

    def _read(self, raw: bytes) -> Item:
        """One of the list, asked for by itself."""
        listed = Fields(load(raw))
        uuid = listed.line("uuid")
        try:
            item = self._item(self._api.get(f"/videos/{uuid}"), uuid)
        except (NotFound, Refused) as error:  # deleted or closed since the list was made
            return SetAside(uuid, "private", error.detail)
        if uuid not in self._changed and not self._cursor.get("whole"):
            self._cursor["counted"] = self._cursor.get("counted", 0) + 1
        self._changed.pop(uuid, None)
        self._changed[uuid] = listed.line("updatedAt")
        return item

    def _item(self, raw: bytes, uuid: str) -> Item:
        try:
            raw = parse.joined(raw, tracks(self._api, uuid))
            post = parse.parse(raw, parse.JSON, self._context)
        except Refusal as error:
            return SetAside(uuid, error.reason, error.detail)
        return Seen(raw, parse.JSON, post, post.aliases[0], self._captions(post))

    def _captions(self, post: Post) -> tuple[Attachment, ...]:
        """The captions' files, each fetched when it is asked for."""
        return captions(post, self._api.file)

    def _told(self, total: int) -> list[Item]:
        """What the list states and could not be read, told once."""
        if self._cursor.get("whole"):
            return []
        self._cursor["whole"] = True
        seen = self._cursor.get("counted", 0)
        if seen >= total:
            return []
        detail = f"{self._place.address} states {total} videos, {seen} could be read"
        return [Missing(None, self._now, "fewer-than-stated", detail)]

    def _standing(self) -> list[Item]:
        """A share of the known videos asked for, round and round: what was changed, and what is gone."""
        share = turn.share(
            self._source, self._cursor, ASKED, wanted=lambda alias: names.video_in(alias)[1]
        )
        return [item for alias in share for item in self._stands(alias)]

    def _stands(self, alias: str) -> list[Item]:
        uuid = names.video_in(alias)[1]
        try:
            raw = self._api.get(f"/videos/{uuid}")
        except NotFound as error:
            evidence = json.dumps({"detail": error.detail, "uuid": uuid}).encode()
            return [Gone(evidence, parse.JSON, (alias,), where=alias)]
        except Refused:
            return []  # closed to us: neither standing nor gone
        changed = Fields(load(raw)).line("updatedAt")
        if self._changed.get(uuid, changed) == changed:
            return []
        self._changed[uuid] = changed
        return [self._item(raw, uuid)]


def tracks(api: Api, uuid: str) -> list[bytes]:
    """A video's captions, as received; what a machine has heard is nobody's words and is left out."""
    found = api.page(f"/videos/{uuid}/captions").raws
    return [raw for raw in found if not Fields(load(raw)).flag("automaticallyGenerated")]
