"""Under which names an account and a status are known, so that API, archive and feed meet.

Mastodon's own forms (docs.joinmastodon.org/spec/activitypub, 2026): an object is
``https://HOST/users/NAME/statuses/ID`` or, since 4.5, ``https://HOST/ap/users/NUMBER/statuses/ID``;
its page ``https://HOST/@NAME/ID``; a boost is its object with ``/activity`` after it. GoToSocial has the
same. In the API a status has a number that only this server knows: ``mastodon:HOST:ID`` makes a name of it,
and where the address holds the number, the same name is made from the address.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from tilstede.networks.mastodon.reading import unique

_STATUS: Final = re.compile(
    r"https?://([^/?#\s]+)/(?:users/[^/?#]+/statuses|ap/users/\d+/statuses|@[^/?#]+)"
    r"/([0-9A-Za-z]+)(?:/activity)?"
)
_OWNER: Final = re.compile(r"(https?://[^?#\s]+)/statuses/[0-9A-Za-z]+(?:/activity)?")
_PERSON: Final = re.compile(r"/(?:users/|@|u/|profile/)([^/?#@]+)(?:[/?#]|$)")
_ONLY: Final = re.compile(r"/([\w.-]+)/?(?:p/[\w.-]+)?")


@lru_cache(maxsize=1024)
def host_of(address: str) -> str:
    """The host with its port, in lower case; ``""`` when there is none."""
    try:
        return urlsplit(address).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def local(host: str, status_id: str) -> str:
    """The name of a status by its number on one server."""
    return f"mastodon:{host.lower()}:{status_id}" if host and status_id else ""


@lru_cache(
    maxsize=16
)  # each address is asked about two or three times, one straight after the other
def number_in(address: str) -> tuple[str, str]:
    """The host and number that a status address of Mastodon's holds, or two empty texts."""
    found = _STATUS.fullmatch(address)
    return (found[1].lower(), found[2]) if found else ("", "")


def aliases(uri: str, url: str, host: str = "", status_id: str = "") -> tuple[str, ...]:
    """Every name of a status, the most permanent first. ``host``, ``status_id``: as the API gave it."""
    return unique((uri, url, local(host, status_id), _numbered(uri), _numbered(url)))


def _numbered(address: str) -> str:
    return local(*number_in(address))


def boost_page(profile: str, uri: str) -> str:
    """Where people see a boost: Mastodon leads from there to the post; ``""`` on other servers."""
    host, number = number_in(uri)
    mine = number and "/@" in profile and host_of(profile) == host
    return f"{profile}/{number}" if mine else ""


def owner_of(uri: str) -> str:
    """The actor that a status address of Mastodon's begins with, or ``""``."""
    found = _OWNER.fullmatch(uri)
    return found[1] if found else ""


def person_in(address: str) -> str:
    """The user name an address of an account or a status holds, or ``""``."""
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    found = _PERSON.search(path) or _ONLY.fullmatch(path)
    return unquote(found[1]) if found else ""


def handle(name: str, host: str) -> str:
    """``name@host`` as people write it, without a leading @; a name that has a host keeps it."""
    name = name.strip().lstrip("@")
    if not name or "@" in name or not host:
        return name
    return f"{name}@{host}"


def handle_in(address: str) -> str:
    """The handle as far as an address tells, or ``""``."""
    name = person_in(address)
    return handle(name, host_of(address)) if name else ""
