"""From an address to a site's REST: its own address says so; else the site's front page tells where it lies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from tilstede.core.post import Author
from tilstede.networks.kit.contract import Found
from tilstede.networks.kit.errors import NotFound, NotUnderstood, Refused, Rejected, TooLarge
from tilstede.networks.kit.markup import resolve
from tilstede.networks.wordpress import names, parse
from tilstede.networks.wordpress.api import Api, Login, linked

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: Of what a site says of itself; its routes alone fill a hundred kilobytes.
_FIELDS: Final = "name,description,url,home,namespaces,site_icon_url"
_LANGUAGE: Final = re.compile(rb"<html\b[^>]*?\blang=[\"']([A-Za-z_-]{2,20})[\"']", re.IGNORECASE)


class Site(NamedTuple):
    """A site as it tells of itself. ``home``: its front page, without a slash at the end."""

    home: str
    author: Author


def recognise(address: str, http: Http) -> Found | None:
    """A site's REST by its own address. A site's front page is its feed's, unless it has none.

    :raises NetworkError: it is one, but closed, or cannot be read now.
    """
    place = names.place_in(address)
    if place is None:
        return None
    api = Api(http, place.root)
    try:
        found = site(api)
    except NotUnderstood:
        moved = _elsewhere(place, http)
        if moved is None:
            raise
        place, api = moved, Api(http, moved.root)
        found = site(api)
    return _found(place, api, found)


def look_up(address: str, root: str, login: Login, http: Http) -> Found:
    """A site's REST that is closed to others, by the login to it. :raises Refused: the login is to another.

    :raises NetworkError:
    """
    place = names.place_in(address)
    if place is None or place.root != root:
        raise Refused(f"the login is to {root}")
    api = api_for(http, root, login)
    return _found(place, api, site(api))


def _found(place: names.Place, api: Api, found: Site) -> Found:
    """:raises NetworkError: its posts are closed; many close these and nothing else."""
    api.page(f"wp/v2/{place.kind}", per_page=1, _fields="id")
    return Found(parse.NETWORK, place.address, found.author, title=found.author.name)


def _elsewhere(place: names.Place, http: Http) -> names.Place | None:
    """The site may have its REST at another address, which its front page tells."""
    front = place.root.partition("?")[0].removesuffix("wp-json/")
    told = names.place_in(linked(http, front))
    if told is None or told.root == place.root:
        return None
    return told._replace(kind=place.kind)


def root_of(typed: str, http: Http) -> str:
    """Where the REST of a site begins that a person typed the address of. :raises Rejected: it has none.

    :raises NetworkError: it does not answer.
    """
    typed = typed.strip()
    address = typed if "//" in typed else f"https://{typed}"
    if place := names.place_in(address):
        return place.root
    if not resolve("", address) or " " in typed:
        raise Rejected(f"{typed or 'nothing'} is not the address of a site")
    try:
        told = names.place_in(linked(http, address))
    except NotFound as error:
        raise Rejected(error.detail) from error
    if told is None:
        raise Rejected(f"{typed} is no WordPress, or does not tell where its REST lies")
    if _host(told.root) != _host(address):  # a password typed for one site is sent to no other
        raise Rejected(f"its REST lies at {told.root}: give that address, if it is the right one")
    return told.root


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def site(api: Api) -> Site:
    """Who the site is. :raises NotUnderstood: it is no WordPress. :raises NetworkError:"""
    _, told = api.one("", _fields=_FIELDS)
    home = resolve("", told.line("home", "url")).rstrip("/")
    if not home or "wp/v2" not in told.lines("namespaces"):
        raise NotUnderstood(f"{api.root} is no REST of WordPress; follow the site's feed instead")
    handle = names.handle_of(home)
    author = Author(
        avatar=resolve("", told.line("site_icon_url")),
        handle=handle,
        id=names.site_of(home),
        name=" ".join(parse.plain(told.text("name")).split()) or handle,
        url=home,
    )
    return Site(home, author)


def language(http: Http, home: str) -> str:
    """What the front page says that it is written in, or ``""``. :raises NetworkError: it cannot be read."""
    try:
        found = _LANGUAGE.search(http.get(f"{home}/", max_bytes=4 << 20).content)
    except (TooLarge, Refused, NotFound, NotUnderstood):
        return ""
    return parse.language_of(found[1].decode("ascii")) if found else ""


def is_safe(root: str) -> bool:
    """Whether a password may be sent there: encrypted, or to this machine itself."""
    parts = urlsplit(root)
    return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")


def api_for(http: Http, root: str, login: Login | None) -> Api:
    """:raises Rejected: the password would be read on the way."""
    if login and not is_safe(root):
        raise Rejected(f"{root} is not encrypted (https): no password is sent there")
    return Api(http, root, login)
