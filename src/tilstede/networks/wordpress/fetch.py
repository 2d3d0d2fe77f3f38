"""Reading a site: its posts or pages; what is said under all of them; what is said under one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tilstede.networks.kit.contract import Batch, NotFound, Source
from tilstede.networks.wordpress import comments, discover, names
from tilstede.networks.wordpress.api import Api, Login
from tilstede.networks.wordpress.posts import Posts

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http


def fetch(source: Source, http: Http, now: datetime) -> Iterator[Batch]:
    """What is new since the cursor. :raises NetworkError:"""
    match source.what:
        case "account" | "mentions":
            place = names.place_in(source.address)
            if place is None and source.access:
                place = names.place_in(source.access.server)
            if place is None:
                raise NotFound(f"{source.address} is no address of a WordPress's REST (/wp-json/)")
            api = _api(source, http, place.root)
            if source.what == "account":
                return Posts(api, http, source, place, now).read()
            return comments.Comments(api, source, discover.site(api).home).read()
        case "thread":
            return _thread(source, http)
    raise NotFound(f"WordPress has no reading of a {source.what}")


def _thread(source: Source, http: Http) -> Iterator[Batch]:
    """A comment's thread is read with its whole post."""
    name = names.of(source.address)
    if name is None:
        raise NotFound(f"{source.address} is no post of WordPress, nor a comment under one")
    own = source.access is not None and source.access.account_id == names.site_of(name.home)
    root = source.access.server if own and source.access else discover.root_of(name.home, http)
    api = _api(source, http, root)
    return comments.Comments(api, source, name.home, under=name.post).read()


def _api(source: Source, http: Http, root: str) -> Api:
    """With the login where it is one to this site: many let nobody else read."""
    mine = source.access is not None and source.access.server == root
    return discover.api_for(http, root, login_of(source.access) if mine and source.access else None)


def login_of(access: Access) -> Login:
    """The name and password that a login holds."""
    return Login(access.secrets.get("user", ""), access.secrets.get("app-password", ""))
