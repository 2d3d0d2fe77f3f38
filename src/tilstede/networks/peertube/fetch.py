"""Reading PeerTube: a channel or an account, what is said under a video, what is said under all of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tilstede.networks.kit.contract import Batch, NotFound, Refused, Source
from tilstede.networks.peertube import comments, names
from tilstede.networks.peertube.api import Api
from tilstede.networks.peertube.videos import Videos

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


def fetch(source: Source, http: Http, now: datetime) -> Iterator[Batch]:
    """What is new since the cursor. :raises NetworkError:"""
    token = source.access.secrets.get("access-token", "") if source.access else source.token
    match source.what:
        case "account":
            place = names.place_in(source.address)
            if place is None:
                raise NotFound(f"{source.address} is no channel and no account of PeerTube")
            mine = not source.access or source.access.server == place.base
            api = Api(http, place.base, token if mine else "")
            return Videos(api, source, place, now).read()
        case "thread":
            return _thread(source, http)
        case "mentions":
            if source.access is None:
                raise Refused("what is said under one's own videos is told to their owner's login")
            return comments.own(Api(http, source.access.server, token), source)
    raise NotFound(f"PeerTube has no reading of a {source.what}")


def _thread(source: Source, http: Http) -> Iterator[Batch]:
    """Anyone may read it. A comment's thread is read with its whole video."""
    base, video = names.video_in(source.address)
    if not video:
        base, video, _ = names.comment_in(source.address)
    if not video:
        raise NotFound(f"{source.address} is no video of PeerTube, nor a comment under one")
    return comments.under(Api(http, base), source, video, f"{base}/videos/watch/{video}")
