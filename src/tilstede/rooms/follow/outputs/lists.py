"""Lists of accounts: a page, and the same for feed readers, Mastodon and Bluesky."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tilstede.formats.following import bluesky, mastodon, opml
from tilstede.record import read as record
from tilstede.rooms.follow.api.addresses import Addresses
from tilstede.rooms.follow.outputs import accounts, asked
from tilstede.rooms.follow.outputs.accounts import Listed
from tilstede.rooms.follow.outputs.answering import outgoing, sent
from tilstede.web.caching import for_readers
from tilstede.web.context import site_name

_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]+")
#: Networks where an account of Mastodon's can follow others.
_FEDIVERSE = ("mastodon", "peertube")
#: Accounts on the page; the lists have all.
_MOST = 400


@require_safe
@for_readers
def page(request: HttpRequest) -> HttpResponse:
    """The accounts themselves, and the lists to take away."""
    try:
        view = asked.view(request.GET)
    except asked.NotUnderstood as error:
        mistake = {"mistake": str(error)}
        return render(request, "follow/outputs/accounts.html", mistake, status=400)
    listed = accounts.accounts(view.filters)
    groups = accounts.first(accounts.by_body(listed), _MOST)
    context = {
        "groups": groups,
        "left_out": _left_out(listed),
        "left": len(listed) - sum(len(rows) for _name, rows in groups),
        "view": view,
        "query": view.query,
        "fediverse": _handles(listed),
        "bluesky": [one for one in listed if one.did],
        "owner": accounts.own_did(),
    }
    return render(request, "follow/outputs/accounts.html", context)


@outgoing
def as_opml(request: HttpRequest) -> HttpResponseBase:
    """For feed readers: each account's own feed, or ours of it where its network has none."""
    view = asked.view(request.GET)
    addresses = Addresses(request)
    listed = accounts.accounts(view.filters)
    groups = [
        (name, [_outline(one, addresses) for one in rows if _has_feed(one)])
        for name, rows in accounts.by_body(listed)
    ]
    made = opml.write(_title(view), [group for group in groups if group[1]], _left_out(listed))
    return sent(request, made, opml.MIME, filename="accounts.opml")


@outgoing
def as_mastodon(request: HttpRequest) -> HttpResponseBase:
    """For Mastodon: those that can be followed from there."""
    listed = accounts.accounts(asked.view(request.GET).filters)
    made = mastodon.write(_handles(listed))
    return sent(request, made, mastodon.MIME, filename="accounts.csv")


@outgoing
def as_bluesky(request: HttpRequest) -> HttpResponseBase:
    """For Bluesky: the records of a list and a starter pack, for ``owner`` or the body's own account."""
    view = asked.view(request.GET)
    owner = request.GET.get("owner") or accounts.own_did()
    if not _DID.fullmatch(owner):
        raise asked.NotUnderstood(
            _("A list lies in somebody's account: add owner= and the account's DID (did:plc:…).")
        )
    members = [one.did for one in accounts.accounts(view.filters) if one.did]
    first = record.event(0)
    made = bluesky.write(
        owner,
        _title(view),
        _("The accounts that {site} lists.").format(site=site_name()),
        list(dict.fromkeys(members)),
        made=first.at if first else datetime(1970, 1, 1, tzinfo=UTC),
    )
    return sent(request, made, bluesky.MIME, filename="accounts.bluesky.json")


def _title(view: asked.View) -> str:
    chosen = view.chosen
    return f"{site_name()}: {chosen}" if chosen else site_name()


def _handles(listed: list[Listed]) -> list[str]:
    found = (one.handle for one in listed if one.row.network in _FEDIVERSE)
    return list(dict.fromkeys(handle for handle in found if "@" in handle))


def _has_feed(one: Listed) -> bool:
    return bool(one.author or one.feed)


def _left_out(listed: list[Listed]) -> str:
    """Which accounts no feed reader can be given; "" when all are in the list."""
    count = sum(not _has_feed(one) for one in listed)
    if not count:
        return ""
    said = ngettext(
        "{count} account is left out: it has not been read here, and its network gives no feed of it.",
        "{count} accounts are left out: they have not been read here, and their networks give no feeds of them.",
        count,
    )
    return said.format(count=count)


def _outline(one: Listed, addresses: Addresses) -> opml.Outline:
    ours = f"{addresses.of('feed-rss')}?account={one.author.id}" if one.author else ""
    page = (one.author.url if one.author else "") or one.row.url
    return opml.Outline(one.name, one.owner, one.feed or ours, page)
