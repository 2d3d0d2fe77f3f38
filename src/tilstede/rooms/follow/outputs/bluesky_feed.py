"""A view of the stream as a feed that people choose in Bluesky's own application (a feed generator).

Sources: the lexicons app.bsky.feed.generator, .getFeedSkeleton and .describeFeedGenerator; did:web (2026). The
application asks for the addresses of the posts alone, and shows them itself: so only what was written on Bluesky can
stand there. The record that makes it known lies in the body's own account, or in another's.
"""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tilstede.core.order import HIGHEST
from tilstede.record import read as record
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.outputs import accounts, asked
from tilstede.rooms.follow.outputs.answering import outgoing, sent
from tilstede.rooms.follow.queries import Card
from tilstede.web.context import site_name

MIME: Final = "application/json"
MOST: Final = 100
_USUAL: Final = 50
_GENERATOR: Final = "app.bsky.feed.generator"
_SERVICE: Final = "#bsky_fg"
#: The key of the feed of all posts; that of a narrower view holds its query.
_ALL: Final = "all"
_VIEW: Final = "view-"
_LONGEST_KEY: Final = 512
_FEED: Final = re.compile(
    rf"at://did:[a-z]+:[A-Za-z0-9._:%-]+/{re.escape(_GENERATOR)}/([A-Za-z0-9_.:~-]{{1,{_LONGEST_KEY}}})"
)
_DID: Final = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]+")
_NAME, _ABOUT = 24, 300  #: letters of a name and a description at most


class _UnknownFeed(ValueError):
    """There is no such feed here."""


@outgoing
def skeleton(request: HttpRequest) -> HttpResponseBase:
    """The addresses of the feed's posts, newest first, and where to go on."""
    if "feed" not in request.GET:
        return _refusal(
            "InvalidRequest", _("The parameter feed is missing: the address of a feed (at://…).")
        )
    try:
        filters = _view_of(request.GET["feed"]).filters
        limit = _number(request, "limit", _USUAL, MOST)
        before = _number(request, "cursor", 0, HIGHEST) or None
    except _UnknownFeed as error:
        return _refusal("UnknownFeed", str(error))
    except ValueError as error:
        return _refusal("InvalidRequest", str(error))
    page = queries.stream(replace(filters, network="bluesky"), before=before, limit=limit)
    told: dict[str, Any] = {"feed": [entry for card in page.cards for entry in _entry(card)]}
    if page.older is not None:
        told["cursor"] = str(page.older)
    return sent(request, msgspec.json.encode(told), MIME)


@outgoing
def describe(request: HttpRequest) -> HttpResponseBase:
    """Which feeds there are: that of all posts. Those of narrower views are as many as anyone makes known."""
    owner = accounts.own_did()
    feeds = [{"uri": _address(owner, _ALL)}] if owner else []
    told = {"did": _did(request), "feeds": feeds}
    return sent(request, msgspec.json.encode(told), MIME)


@outgoing
def document(request: HttpRequest) -> HttpResponseBase:
    """Who this site is, as a did:web: where the application finds the feeds."""
    did = _did(request)
    service = {
        "id": _SERVICE,
        "type": "BskyFeedGenerator",
        "serviceEndpoint": f"{request.scheme}://{request.get_host()}",
    }
    told = {"@context": ["https://www.w3.org/ns/did/v1"], "id": did, "service": [service]}
    return sent(request, msgspec.json.encode(told), MIME)


@outgoing
def as_record(request: HttpRequest) -> HttpResponseBase:
    """The record that makes a view known as a feed, for ``owner`` or the body's own account."""
    view = asked.view(request.GET)
    owner = request.GET.get("owner") or accounts.own_did()
    if not _DID.fullmatch(owner):
        raise asked.NotUnderstood(
            _("A feed lies in somebody's account: add owner= and the account's DID (did:plc:…).")
        )
    about = _("What they say on Bluesky, gathered by {site}.").format(site=site_name())
    first = record.event(0)
    made = first.at if first else datetime(1970, 1, 1, tzinfo=UTC)
    value = {
        "$type": _GENERATOR,
        "did": _did(request),
        "displayName": Truncator(view.chosen or site_name()).chars(_NAME),
        "description": Truncator(about).chars(_ABOUT),
        "createdAt": made.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    }
    told = {"records": [{"uri": _address(owner, _key(view.query)), "value": value}]}
    return sent(request, msgspec.json.encode(told), MIME, filename="feed.bluesky.json")


def _entry(card: Card) -> Iterator[dict[str, Any]]:
    """A post, or that one was passed on. What was withdrawn is nowhere."""
    post = card.post
    own = next((name for name in post.aliases if name.startswith("at://")), "") if post else ""
    if post is None or not own or card.row.gone_at:
        return
    if post.repost_of:
        reason = {"$type": "app.bsky.feed.defs#skeletonReasonRepost", "repost": own}
        yield {"post": post.repost_of, "reason": reason}
    else:
        yield {"post": own}


def _view_of(feed: str) -> asked.View:
    """The view behind a feed's address. :raises _UnknownFeed:"""
    found = _FEED.fullmatch(feed)
    key = found[1] if found else ""
    if key == _ALL:
        return asked.view(QueryDict(""))
    if not key.startswith(_VIEW):
        raise _UnknownFeed("no feed of this site")
    packed = key.removeprefix(_VIEW)
    try:
        query = urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
        return asked.view(QueryDict(query))
    except (binascii.Error, UnicodeDecodeError, asked.NotUnderstood) as error:
        raise _UnknownFeed(f"no view of this site: {error}") from error


def _key(query: str) -> str:
    """A record key that holds a view's query. :raises NotUnderstood: it is too long for one."""
    if not query:
        return _ALL
    key = _VIEW + urlsafe_b64encode(query.encode()).decode().rstrip("=")
    if len(key) > _LONGEST_KEY:
        raise asked.NotUnderstood(_("The address is too long."))
    return key


def _address(owner: str, key: str) -> str:
    return f"at://{owner}/{_GENERATOR}/{key}"


def _did(request: HttpRequest) -> str:
    """Of this site: its host, a port's colon written as %3A (w3c-ccg.github.io/did-method-web)."""
    return f"did:web:{request.get_host().replace(':', '%3A')}"


def _number(request: HttpRequest, name: str, usual: int, most: int) -> int:
    """:raises ValueError: it is no number, or none of those that are taken."""
    told = request.GET.get(name, "")
    if not told:
        return usual
    if not (told.isascii() and told.isdecimal() and 1 <= int(told[:20]) <= most):
        raise ValueError(f"{name} is a number from 1 to {most}")
    return int(told)


def _refusal(code: str, said: str) -> HttpResponse:
    told = msgspec.json.encode({"error": code, "message": said})
    return HttpResponse(told, status=400, content_type=MIME)
