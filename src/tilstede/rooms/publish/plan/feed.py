"""The calendar in people's own calendars: by an address that nobody can guess, one for each person.

Times, channels and states are in it, and no words: calendars are read by the companies that keep them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.formats.calendar import icalendar
from tilstede.formats.calendar.icalendar import Event
from tilstede.outbox import words
from tilstede.outbox.drafting.models import Feed, Manuscript
from tilstede.rooms.publish.plan import days
from tilstede.rooms.publish.write.access import writer, writers, writes
from tilstede.web import addresses
from tilstede.web.context import site_name

#: From so long ago, and so many.
_PAST: Final = timedelta(days=60)
_MOST: Final = 2_000


@require_http_methods(["GET", "HEAD", "POST"])
@writers
def address(request: HttpRequest) -> HttpResponse:
    """Make an address, in place of the one there is; or end it. It is shown once: only a digest is kept."""
    user, made = writer(request), ""
    if request.method == "POST":
        Feed.objects.filter(user=user).delete()
        if "end" not in request.POST:
            secret = secrets.token_urlsafe(32)
            Feed.objects.create(user=user, digest=_digest(secret), made=datetime.now(UTC))
            made = request.build_absolute_uri(addresses.neutral("calendar-feed", secret))
    held = Feed.objects.filter(user=user).first()
    context = {"room_page": "publish-calendar", "made": made, "held": held}
    return render(request, "publish/plan/address.html", context)


@require_safe
@never_cache
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar, as long as the one whose address it is may write here."""
    held = Feed.objects.select_related("user").filter(digest=_digest(secret)).first()
    if held is None or not writes(held.user):
        raise Http404
    name = _("{site}: what is planned").format(site=site_name())
    body = icalendar.write(name, _events(request))
    headers = {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return HttpResponse(body, content_type=icalendar.MIME, headers=headers)


def _events(request: HttpRequest) -> Iterator[Event]:
    since = datetime.now(UTC) - _PAST
    rows = Manuscript.objects.filter(state__in=days.SHOWN, due__gte=since).order_by("due", "pk")
    for row in rows.select_related("campaign").prefetch_related("accounts")[:_MOST]:
        if row.due is not None:
            yield Event(
                id=f"{row.key}@{request.get_host()}",
                at=row.due,
                title=_title(row),
                about=row.campaign.name if row.campaign else "",
                url=request.build_absolute_uri(addresses.neutral("draft-plan", row.key)),
                noted=row.changed,
            )


def _title(row: Manuscript) -> str:
    told = ", ".join(words.channel(account) for account in row.accounts.all())
    state = _("needs a new time") if row.asked_again else row.get_state_display()
    return f"{told} ({state})" if told else f"({state})"


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
