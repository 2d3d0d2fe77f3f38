"""Posts, answers and moderation on a Facebook Page (developers.facebook.com/docs/pages-api, v26.0)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from tilstede.core.post import Post
from tilstede.networks.facebook.alts import with_alts
from tilstede.networks.facebook.api import COMMENT, POST, graph_of
from tilstede.networks.facebook.fetch import comment_raw, item_of
from tilstede.networks.facebook.limits import LIMITS
from tilstede.networks.facebook.post import api_post
from tilstede.networks.kit.errors import CannotTell, NetworkError, NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.jsonfields import Refusal
from tilstede.networks.kit.likeness import alike
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.multipart import File, form
from tilstede.networks.kit.outgoing import Enclosure, Outgoing, Sent, Target

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.meta.graph import Graph

_CLOCKS: Final = timedelta(minutes=2)
_PAGES: Final = 5  #: looked through for a post that may have been sent
_PATIENCE: Final = 180.0  #: seconds for one picture


class FacebookSender:
    """The contract's Sender."""

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As documented: Facebook does not tell them."""
        return LIMITS

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        _check(what)
        graph = graph_of(access, http)
        if what.reply_to:
            where, body = f"{_number(what.reply_to)}/comments", {"message": what.text}
        else:
            where, body = f"{access.account_id}/feed", _body(what)
            for at, one in enumerate(what.media):
                photo = {"media_fbid": _photo(graph, one, access.account_id)}
                body[f"attached_media[{at}]"] = json.dumps(photo)
        return _sent(graph.post(where, **body))

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """Among what the Page has written there since it was cleared, by its words."""
        for post in _since(what, access, http):
            own = post.author.id == access.account_id and len(post.media) == len(what.media)
            if own and alike(post.text, what.text):
                return Sent(post.aliases[0].removeprefix("fb:"), post.aliases, post.url)
        return None

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        """A post of the Page begins with the Page's number; anything else is a comment."""
        is_post = sent.startswith(f"{access.account_id}_")
        try:
            fields = POST if is_post else f"{COMMENT},object{{id}}"
            graph = graph_of(access, http)
            element = graph.get(sent, fields=fields)
        except NotFound:
            return None
        (whole,) = (
            with_alts(graph, [element]) if is_post else [comment_raw(element, _under(sent, access))]
        )
        found = item_of(whole)
        if isinstance(found, Seen):
            return found
        raise NotUnderstood(f"Facebook: {found.detail}")

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """The words alone: pictures stay as they are."""
        graph_of(access, http).post(sent, message=what.text)
        return _sent({"id": sent})

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        try:
            graph_of(access, http).delete(sent)
        except NotFound:
            return

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        """Whoever wrote the comment, and their friends, still see it."""
        try:
            graph_of(access, http).post(_number(target), is_hidden=str(hidden).lower())
        except NotFound:
            return

    def remove(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        """A comment under what is ours. :raises Rejected: it is no comment."""
        if not target.post.reply_to:
            raise Rejected("only a comment of another is deleted")
        self.delete(_number(target), access, http, now)

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        """:raises Rejected: always."""
        raise Rejected("nothing is passed on through the API of Facebook")

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        """:raises Rejected: always."""
        raise Rejected("liking as a Page is not offered")

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        """:raises Rejected: always."""
        raise Rejected("a Page follows nobody through the API of Facebook")


def _check(what: Outgoing) -> None:
    """:raises Rejected: something of it has no place on Facebook; nothing is left out silently."""
    if what.warning or what.title or what.poll or what.quote_of:
        raise Rejected("Facebook has no content warnings, titles, polls or quotes through its API")
    if what.visibility not in ("public", "unlisted"):
        raise Rejected("a Page writes for everybody")
    if any(not one.mime.startswith("image/") for one in what.media):
        raise Rejected("only pictures are sent with a post")
    if what.reply_to and what.media:
        raise Rejected("pictures are not sent with a comment")


def _body(what: Outgoing) -> dict[str, str]:
    body = {"message": what.text} if what.text else {}
    if what.card and not what.media:
        body["link"] = what.card.url
    elif what.card and what.card.url not in what.text:
        raise Rejected("a post with pictures shows no link: its address must stand in the text")
    return body


def _photo(graph: Graph, one: Enclosure, page: str) -> str:
    """Facebook's number for a picture that is not shown yet. :raises NetworkError: ``reached`` is false."""
    fields = {"published": "false", **graph.proof}
    if one.alt:
        fields["alt_text_custom"] = one.alt
    try:
        made = form(fields, File("source", one.path, one.mime, one.name or one.path.name))
        answer = graph.bring("POST", f"{page}/photos", made.content, made.headers, _PATIENCE)
        return _sent(answer).id
    except NetworkError as error:
        error.reached = False  # a picture that hangs on no post is seen by nobody
        raise


def _sent(answer: dict[str, Any]) -> Sent:
    found = answer.get("id")
    if not isinstance(found, str) or not found.replace("_", "").isdecimal():
        raise NotUnderstood("Facebook does not tell what was made", reached=True)
    own = found.rpartition("_")[2]
    return Sent(
        found,
        tuple(dict.fromkeys((f"fb:{found}", f"fb:{own}"))),
        f"https://www.facebook.com/{found}",
    )


def _number(target: Target) -> str:
    """:raises Rejected: it is nothing on Facebook that has an id."""
    names = (one.removeprefix("fb:") for one in target.post.aliases if one.startswith("fb:"))
    found = next((one for one in names if one.replace("_", "").isdecimal()), "")
    if not found:
        raise Rejected("what is answered or hidden is not a post or comment on Facebook")
    return found


def _under(comment: str, access: Access) -> str:
    return f"{access.account_id}_{comment.partition('_')[0]}"


def _since(what: Outgoing, access: Access, http: Http) -> Iterator[Post]:
    """What stands there since it was cleared. :raises CannotTell: there is more than is looked through."""
    since = str(int((what.made - _CLOCKS).timestamp()))
    where, asked = f"{access.account_id}/posts", {"fields": POST, "limit": "50", "since": since}
    under = ""
    if what.reply_to:
        under = _number(what.reply_to)
        where = f"{under}/comments"
        asked |= {"fields": COMMENT, "filter": "stream", "order": "reverse_chronological"}
    following: dict[str, str] = {}
    for page in graph_of(access, http).pages(where, asked, _PAGES):
        following = page.paging.query() if page.data else {}
        for element in map(bytes, page.data):
            try:
                yield api_post(comment_raw(element, under) if under else element)
            except Refusal:
                continue  # nothing in it, so it is not what was sent
    if following:
        raise CannotTell("too much has been written since to look through it all")
