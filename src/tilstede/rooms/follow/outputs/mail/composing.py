"""What stands in a mail."""

from __future__ import annotations

from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Max, Min, Q
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tilstede.core import order
from tilstede.posts.models import Post
from tilstede.rooms.follow import queries
from tilstede.rooms.follow.models import Subscription
from tilstede.rooms.follow.outputs import asked, sealing
from tilstede.rooms.follow.outputs.mail import links
from tilstede.rooms.follow.queries import Card
from tilstede.web import addresses
from tilstede.web.context import site_name

#: Posts in a mail; of more it says that there are more.
MOST = 30
#: Pages of the stream that are looked through for what is new.
_PAGES = 10
#: Seconds. What is written longer ago than this was imported, and is no news.
_NEWS = 14 * 86_400


def confirmation(row: Subscription, token: str) -> EmailMultiAlternatives:
    """Asks whether the address's owner wants it. It holds nothing that whoever asked has written.

    :raises sealing.Unreadable: the address was stored under another secret.
    """
    with override(row.language):
        site = site_name()
        context = {
            "site": site,
            "link": _url(row, "subscribe-confirm", token),
            "days": links.PATIENCE.days,
        }
        subject = _("Confirm that you want posts from {site} by e-mail").format(site=site)
        return _mail(row, subject, "confirmation", context)


def digest(row: Subscription, *, upto: int) -> EmailMultiAlternatives | None:
    """What came since the last mail, up to the event ``upto``; None when that is nothing.

    :raises sealing.Unreadable: the address was stored under another secret.
    :raises asked.NotUnderstood: what it was narrowed to is not here any more.
    """
    keys = _news(after=row.event, upto=upto)
    if keys is None:
        return None
    with override(row.language):
        view = asked.view(QueryDict(row.query))
        cards = _new(view, keys, after=row.event, upto=upto)
        if not cards:
            return None
        title = asked.title(view)
        count = min(len(cards), MOST)
        subject = ngettext("{count} new post", "{count} new posts", count).format(count=count)
        stop = _url(row, "subscribe-stop", links.stopping(row))
        context = {
            "cards": cards[:MOST],
            "more": len(cards) > MOST,
            "title": title,
            "site": site_name(),
            "root": f"{row.site}/{row.language}",
            "stream": _url(row, "stream") + (f"?{row.query}" if row.query else ""),
            "stop": stop,
        }
        mail = _mail(row, f"{site_name()}: {subject}", "digest", context)
    mail.extra_headers |= {
        "List-Unsubscribe": f"<{stop}>",  # RFC 2369
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    return mail


def _news(*, after: int, upto: int) -> tuple[int, int] | None:
    """The highest and the lowest key of what came with these events and is news; None: nothing came.

    Counted together and not sorted, so that the database goes by the numbers and not through all posts.
    """
    came = Post.objects.filter(public=True, number__gt=after, number__lte=upto)
    newest = came.aggregate(key=Max("key"))["key"]
    if newest is None:
        return None
    news = order.key_of(order.second(order.time(newest)) - _NEWS, 0)
    return newest, came.aggregate(key=Min("key", filter=Q(key__gte=news)))["key"]


def _new(view: asked.View, keys: tuple[int, int], *, after: int, upto: int) -> list[Card]:
    """Posts of the view between those keys that came with these events, newest first; one more than a mail holds."""
    newest, oldest = keys
    found: list[Card] = []
    before: int | None = newest + 1
    for _page in range(_PAGES):
        page = queries.stream(view.filters, before=before)
        found += [
            card
            for card in page.cards
            if card.post and after < card.number <= upto and card.row.key >= oldest
        ]
        before = page.older
        is_past = not page.cards or page.cards[-1].row.key < oldest
        if before is None or is_past or len(found) > MOST:
            break
    return found[: MOST + 1]


def _url(row: Subscription, name: str, *arguments: str) -> str:
    return row.site + addresses.in_language(reverse(name, args=arguments), row.language)


def _mail(
    row: Subscription, subject: str, template: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    """In the language that holds now, as plain text and the same as simple HTML."""
    context = {**context, "language": row.language}
    text = render_to_string(f"follow/outputs/mail/{template}.txt", context)
    mail = EmailMultiAlternatives(
        " ".join(subject.split()), text.strip() + "\n", to=[sealing.unseal(row.address)]
    )
    html = render_to_string(f"follow/outputs/mail/{template}.html", context)
    mail.attach_alternative(html, "text/html")
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    mail.extra_headers = {
        "Message-ID": make_msgid(domain=host),
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's holiday answer is wanted
        "Content-Language": row.language,
    }
    return mail
