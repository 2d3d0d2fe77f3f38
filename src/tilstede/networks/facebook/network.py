"""Facebook Pages, through the Graph API with a connected Page, and through takeouts of Pages and persons."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tilstede.networks.facebook import archive, fetch
from tilstede.networks.facebook.post import api_post, is_answer
from tilstede.networks.kit.contract import Found
from tilstede.networks.kit.meta.network import MetaNetwork, Reading

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access, Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender


class Facebook(MetaNetwork):
    """The contract's Network."""

    name = "facebook"
    title = "Facebook"
    parser = archive.PARSER
    abilities = frozenset(
        {
            *("fetch", "login", "closed", "export", "edits", "deletions", "polls"),
            *("mentions", "thread", "boosts"),
            *("send", "reply", "edit", "delete", "hide", "remove", "media", "alt"),
        }
    )
    hosts = ("facebook.com", "fb.me")
    no_login = fetch.NO_LOGIN
    reading = Reading(archive.PLAN, is_answer, api_post, archive.archive_post, fetch.fetch)

    def look_up(self, address: str, access: Access, http: Http, now: datetime) -> Found:
        """Any Page that Facebook lets this one's login see. :raises NetworkError: it does not, or there is none."""
        return fetch.look_up(address, access, http)

    def sender(self) -> Sender:
        from tilstede.networks.facebook.send import FacebookSender  # noqa: PLC0415 - loaded when something is sent

        return FacebookSender()

    def connector(self) -> Connector:
        from tilstede.networks.facebook.connect import FacebookConnector  # noqa: PLC0415 - loaded when asked for

        return FacebookConnector()


network = Facebook()
