"""Threads: a connected account's posts and what is said to it, and takeouts, which lie in Instagram's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tilstede.networks.kit.meta.network import MetaNetwork, Reading
from tilstede.networks.threads import archive, fetch
from tilstede.networks.threads.post import api_post, is_answer

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Connector
    from tilstede.networks.kit.sending import Sender


class Threads(MetaNetwork):
    """The contract's Network."""

    name = "threads"
    title = "Threads"
    parser = archive.PARSER
    abilities = frozenset(
        {
            *("fetch", "login", "closed", "export", "deletions", "mentions", "thread"),
            *(
                "polls",
                "boosts",
                "send",
                "media",
                "alt",
                "reply",
                "quote",
                "boost",
                "delete",
                "hide",
            ),
        }
    )
    fetched = frozenset({"media", "alt"})
    hosts = ("threads.net", "threads.com")
    no_login = fetch.NO_LOGIN
    reading = Reading(archive.PLAN, is_answer, api_post, archive.archive_post, fetch.fetch)

    def sender(self) -> Sender:
        from tilstede.networks.threads.send import ThreadsSender  # noqa: PLC0415 - loaded when something is sent

        return ThreadsSender()

    def connector(self) -> Connector:
        from tilstede.networks.threads.connect import ThreadsConnector  # noqa: PLC0415 - loaded when asked for

        return ThreadsConnector()


network = Threads()
