"""Connecting an account of Threads."""

from __future__ import annotations

from typing import Final

from tilstede.networks.kit.access import Permission
from tilstede.networks.kit.meta.login import Doors, LongLived
from tilstede.networks.threads.fetch import BASE

DOORS: Final = Doors(
    network="threads",
    grant="th",
    authorize="https://threads.net",
    exchange="https://graph.threads.net",
    base=BASE,
    me="id,username,name,threads_profile_picture_url",
    profile="https://www.threads.com/@{}",
    permissions=(
        Permission("threads_basic", ("fetch", "login")),
        Permission("threads_content_publish", ("send", "media", "alt", "quote", "boost")),
        Permission("threads_read_replies", ("thread", "mentions")),
        Permission("threads_manage_replies", ("reply", "hide")),
        Permission("threads_manage_mentions", ("mentions",)),
        Permission("threads_delete", ("delete",)),
    ),
    source="developers.facebook.com/docs/threads/get-started (22 November 2026)",
    where="Use cases → Access the Threads API → Settings",
)


class ThreadsConnector(LongLived):
    """The contract's Connector."""

    def __init__(self, server: str = "") -> None:
        super().__init__(DOORS, server)
