"""Instagram: a connected account's media and what is said under them, and takeouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tilstede.networks.instagram import archive, fetch
from tilstede.networks.instagram.post import api_post, is_answer
from tilstede.networks.kit.meta.network import MetaNetwork, Reading

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Connector
    from tilstede.networks.kit.sending import Sender


class Instagram(MetaNetwork):
    """The contract's Network."""

    name = "instagram"
    title = "Instagram"
    parser = archive.PARSER
    abilities = frozenset(
        {
            *("fetch", "login", "closed", "export", "deletions", "mentions", "thread"),
            *("send", "media", "alt", "reply", "delete", "hide", "remove"),
        }
    )
    fetched = frozenset({"send", "media", "alt"})
    hosts = ("instagram.com",)
    no_login = fetch.NO_LOGIN
    reading = Reading(archive.PLAN, is_answer, api_post, archive.archive_post, fetch.fetch)

    def sender(self) -> Sender:
        from tilstede.networks.instagram.send import InstagramSender  # noqa: PLC0415 - loaded when something is sent

        return InstagramSender()

    def connector(self) -> Connector:
        from tilstede.networks.instagram.connect import InstagramConnector  # noqa: PLC0415 - loaded when asked for

        return InstagramConnector()


network = Instagram()
