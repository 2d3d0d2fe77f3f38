"""What an account's network shows of it to anyone, network by network."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import msgspec
from django.conf import settings

from tilstede.core.verification import Answer, Profile
from tilstede.intake.verification.hosts import Hosts
from tilstede.networks.kit.contract import NetworkError, NotFound
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.profiles import bluesky, youtube
from tilstede.networks.mastodon import profile as mastodon

_PAGE_BYTES: Final = 5 << 20


class Asked(msgspec.Struct, frozen=True):
    """An account to be looked at: its row's number, what the directory says, and the id it is known by.

    ``posts``: the id that its posts are taken in under, which is all that a network without open profiles tells.
    ``site``: address of the site of the body it is said to be of, "" for none. ``page``: the one there that linked to
    it last.
    """

    account: int
    network: str
    url: str
    address: str
    handle: str
    known: str
    posts: str
    site: str
    page: str


def read(asked: Asked, http: Http, hosts: Hosts) -> Profile:
    """Ask the account's network, where it tells anyone. :raises PutOff: it has asked us to wait."""
    try:
        return _read(asked, http, hosts)
    except NotFound as error:
        return Profile(answer=Answer.MISSING, detail=error.detail)
    except NetworkError as error:
        return Profile(answer=Answer.SILENT, detail=error.detail)


def _read(asked: Asked, http: Http, hosts: Hosts) -> Profile:
    match asked.network:
        case "mastodon" | "peertube":
            address = asked.url or asked.address if asked.network == "mastodon" else _name(asked)
            with hosts.asking(asked.address):
                return mastodon.read(address, http)
        case "bluesky":
            places = bluesky.Places(settings.BLUESKY_DIRECTORY, settings.BLUESKY_APPLICATION)
            with hosts.asking(places.application):
                return bluesky.read(asked.handle, asked.known, http, places)
        case "youtube":
            with hosts.asking(asked.address):
                return youtube.read(asked.address, http)
        case "feeds" | "wordpress":
            return _page(asked, http, hosts)
    return Profile(answer=Answer.UNASKED, stable_id=asked.posts, handle=asked.handle)


def _name(asked: Asked) -> str:
    return f"@{asked.handle}"


def _page(asked: Asked, http: Http, hosts: Hosts) -> Profile:
    """A page or feed of the web: there is no id but its address."""
    address = asked.url or asked.address
    with hosts.asking(address):
        http.get(address, max_bytes=_PAGE_BYTES)
    return Profile(handle=asked.handle, hosts=(urlsplit(address).netloc,))
