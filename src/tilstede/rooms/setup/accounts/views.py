"""What staff see and decide of the accounts. Each decision is a form that leads back to the account."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tilstede.intake.verification import checking
from tilstede.intake.verification import settle as deciding
from tilstede.office.models import Account, Alarm
from tilstede.rooms.setup.accounts import queries
from tilstede.rooms.setup.accounts.forms import Identify
from tilstede.rooms.setup.directory.access import editors, may_change, viewers, who


@require_safe
@viewers
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts and how certain each is; what waits for a person first."""
    view = request.GET.get("view", "")
    view = view if view in queries.VIEWS else ""
    page, listed = queries.accounts(view, request.GET.get("page", "1"))
    alarms = queries.with_names(queries.alarms()) if not view and page.number == 1 else []
    context = {
        "room_page": "verification",
        "may_change": may_change(request),
        "view": view,
        "tabs": _tabs(view),
        "page": page,
        "listed": listed,
        "alarms": alarms,
        "open_alarms": ngettext("open alarm", "open alarms", len(alarms)),
    }
    return render(request, "setup/verification.html", context)


def _tabs(view: str) -> list[dict[str, object]]:
    labels = {
        "": _("All"),
        "stopped": _("Stopped"),
        "claimed": _("Only claimed"),
        "quiet": _("Silent"),
        "gone": _("Gone or out of reach"),
        "unchecked": _("Not looked at"),
    }
    return [
        {"label": label, "url": f"?view={name}" if name else "?", "current": name == view}
        for name, label in labels.items()
    ]


@require_safe
@viewers
def account(request: HttpRequest, number: int) -> HttpResponse:
    """One account: what proves it, what was decided, and what can be."""
    return _shown(request, _found(number))


def _shown(request: HttpRequest, row: Account, form: Identify | None = None) -> HttpResponse:
    context = {
        "room_page": "verification",
        "may_change": may_change(request),
        "looked": queries.looked(row),
        "form": form or Identify(),
    }
    return render(request, "setup/verified.html", context, status=422 if form else 200)


def _found(number: int) -> Account:
    return get_object_or_404(Account.objects.select_related("body", "role__body"), id=number)


@require_POST
@editors
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Look at the account now."""
    row = _found(number)
    checking.check([row])
    messages.success(request, _("The account was looked at just now."))
    return redirect("verified-account", number)


@require_POST
@editors
def settle(request: HttpRequest, number: int) -> HttpResponse:
    """Carry out what was decided about an alarm."""
    alarm = get_object_or_404(Alarm.objects.select_related("account"), id=number)
    verdict = request.POST.get("verdict", "")
    try:
        deciding.settle(alarm, verdict, by=who(request), now=datetime.now(UTC))
    except deciding.NotSettled as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The alarm is settled."))
    return redirect("verified-account", alarm.account_id)


@require_POST
@editors
def identify(request: HttpRequest, number: int) -> HttpResponse:
    """Note the permanent id that a person tells."""
    row, form = _found(number), Identify(request.POST)
    if form.is_valid():
        try:
            deciding.identify(
                row, form.cleaned_data["stable_id"].strip(), by=who(request), now=datetime.now(UTC)
            )
        except deciding.NotSettled as error:
            form.add_error("stable_id", str(error))
        else:
            messages.success(request, _("The permanent id is noted."))
            return redirect("verified-account", number)
    return _shown(request, row, form)
