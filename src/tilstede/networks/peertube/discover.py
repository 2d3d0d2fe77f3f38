"""From what people paste to a channel or an account of PeerTube: their pages, and the pages of their videos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tilstede.networks.kit.contract import Found
from tilstede.networks.kit.errors import Expired, NotFound, NotUnderstood, Refused, Rejected
from tilstede.networks.kit.jsonfields import Refusal
from tilstede.networks.peertube import names, parse
from tilstede.networks.peertube.api import Api

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


def recognise(address: str, http: Http) -> Found | None:
    """Known by its shape, then asked for: other sites have such addresses too. :raises NetworkError:"""
    address = address.strip()
    place = names.place_in(address)
    base, video = names.video_in(address)
    try:
        if place:
            return _found(place, Api(http, place.base))
        if video:
            channel = Api(http, base).fields(f"/videos/{video}").object("channel").line("url")
            place = names.place_in(channel)
            return _found(place, Api(http, place.base)) if place else None
    except (NotFound, NotUnderstood, Refused, Rejected, Expired, Refusal):
        return None  # no PeerTube, or nothing of that name: another network may know it
    return None


def _found(place: names.Place, api: Api) -> Found | None:
    told = api.fields(f"/{place.kind}/{place.name}")
    if "displayName" not in told:
        return None
    author = parse.author(told)
    return Found(parse.NETWORK, place.address, author, title=author.name)
