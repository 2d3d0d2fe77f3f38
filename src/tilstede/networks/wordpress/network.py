"""WordPress: a body's own site, its posts and pages, and what is said under them, by its REST API."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tilstede.core.post import Post
from tilstede.networks.kit.contract import Batch, Export, Found, NotFound, Source
from tilstede.networks.wordpress import discover, fetch, parse

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access, Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender

_READ = frozenset({"fetch", "thread", "mentions", "login", "edits", "deletions"})
_SENT = frozenset({"send", "reply", "edit", "delete", "hide", "remove", "media", "alt"})


class WordPress:
    """See `kit.contract.Network`. Plain HTTP: REST is all there is to it."""

    name = parse.NETWORK
    title = "WordPress"
    parser = parse.PARSER
    interval = 1800
    abilities = _READ | _SENT

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """A post, a page or a comment. ``context``: ``home``, the site's front page; its ``name``, its ``avatar`` and
        its ``language``. :raises ValueError:"""
        return parse.parse(raw, mime, context)

    def again(self, raw: bytes, post: Post) -> Post:
        return parse.again(raw, post)

    def recognise(self, address: str, http: Http) -> Found | None:
        """A site's REST, where its own address is given: any other address of a site is that of its feed.

        :raises NetworkError:
        """
        return discover.recognise(address, http)

    def look_up(self, address: str, access: Access, http: Http, now: datetime) -> Found:
        """See `kit.contract.Closed`: of a site that is closed to all but its own users. :raises NetworkError:"""
        return discover.look_up(address, access.server, fetch.login_of(access), http)

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """What is new since the last visit. :raises NetworkError:"""
        return fetch.fetch(source, http, now)

    def open_export(self, path: Path) -> Export | None:
        """None: a site's export is a feed, and is read as one."""
        return None

    def sender(self) -> Sender | None:
        from tilstede.networks.wordpress.send import (  # noqa: PLC0415 - loaded when sent
            WordPressSender,
        )

        return WordPressSender()

    def connector(self) -> Connector | None:
        from tilstede.networks.wordpress.connect import (  # noqa: PLC0415 - loaded when connected
            WordPressConnector,
        )

        return WordPressConnector()

    def stream(self, source: Source, http: Http, now: Callable[[], datetime]) -> Iterator[Batch]:
        """:raises NotFound: always."""
        raise NotFound("WordPress has no stream")


network = WordPress()
