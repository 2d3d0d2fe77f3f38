"""Connecting accounts. What a person goes to the network with is kept here, encrypted, until the person is back."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tilstede.intake import hearing
from tilstede.intake.sources import NotFollowed
from tilstede.office.models import Account
from tilstede.outbox import connecting
from tilstede.outbox import queries as outbox
from tilstede.outbox.connecting import NotConnected, Pending, Way
from tilstede.rooms.setup.connect import queries
from tilstede.rooms.setup.connect.access import CONNECTS, ENTRIES, SEES, only, who
from tilstede.rooms.setup.connect.forms import Cap, Given
from tilstede.web.addresses import neutral

PAGE = "connections"
#: Where the person who is on the way is kept in the session, which lies on the server.
_PENDING = "connecting"


@require_safe
@only(SEES)
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts that are connected or can be."""
    context = {
        "room_page": PAGE,
        "connected": queries.logins(datetime.now(UTC)),
        "others": queries.others(request.GET.get("page", "1")),
        "by_hand": queries.by_hand(),
        "undecided": outbox.undecided(),
        "may_change": request.user.has_perm(CONNECTS),
    }
    return render(request, "setup/connect/accounts.html", context)


@require_safe
@only(SEES)
def account(request: HttpRequest, number: int) -> HttpResponse:
    """One account: how it stands with its login, and the ways to connect it."""
    return _shown(request, _found(number))


def _shown(
    request: HttpRequest,
    row: Account,
    wrong: Given | None = None,
    chosen: str = "",
    cap: Cap | None = None,
) -> HttpResponse:
    may_change = request.user.has_perm(CONNECTS)
    found = queries.login(row, datetime.now(UTC))
    ways = [
        (one, wrong if wrong is not None and one.way.code == chosen else Given(one.way, row))
        for one in (queries.choices(row) if may_change else ())
    ]
    told = found.access.cap if found.access else None
    context = {
        "room_page": PAGE,
        "login": found,
        "ways": ways,
        "cap": cap or Cap(initial={"cap": told}),
        "may_change": may_change,
        "may_decide_how": request.user.has_perm(ENTRIES),
        "back": _back(request),
        "refusal": "" if ways else connecting.refusal(row),
    }
    return render(
        request, "setup/connect/account.html", context, status=422 if wrong or cap else 200
    )


def _found(number: int) -> Account:
    return get_object_or_404(
        Account.objects.select_related("body", "role__body", "access"), id=number
    )


@require_POST
@only(CONNECTS)
def connect(request: HttpRequest, number: int, way: str) -> HttpResponse:
    """Connect by what was typed in, or show where to say yes."""
    row = _found(number)
    form = Given(_way(row, way), row, request.POST)
    if form.is_valid():
        back = _back(request)
        now, by = datetime.now(UTC), who(request)
        try:
            done = connecting.begin(row, way, form.cleaned_data, back=back, by=by, now=now)
        except NotConnected as error:
            form.add_error(None, _explained(error))
        else:
            if isinstance(done, Pending):
                return _send_off(request, row, done)
            return _connected(request, row)
    return _shown(request, row, form, way)


def _back(request: HttpRequest) -> str:
    """Our own address to come back to, the same for all networks and in all languages."""
    return request.build_absolute_uri(neutral("connect-back"))


def _way(account: Account, code: str) -> Way:
    for one in connecting.ways(account):
        if one.code == code:
            return one
    raise Http404


def _send_off(request: HttpRequest, row: Account, pending: Pending) -> HttpResponse:
    """Not by a redirect: our own content policy lets no form lead elsewhere."""
    request.session[_PENDING] = pending.sealed()
    context = {"room_page": PAGE, "account": row, "url": pending.url}
    return render(request, "setup/connect/visit.html", context)


@require_safe
@only(CONNECTS)
def back(request: HttpRequest) -> HttpResponse:
    """The person was at the network, and comes back with its answer. It counts once."""
    kept = request.session.pop(_PENDING, "")
    if not kept and not request.GET.keys().isdisjoint({"code", "error"}):
        return _begun_elsewhere(request)
    try:
        pending = Pending.opened(kept)
    except NotConnected as error:
        messages.error(request, _explained(error))
        return redirect("connections")
    try:
        connecting.finish(pending, request.GET.dict(), by=who(request), now=datetime.now(UTC))
    except NotConnected as error:
        messages.error(request, _explained(error))
        return redirect("connection", pending.account)
    return _connected(request, _found(pending.account))


def _begun_elsewhere(request: HttpRequest) -> HttpResponse:
    """An answer to a question that the command line asked, which is to be given this address."""
    context = {"room_page": PAGE, "address": request.build_absolute_uri()}
    return render(request, "setup/connect/elsewhere.html", context)


def _connected(request: HttpRequest, row: Account) -> HttpResponse:
    """From now on what is said to it is read, where its network tells."""
    row.refresh_from_db()
    messages.success(request, _("The account is connected."))
    try:
        source = hearing.of_account(row, by=who(request), now=datetime.now(UTC))
    except NotFollowed as error:
        messages.warning(request, str(error))
    else:
        if source is not None:
            messages.success(request, _("What is said to it is read from now on."))
    return redirect("connection", row.pk)


@require_POST
@only(CONNECTS)
def test(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the network whether the login counts."""
    row = _found(number)
    try:
        connecting.test(row, by=who(request), now=datetime.now(UTC))
    except NotConnected as error:
        messages.error(request, _explained(error))
    else:
        messages.success(request, _("The network was asked just now: the login counts."))
    return redirect("connection", number)


@require_http_methods(["GET", "HEAD", "POST"])
@only(CONNECTS)
def disconnect(request: HttpRequest, number: int) -> HttpResponse:
    """Ask first: what waits to be sent from it stays where it is."""
    row = _found(number)
    if request.method != "POST":
        context = {"room_page": PAGE, "account": row}
        return render(request, "setup/connect/disconnect.html", context)
    try:
        connecting.disconnect(row, by=who(request), now=datetime.now(UTC))
    except NotConnected as error:
        messages.warning(request, _explained(error))
    else:
        messages.success(request, _("The account is disconnected."))
    return redirect("connection", number)


@require_POST
@only(CONNECTS)
def cap(request: HttpRequest, number: int) -> HttpResponse:
    """How much the account may cost a month."""
    row, form = _found(number), Cap(request.POST)
    if not form.is_valid():
        return _shown(request, row, cap=form)
    connecting.limit(row, form.cleaned_data["cap"], by=who(request), now=datetime.now(UTC))
    messages.success(request, _("The cap is changed."))
    return redirect("connection", number)


def _explained(error: NotConnected) -> str:
    return f"{error} ({error.detail})" if error.detail else str(error)
