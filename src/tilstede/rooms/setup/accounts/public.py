"""The register of the body's accounts, open to all: for people, for machines, and for the networks themselves."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_safe

from tilstede.core.verification import domain_of, is_under
from tilstede.intake.verification.findings import body_of, site_of
from tilstede.office.models import Account, Body, Finding
from tilstede.outbox.drafting import trying
from tilstede.rooms.setup.accounts import organization, register, shapes, trust
from tilstede.web import addresses
from tilstede.web.caching import for_readers
from tilstede.web.mistaken import Mistaken
from tilstede.web.sharing import ANY_SITE

#: Accounts on a page of the register for machines.
MOST = 1_000
_JSON = "application/json; charset=utf-8"
_TEXT = "text/plain; charset=utf-8"


@require_safe
@for_readers
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account; where they are too many for a light page, the body's own, and a list of the other bodies."""
    if register.is_small():
        return _page(request, register.sections(register.shown()))
    own = Body.objects.filter(own=True).first()
    here = register.sections(register.of_body(own)) if own else []
    others = Paginator(register.bodies().exclude(own=True), register.BODIES)
    page = others.get_page(request.GET.get("page", "1"))
    return _page(request, here if page.number == 1 else [], others=page)


@require_safe
@for_readers
def of_body(request: HttpRequest, key: str) -> HttpResponse:
    """One body's accounts, and links to those of its units."""
    body = get_object_or_404(Body, key=key)
    sections = register.sections(register.of_body(body))
    units = list(register.bodies().filter(parent=body))
    if not sections and not units:
        raise Http404
    return _page(request, sections, body=body, units=units)


def _page(request: HttpRequest, sections: list[register.Section], **more: Any) -> HttpResponse:
    every = [one for section in sections for one in section.every()]
    context = {
        "room_page": "register",
        "sections": sections,
        "data": organization.data(sections),
        "other_urls": [one.other_url for one in every if one.other_url],
        "updated": register.updated(),
        "services": trying.services(),
        **more,
    }
    return render(request, "setup/register.html", context)


@require_safe
@for_readers
@conditional_page
def json(request: HttpRequest) -> HttpResponse:
    """The register for machines, a page at a time; asked for again with its tag, it is sent only when it has changed.

    ``body``: only that body's accounts; ``after``: where the page before ended, as its ``next`` has it.
    """
    rows = register.shown()
    wanted = {}
    if key := request.GET.get("body", ""):
        rows = register.of_body(get_object_or_404(Body, key=key))
        wanted["body"] = key
    page = register.listed(rows.filter(id__gt=_after(request)).order_by("id")[: MOST + 1])
    more = len(page) > MOST
    here = _absolute(request, "register-json")
    following = {**wanted, "after": str(page[MOST - 1].account.id)} if more else {}
    found = shapes.Register(
        version=shapes.VERSION,
        page=_absolute(request, "register"),
        schema=_absolute(request, "register-schema"),
        updated=register.updated(),
        next=f"{here}?{urlencode(following)}" if more else "",
        accounts=[shapes.account(one) for one in page[:MOST]],
    )
    return HttpResponse(msgspec.json.encode(found), content_type=_JSON, headers=ANY_SITE)


def _after(request: HttpRequest) -> int:
    """:raises Mistaken: that is no place in the list."""
    told = request.GET.get("after", "0")
    if not re.fullmatch("[0-9]{1,18}", told):
        said = _("The address has {told}, which is no place in this list.")
        raise Mistaken("after", told, said)
    return int(told)


@require_safe
@for_readers
@conditional_page
def schema(request: HttpRequest) -> HttpResponse:
    """What the register for machines looks like."""
    content = msgspec.json.encode(shapes.schema())
    return HttpResponse(content, content_type="application/schema+json", headers=ANY_SITE)


@require_safe
@for_readers
@conditional_page
def trust_txt(request: HttpRequest) -> HttpResponse:
    """What the body says of itself, in a form that other services compare."""
    own = Body.objects.select_related("parent").filter(own=True).first()
    if own is None:
        return HttpResponseNotFound("No body is named yet.\n", content_type=_TEXT)
    lines = trust.statements(
        own, register_url=_absolute(request, "register"), contact=settings.CONTACT
    )
    content = "".join(f"{line}\n" for line in lines)
    return HttpResponse(content, content_type=_TEXT, headers=ANY_SITE)


@require_safe
@never_cache
def atproto_did(request: HttpRequest) -> HttpResponse:
    """The permanent id of the account whose handle is this host's name, where the host is the body's own.

    Source: atproto.com/specs/handle (2026), HTTPS well-known method. Nothing is answered for a host that is not in
    the directory, or of which a person must judge first whose it is. No cache keeps it: a cache in front may hold one
    answer for all hosts.
    """
    host = request.get_host().rpartition(":")[0] or request.get_host()
    rows = register.shown().filter(network="bluesky", handle__iexact=host)
    found = {did for account in rows if (did := _answer(account, host))}
    if len(found) != 1:
        return HttpResponseNotFound("No account has this name.\n", content_type=_TEXT)
    return HttpResponse(found.pop(), content_type=_TEXT, headers=ANY_SITE)


def _answer(account: Account, host: str) -> str:
    finding = Finding.objects.filter(account=account).first()
    if finding and finding.status in (Finding.Status.HELD, Finding.Status.GONE):
        return ""
    if not is_under(host, domain_of(site_of(body_of(account)))):
        return ""
    known = (finding.stable_id if finding else "") or account.native_id
    return known if known.startswith("did:") else ""


def _absolute(request: HttpRequest, name: str) -> str:
    return request.build_absolute_uri(addresses.in_language(reverse(name), ""))
