"""A feed of what officials changed or withdrew, under the filters of the page that lists it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponseBase
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tilstede.formats.feeds import atom
from tilstede.formats.feeds.entry import Author, Entry, Feed
from tilstede.record import read as record
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.changes import listed, public
from tilstede.rooms.follow.changes.listed import Listed
from tilstede.rooms.follow.outputs import asked, entries, naming
from tilstede.rooms.follow.outputs.answering import outgoing, sent
from tilstede.rooms.follow.outputs.naming import Names
from tilstede.web.context import site_name


@outgoing
def feed(request: HttpRequest) -> HttpResponseBase:
    """The latest changes as Atom, each an entry of its own: a post that was changed twice is told of twice."""
    view, addresses, names = asked.view(request.GET), Addresses(request), naming.names()
    page = listed.page(listed.in_office(view.filters), before=public.place(request))
    found = tuple(_entry(one, addresses, names) for one in page.changes)
    first = record.event(0)
    query = f"?{view.query}" if view.query else ""
    here = request.build_absolute_uri(request.path)
    older = f"{page.older.at}-{page.older.event}" if page.older else ""
    made = Feed(
        id=names.thing("changes") + query,
        title=_("{site}: changed and withdrawn").format(site=site_name()),
        description=_("What was changed or withdrawn in office, and when."),
        author=Author(name=site_name(), url=addresses.of("stream")),
        language=get_language() or "",
        url=request.build_absolute_uri(),
        page=addresses.of("changes") + query,
        first=f"{here}{query}",
        icon=request.build_absolute_uri(static("tilstede.svg")),
        updated=max(
            (entry.updated for entry in found),
            default=first.at if first else datetime(1970, 1, 1, tzinfo=UTC),
        ),
        entries=found,
        next=f"{here}?{f'{view.query}&' if view.query else ''}before={older}" if older else "",
    )
    return sent(request, atom.write(made), atom.MIME)


def _entry(one: Listed, addresses: Addresses, names: Names) -> Entry:
    card = one.card
    said = _("Withdrawn by its author.") if one.withdrawn else _("Edited. It reads so now:")
    words = entries.html(card, addresses) if card.post and not one.withdrawn else ""
    return Entry(
        id=names.thing(f"change/{one.change.place.event}"),
        url=addresses.of("post", card.number) + ("" if one.withdrawn else "#versions"),
        label=f"{card.name}: {_('withdrawn') if one.withdrawn else _('edited')}",
        html=format_html("<p><em>{}</em></p>", said) + words,
        author=Author(name=card.name, url=addresses.of("account", card.row.author_id)),
        published=one.at,
        updated=one.at,
        language=card.lang,
    )
