"""Sending to YouTube: films with captions, comments and answers; changing, deleting and holding them back.

What a film shows and says stays as it was sent; its title and description can be changed. Films uploaded through an
API project that Google has not audited stay private, whatever was asked
(developers.google.com/youtube/v3/docs/videos/insert, 2026): what was made of it is read back and shown.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from tilstede.networks.kit.errors import NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.jsonfields import Refusal
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target
from tilstede.networks.youtube import draft, films, limits, names, parse, said
from tilstede.networks.youtube.api import Api, login_of
from tilstede.networks.youtube.places import GOOGLE, Places

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http


class YouTubeSender:
    """See `kit.sending.Sender`. A sent thing's id is its name in the record: ``yt:…`` or ``ytc:…``."""

    def __init__(self, places: Places = GOOGLE) -> None:
        self._places = places

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As documented: YouTube tells no limits of its own."""
        return limits.LIMITS

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """A film, or a comment under a video, or an answer to a comment."""
        api = self._api(access, http, now)
        if what.quote_of or what.poll or what.card:
            raise Rejected("YouTube takes films and comments: no quotes, polls or cards")
        if what.reply_to is None:
            return films.upload(api, what)
        if what.media:
            raise Rejected("YouTube's comments hold words alone")
        return said.comment(api, what, what.reply_to.post)

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """:raises CannotTell: it is under another's video, where comments may be held back unseen; or a film stands
        that lacks its captions."""
        api = self._api(access, http, now)
        if what.reply_to is None:
            return films.find(api, what, access.account_id)
        return said.find(api, what, what.reply_to.post, access.account_id)

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        api = self._api(access, http, now)
        raw = films.read(api, sent) if names.video_in(sent) else said.read(api, sent)
        if raw is None:
            return None
        try:
            post = parse.parse(raw, draft.JSON, {"handle": access.handle})
        except Refusal as error:
            raise NotUnderstood(f"YouTube's answer: {error.detail}") from error
        return Seen(raw, draft.JSON, post, sent)

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """A film's title and description, or a comment's words."""
        api = self._api(access, http, now)
        if names.video_in(sent):
            return films.edit(api, sent, what)
        return said.edit(api, sent, what)

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        api = self._api(access, http, now)
        collection, native = _native(sent)
        _done_or_gone(api, getattr(api.service, collection)().delete(id=native))

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        """Hold a comment under one of our videos for review: its writer still sees it, nobody else does."""
        comment = names.comment_in(target.post.aliases[0])
        if not comment:
            raise Rejected("only a comment can be held back")
        api = self._api(access, http, now)
        status = "heldForReview" if hidden else "published"
        ask = api.service.comments().setModerationStatus(id=comment, moderationStatus=status)
        _done_or_gone(api, ask)

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        raise Rejected("YouTube has no boosts")

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        raise Rejected("likes are not sent to YouTube")

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        raise Rejected("channels are not subscribed to")

    def _api(self, access: Access, http: Http, now: datetime) -> Api:
        return Api(http, login_of(access), now, root=access.server or self._places.api)


def _native(sent: str) -> tuple[str, str]:
    if video := names.video_in(sent):
        return "videos", video
    if comment := names.comment_in(sent):
        return "comments", comment
    raise Rejected(f"{sent} is neither a video nor a comment")


def _done_or_gone(api: Api, request: Any) -> None:
    try:
        api.call(request)
    except NotFound:
        return
