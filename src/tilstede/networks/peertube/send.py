"""Sending to PeerTube: films with captions, comments and answers; changing films, deleting both.

A sent thing's id says where it is on its server: ``video:UUID``, or ``comment:UUID:THREAD:NUMBER``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tilstede.networks.kit.errors import NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.jsonfields import Refusal
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target
from tilstede.networks.peertube import films, limits, parse, said
from tilstede.networks.peertube.api import Api

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http


class PeerTubeSender:
    """See `kit.sending.Sender`."""

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As the server tells; as documented where it is not asked."""
        if access is None or http is None:
            return limits.DOCUMENTED
        return limits.told(_api(access, http), datetime.now(UTC).date())

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """A film, or a comment under a video, or an answer to a comment."""
        api = _api(access, http)
        if what.quote_of or what.poll or what.card:
            raise Rejected("PeerTube takes films and comments: no quotes, polls or cards")
        if what.reply_to is None:
            return films.upload(api, what, access)
        if what.media:
            raise Rejected("PeerTube's comments hold words alone")
        return said.comment(api, what, what.reply_to.post)

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """:raises CannotTell: a film stands that lacks its captions."""
        api = _api(access, http)
        if what.reply_to is None:
            return films.find(api, what)
        return said.find(api, what, what.reply_to.post, access.secrets.get("account", ""))

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        api = _api(access, http)
        kind, _, rest = sent.partition(":")
        raw = films.read(api, rest) if kind == "video" else said.read(api, rest)
        if raw is None:
            return None
        own = access.account_id == access.secrets.get("account")
        context = {"base": api.base, "as": "account" if own else ""}
        if kind == "comment":
            context["video"] = said.video_of(api, rest)
        try:
            post = parse.parse(raw, parse.JSON, context)
        except Refusal as error:
            raise NotUnderstood(f"the server's answer: {error.detail}") from error
        return Seen(raw, parse.JSON, post, sent)

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """A film's title, description, tags and language; a comment cannot be changed."""
        kind, _, rest = sent.partition(":")
        if kind != "video":
            raise Rejected("PeerTube lets no comment be changed")
        return films.edit(_api(access, http), rest, what)

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        kind, _, rest = sent.partition(":")
        uuid, _, place = rest.partition(":")
        number = place.rpartition(":")[2]
        path = f"/videos/{uuid}" if kind == "video" else f"/videos/{uuid}/comments/{number}"
        answer = None
        try:
            answer = _api(access, http).do("DELETE", path, accept={409})
        except NotFound:
            return
        if answer.status == 409 and kind == "video":
            raise Rejected("the server does not let the film be deleted now")

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        raise Rejected("PeerTube deletes comments, and does not hide them")

    def remove(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        """A comment under a video of ours. :raises Rejected: it is none."""
        api = _api(access, http)
        uuid, number = said.place(api, target.post)
        if not number:
            raise Rejected("only a comment of another is deleted")
        try:
            api.do("DELETE", f"/videos/{uuid}/comments/{number}", accept={409})
        except NotFound:
            return

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        raise Rejected("PeerTube has no boosts")

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        raise Rejected("likes are not sent to PeerTube")

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        raise Rejected("channels are not subscribed to")


def _api(access: Access, http: Http) -> Api:
    return Api(http, access.server, access.secrets.get("access-token", ""))
