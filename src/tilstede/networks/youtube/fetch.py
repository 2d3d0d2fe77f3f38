"""Reading YouTube: a channel's videos, what is said under them, what is said under one.

With a project's API key, or a channel's own login. A search would cost a hundred times as much as the lists that are
read here, so nothing is searched for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tilstede.networks.kit.contract import Batch, NotFound, Source
from tilstede.networks.youtube import names
from tilstede.networks.youtube.api import Api, login_of
from tilstede.networks.youtube.channel import Channel
from tilstede.networks.youtube.comments import Comments
from tilstede.networks.youtube.places import Places
from tilstede.networks.youtube.quota import SHARE, Meter

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


def fetch(source: Source, http: Http, now: datetime, places: Places) -> Iterator[Batch]:
    """What is new since the cursor. :raises NetworkError:"""
    meter = Meter(now, source.cursor.get("quota"), most=SHARE)
    root = (source.access.server if source.access else "") or places.api
    api = Api(http, login_of(source.access, source.token), now, root=root, meter=meter)
    match source.what:
        case "account":
            return Channel(api, source, _channel(source)).read()
        case "mentions":
            return Comments(api, source, {"allThreadsRelatedToChannelId": _channel(source)}).read()
        case "thread":
            return _thread(api, source)
    raise NotFound(f"YouTube has no reading of a {source.what}")


def _channel(source: Source) -> str:
    """:raises NotFound: no channel is told."""
    own = source.access.account_id if source.access else ""
    told = (names.channel_in(source.address), source.account_id, own)
    if source.what == "mentions":
        told = told[::-1]
    channel = next((one for one in told if names.CHANNEL.fullmatch(one)), "")
    if not channel:
        raise NotFound(f"{source.address} is no channel of YouTube")
    return channel


def _thread(api: Api, source: Source) -> Iterator[Batch]:
    if video := names.video_in(source.address):
        return Comments(api, source, {"videoId": video}).read()
    if comment := names.comment_in(source.address):
        return Comments(api, source, {}).answers(names.thread_of(comment))
    raise NotFound(f"{source.address} is neither a video nor a comment")
