"""Feeds of every view of the stream, under the stream's own query string."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBase
from django.templatetags.static import static
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tilstede.formats.activitystreams import page as activitystreams
from tilstede.formats.feeds import atom, jsonfeed, rss
from tilstede.formats.feeds.entry import Author, Feed
from tilstede.record import read as record
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.outputs import asked, entries, naming
from tilstede.rooms.follow.outputs.answering import outgoing, sent
from tilstede.web.context import site_name

#: Posts on a page of a feed: enough for a reader that looks in each hour.
MOST = 60
_WRITERS: dict[str, tuple[str, Callable[[Feed], bytes]]] = {
    "rss": (rss.MIME, rss.write),
    "atom": (atom.MIME, atom.write),
    "json": (jsonfeed.MIME, jsonfeed.write),
}


@dataclass(frozen=True, slots=True)
class _Turning:
    """The addresses around a page of a view."""

    url: str
    first: str
    page: str
    next: str
    previous: str


@outgoing
def feed(request: HttpRequest, kind: str) -> HttpResponseBase:
    """A view as RSS, Atom or JSON Feed."""
    view, page = _read(request)
    addresses = Addresses(request)
    around = _turning(request, view, page)
    found = entries.entries(page.cards, addresses)
    made = Feed(
        id=naming.names().view(view.query),
        title=title(view),
        description=_("What they say on social networks, gathered in one place."),
        author=Author(name=site_name(), url=addresses.of("stream")),
        language=get_language() or "",
        url=around.url,
        page=around.page,
        first=around.first,
        icon=request.build_absolute_uri(static("tilstede.svg")),
        updated=max((entry.updated for entry in found), default=_beginning()),
        entries=found,
        next=around.next,
        previous=around.previous,
    )
    mime, write = _WRITERS[kind]
    return sent(request, write(made), mime)


@outgoing
def activities(request: HttpRequest) -> HttpResponseBase:
    """A view as ActivityStreams 2.0."""
    view, page = _read(request)
    around = _turning(request, view, page)
    made = activitystreams.Page(
        url=around.url,
        first=around.first,
        page=around.page,
        title=title(view),
        language=get_language() or "",
        things=entries.things(page.cards, Addresses(request)),
        next=around.next,
        previous=around.previous,
    )
    return sent(request, activitystreams.write(made), activitystreams.MIME)


def title(view: asked.View) -> str:
    """Of a view, with the name of the site."""
    return f"{site_name()}: {asked.title(view)}"


def _read(request: HttpRequest) -> tuple[asked.View, queries.Page]:
    view = asked.view(request.GET)
    return view, asked.page(view, most=MOST, **asked.place(request))


def _turning(request: HttpRequest, view: asked.View, page: queries.Page) -> _Turning:
    """The feed's language stays on its address, so that each page is in the language of the first."""
    root = f"{request.scheme}://{request.get_host()}"

    def at(**place: int) -> str:
        query = "&".join([view.query, *(f"{name}={key}" for name, key in place.items())]).strip("&")
        return f"{root}{request.path}" + (f"?{query}" if query else "")

    whole = Addresses(request).of("stream") + (f"?{view.query}" if view.query else "")
    place = {} if page.is_first else dict(asked.place(request))
    return _Turning(
        url=at(**{name: key for name, key in place.items() if isinstance(key, int)}),
        first=at(),
        page=whole,
        next="" if page.older is None else at(before=page.older),
        previous="" if page.newer is None else at(after=page.newer),
    )


def _beginning() -> datetime:
    """When the record began; before that, when nothing can have happened."""
    first = record.event(0)
    return first.at if first else datetime(1970, 1, 1, tzinfo=UTC)
