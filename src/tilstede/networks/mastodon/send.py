"""Sending to Mastodon and its kin (docs.joinmastodon.org/methods/statuses, 4.6, 2026).

Every post goes with an Idempotency-Key, which Mastodon keeps for an hour; snac and GoToSocial take no notice of it, so
whether an earlier try succeeded is looked up among the account's own posts (`own.py`).

Plain requests through the guarded client: Mastodon.py turns whatever happens on the way into one kind of error, with
which it can no longer be told whether a post may have been made.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from tilstede.core.post import Post, Visibility
from tilstede.networks.kit.contract import NotFound, NotUnderstood, Rejected, Seen
from tilstede.networks.kit.elements import unwritten
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target
from tilstede.networks.mastodon import asking, limits, lookup, own, upload
from tilstede.networks.mastodon.answers import READER
from tilstede.networks.mastodon.asking import Server, part
from tilstede.networks.mastodon.reading import Refusal, line
from tilstede.networks.mastodon.status import to_post

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http, Response

_VISIBILITIES: Final[dict[Visibility, str]] = {
    "public": "public",
    "unlisted": "unlisted",
    "followers": "private",
    "direct": "direct",
}


class MastodonSender:
    """See `kit.sending.Sender`."""

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        return limits.of(access, http)

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        _demand_fitting(what)
        server = asking.of(access, http)
        fields = _wording(what) | _around(what, server)
        if what.media:
            fields["media_ids"] = upload.all_of(what.media, server)
        key = {"Idempotency-Key": what.key}
        try:
            answer = server.do("POST", "/api/v1/statuses", fields, headers=key)
        except NotFound as error:  # what it answers or quotes was taken away just now
            raise Rejected(error.detail) from error
        return _sent(answer, server)

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        return own.find(what, access, http, now)

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        return own.read(sent, access, http, now)

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        _demand_fitting(what)
        server = asking.of(access, http)
        fields = _wording(what)
        fields["media_ids"] = upload.all_of(what.media, server)
        try:
            answer = server.do("PUT", f"/api/v1/statuses/{part(sent)}", fields)
        except NotFound as error:
            raise Rejected(error.detail) from error
        return _sent(answer, server)

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        server = asking.of(access, http)
        try:
            server.do("DELETE", f"/api/v1/statuses/{part(sent)}")
        except NotFound:
            return

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        raise Rejected("the Mastodon API lets nobody hide another's answer")

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        """None where the server has no post of its own for it, as snac."""
        server = asking.of(access, http)
        number = lookup.status(target.post, server)
        answer = _acted(server, number, "reblog")
        try:
            post = _post(answer, server)
        except NotUnderstood:
            return None
        if not post.repost_of:
            return None
        return _sent(answer, server)

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        server = asking.of(access, http)
        _acted(server, lookup.status(target.post, server), "favourite")

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        server = asking.of(access, http)
        number = lookup.account(address, server)
        server.do("POST", f"/api/v1/accounts/{part(number)}/follow")

    def block(
        self, address: str, access: Access, http: Http, now: datetime, *, blocked: bool
    ) -> None:
        """docs.joinmastodon.org/methods/accounts/#block (2026). snac mutes: it hears nothing of the other any more."""
        server = asking.of(access, http)
        number = lookup.account(address, server)
        deed = "block" if blocked else "unblock"
        server.do("POST", f"/api/v1/accounts/{part(number)}/{deed}")


def _demand_fitting(what: Outgoing) -> None:
    """:raises Rejected: something of it has no place here; it is never left out without a word."""
    if what.title:
        raise Rejected("a post has no title there")
    if outside := unwritten(what):
        raise Rejected(f"hashtags stand in the text there: {', '.join(outside)}")


def _wording(what: Outgoing) -> dict[str, Any]:
    """What an edit can change, too."""
    fields: dict[str, Any] = {
        "status": what.text,
        "spoiler_text": what.warning,
        "sensitive": bool(what.warning),
    }
    if what.language:
        fields["language"] = what.language
    if what.poll:
        fields["poll"] = {
            "options": list(what.poll.options),
            "expires_in": what.poll.lasts,
            "multiple": what.poll.multiple,
        }
    return fields


def _around(what: Outgoing, server: Server) -> dict[str, str]:
    """:raises Rejected: what is answered or quoted is not to be found, or cannot be quoted."""
    fields = {"visibility": _VISIBILITIES[what.visibility]}
    if what.reply_to:
        fields["in_reply_to_id"] = lookup.status(what.reply_to.post, server)
    if what.quote_of:
        if not limits.takes_quotes(server):
            raise Rejected(f"{server.host} cannot quote: that takes Mastodon 4.5 or newer")
        fields["quoted_status_id"] = lookup.status(what.quote_of.post, server)
    return fields


def _acted(server: Server, number: str, act: str) -> Response:
    try:
        return server.do("POST", f"/api/v1/statuses/{part(number)}/{act}")
    except NotFound as error:
        raise Rejected(error.detail) from error


def _post(answer: Response, server: Server) -> Post:
    """:raises NotUnderstood: it was done, but what was made of it is not told."""
    try:
        return to_post(READER.read(answer.content), server.context)
    except Refusal as error:
        raise NotUnderstood(f"{server.host}: {error.detail}", reached=True) from error


def _sent(answer: Response, server: Server) -> Sent:
    post = _post(answer, server)
    number = line(READER.read(answer.content).id, {})
    if not number:
        raise NotUnderstood(f"{server.host} gave the post no number", reached=True)
    return Sent(number, post.aliases, post.url)
