"""A channel's videos, visit by visit.

The list of a channel's uploads gives fifty at a time, newest first. Each visit reads the newest page; if that does not
reach what is known, a *walk* goes on from there, page by page, and is taken up at the next visit when it is cut short.

The cursor::

    newest    when the newest video seen was published
    walk      [token, time]: the page to go on from, down to that time; "" is the beginning
    counted   videos seen on the first walk
    whole     the beginning was reached
    checked   as in `kit.turn`
    tracks    {video: [caption track, …]}: those of the newest `KEPT` videos that have any, as received
    quota     units used today
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from tilstede.networks.kit import turn
from tilstede.networks.kit.contract import (
    Batch,
    Cursor,
    Gone,
    Item,
    Left,
    Missing,
    NotFound,
    Seen,
    SetAside,
    Source,
)
from tilstede.networks.kit.errors import Refused, Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal, load, moment_of
from tilstede.networks.youtube import captions, draft, names, parse
from tilstede.networks.youtube.api import Api

#: Elements on one page at most (playlistItems.list, videos.list; 2026).
PAGE: Final = 50
KEPT: Final = 100
PARTS: Final = "snippet,status,contentDetails"


class Channel:
    """One reading of one channel."""

    def __init__(self, api: Api, source: Source, channel: str) -> None:
        self._api = api
        self._source = source
        self._id = channel
        self._cursor: Cursor = {**source.cursor}
        self._begun_anew = False
        self._context: dict[str, str] = {}
        self._known = [video for alias, _ in source.known if (video := names.video_in(alias))]
        self._mine = bool(source.access and source.access.account_id == channel and api.owner)

    def read(self) -> Iterator[Batch]:
        """The newest page, the walk, then a share of what is known. :raises NetworkError:"""
        uploads, stated = self._channel()
        after = moment_of(self._cursor.get("newest", ""))
        ids, token = self._page(uploads, "")
        items, oldest = self._videos(ids, after)
        if token and "walk" not in self._cursor and not (after and oldest and oldest <= after):
            self._cursor["walk"] = [token, after.isoformat() if after else ""]
        yield self._batch(items)
        while "walk" in self._cursor:
            yield self._step(uploads)
        yield self._batch([*self._told(stated), *self._standing(ids, stated)])

    def _batch(self, items: list[Item]) -> Batch:
        self._cursor["quota"] = self._api.meter.state()
        return Batch(tuple(items), dict(self._cursor))

    def _channel(self) -> tuple[str, int]:
        """The list of its uploads, and how many videos it states. :raises NotFound:"""
        asked = self._api.list("channels", part="snippet,contentDetails,statistics", id=self._id)
        if not asked.items:
            raise NotFound(f"YouTube has no channel {self._id}")
        channel = Fields(load(asked.raws[0]))
        snippet = channel.object("snippet")
        avatar = draft.thumbnail(snippet.object("thumbnails"))
        self._context = {
            "handle": snippet.line("customUrl").removeprefix("@"),
            "avatar": avatar.url if avatar else "",
        }
        stated = channel.object("statistics").line("videoCount")
        uploads = channel.object("contentDetails").object("relatedPlaylists").line("uploads")
        return uploads, int(stated) if stated.isdecimal() else 0

    def _page(self, uploads: str, token: str) -> tuple[list[str], str]:
        """The ids on a page of the uploads, and where the next one is."""
        try:
            page = self._api.list(
                "playlistItems",
                part="contentDetails",
                playlistId=uploads,
                maxResults=PAGE,
                pageToken=token,
            )
        except NotFound:  # so it is told that there are none yet
            return [], ""
        told = (Fields(load(raw)).object("contentDetails").line("videoId") for raw in page.raws)
        return [video for video in told if names.VIDEO.fullmatch(video)], page.nextPageToken

    def _step(self, uploads: str) -> Batch:
        token, known = self._cursor["walk"]
        try:
            ids, following = self._page(uploads, token)
        except Rejected:  # the page's token no longer counts: once from the beginning again
            if self._begun_anew:
                raise
            self._begun_anew = True
            ids, following = self._page(uploads, "")
        items, oldest = self._videos(ids, moment_of(known))
        after = moment_of(known)
        if not following or (after and oldest and oldest <= after):
            del self._cursor["walk"]
        else:
            self._cursor["walk"] = [following, known]
        return self._batch(items)

    def _videos(self, ids: list[str], after: datetime | None) -> tuple[list[Item], datetime | None]:
        """The videos of these ids, and when the oldest was published. ``after``: which count as new."""
        items: list[Item] = []
        times: list[datetime] = []
        for raw in self._ask(ids):
            item = self._item(raw)
            items.append(item)
            if isinstance(item, Seen) and item.post.published:
                times.append(item.post.published)
        new = [one for one in times if after is None or one > after]
        if not self._cursor.get("whole"):
            self._cursor["counted"] = self._cursor.get("counted", 0) + len(new)
        newest = moment_of(self._cursor.get("newest", ""))
        if times and (newest is None or max(times) > newest):
            self._cursor["newest"] = max(times).isoformat()
        return items, min(times, default=None)

    def _ask(self, ids: list[str]) -> list[bytes]:
        if not ids:
            return []
        return self._api.list("videos", part=PARTS, id=",".join(ids), maxResults=PAGE).raws

    def _item(self, raw: bytes) -> Item:
        where = self._id
        try:
            post = parse.parse(raw, draft.JSON, self._context)
            video = names.video_in(post.aliases[0])
            where = post.aliases[0]
            if post.visibility == "followers" and video not in self._known:
                return Left("other", 1, "private videos")
            if tracks := self._tracks(raw, video):
                raw = parse.joined(raw, tracks)
                post = parse.parse(raw, draft.JSON, self._context)
                return Seen(
                    raw, draft.JSON, post, where, captions.attached(self._api, post, tracks)
                )
        except Refusal as error:
            return SetAside(where, error.reason, error.detail)
        return Seen(raw, draft.JSON, post, where)

    def _tracks(self, raw: bytes, video: str) -> list[bytes]:
        """A video's caption tracks, asked for once: only of a channel of our own, since nobody else may."""
        has = Fields(load(raw)).object("contentDetails").line("caption") == "true"
        if not has or not self._mine:
            return []
        known = self._cursor.setdefault("tracks", {})
        if video not in known:
            try:
                known[video] = [one.decode() for one in captions.tracks(self._api, video)]
            except Refused:  # the login may not see captions
                known[video] = []
        self._cursor["tracks"] = dict(list(known.items())[-KEPT:])
        return [one.encode() for one in known[video]]

    def _told(self, stated: int) -> list[Item]:
        """What the channel states and could not be seen, told once."""
        if self._cursor.get("whole"):
            return []
        self._cursor["whole"] = True
        seen = self._cursor.get("counted", 0)
        if seen >= stated:
            return []
        detail = f"the channel states {stated} videos, {seen} could be seen"
        return [
            Missing(None, moment_of(self._cursor.get("newest", "")), "fewer-than-stated", detail)
        ]

    def _standing(self, page: list[str], stated: int) -> list[Item]:
        """A share of the known videos asked for, round and round: what has changed, and what is gone."""
        others = {video for video in self._known if video not in page}
        asked = turn.share(
            self._source, self._cursor, PAGE, wanted=lambda one: names.video_in(one) in others
        )
        share = [names.video_in(alias) for alias in asked]
        found = {Fields(load(raw)).line("id"): raw for raw in self._ask(share)}
        gone = [video for video in share if video not in found]
        if gone and not found and not page and stated:
            raise NotFound(f"the channel stands, but none of the {len(gone)} videos asked for")
        kept = self._cursor.get("tracks", {})
        standing = [raw for video, raw in found.items() if not self._mine or self._plain(raw, kept)]
        return [*map(self._item, standing), *map(self._gone, gone)]

    def _plain(self, raw: bytes, kept: Cursor) -> bool:
        """Whether it can be read as it was: its captions are known, or it has none."""
        item = Fields(load(raw))
        return item.object("contentDetails").line("caption") != "true" or item.line("id") in kept

    def _gone(self, video: str) -> Gone:
        """Deleted, or made private. The empty answer is what shows it."""
        answer = self._api.raw_list("videos", part="id", id=video)
        return Gone(answer, draft.JSON, (names.video(video),), where=names.video(video))
