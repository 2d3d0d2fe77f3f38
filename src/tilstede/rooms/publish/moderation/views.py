"""Where a post is hidden, deleted or its author blocked; each decision; and all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from tilstede.office.models import Account
from tilstede.outbox import acts, seeing, words
from tilstede.outbox.models import Act
from tilstede.outbox.moderating import appeals, capturing, measures
from tilstede.outbox.moderating import rules as house
from tilstede.outbox.moderating.measures import Measure
from tilstede.outbox.moderating.models import Appeal, Decision
from tilstede.posts import read
from tilstede.rooms.publish.moderation.access import RULES, allowed, may, moderators, person, who
from tilstede.rooms.publish.moderation.forms import Back, Channel, Take
from tilstede.rooms.publish.moderation.public import Said, said

Kind = Decision.Kind
#: Decisions on a page of the list.
MOST: Final = 30


@dataclass(frozen=True, slots=True)
class Told:
    """A decision, and how it stands with it."""

    row: Decision
    rule: Said
    state: str
    why: str
    can_undo: bool


def told(row: Decision) -> Told:
    """In words."""
    return Told(row, said([row.rule])[0], _state(row), _why(row), measures.can(row))


def _state(row: Decision) -> str:
    if row.undone is not None:
        back = words.state(row.undone)
        return _("taken back: {state}").format(state=back)
    if row.undone_at is not None:
        return _("taken back")
    if row.act is None:
        return pgettext("moderation", "done by hand")
    return words.state(row.act)


def _why(row: Decision) -> str:
    act = row.undone or row.act
    return words.reason(act) if act is not None else ""


@require_safe
@moderators
def moderation(request: HttpRequest) -> HttpResponse:
    """The appeals that wait, and all decisions, the newest first."""
    rows = Decision.objects.select_related("rule__edition", "account", "act", "undone")
    page = Paginator(rows.order_by("-at", "-pk"), MOST).get_page(request.GET.get("page", "1"))
    context = {
        "room_page": "moderation",
        "page": page,
        "rows": [told(one) for one in page],
        "waiting": _theirs(request, appeals.waiting()),
        "answered": _theirs(request, appeals.answered()[:MOST]),
        "in_force": house.in_force(),
        "may_write_rules": request.user.has_perm(RULES),
        "today": timezone.localdate(),
    }
    return render(request, "publish/moderation/moderation.html", context)


def _theirs(request: HttpRequest, rows: Iterable[Appeal]) -> list[Appeal]:
    """Those that the person may open."""
    user = person(request)
    return [one for one in rows if may(user, one.decision.account if one.decision else None)]


@require_http_methods(["GET", "HEAD", "POST"])
@moderators
def post(request: HttpRequest, number: int) -> HttpResponse:
    """One post: what is kept of it, what was decided about it, and what can be done."""
    found, shown = capturing.kept(number), read.one(number, public=False)
    if found is None or shown is None or not seeing.by(request.user)(shown):
        raise Http404
    accounts = allowed(person(request), Account.objects.filter(network=found.network, until=None))
    account = _account(request, accounts)
    form = _form(request.POST if request.method == "POST" else None, account)
    if form.is_valid() and account is not None:
        taken = _take(request, number, account, form)
        if taken is not None:
            return redirect("decision", taken.pk)
    context = {
        "room_page": "moderation",
        "shown": shown,
        "found": found,
        "accounts": accounts,
        "account": account,
        "form": form,
        "standing": [told(one) for one in measures.standing(number)],
        "in_force": house.in_force(),
        "may_write_rules": request.user.has_perm(RULES),
        "by_hand_only": not _able(account),
    }
    status = 422 if form.is_bound else 200
    return render(request, "publish/moderation/post.html", context, status=status)


def _account(request: HttpRequest, accounts: Sequence[Account]) -> Account | None:
    """The one that was chosen; the only one where there is no choice. :raises PermissionDenied: it is not theirs."""
    chosen = request.POST.get("account") or request.GET.get("account")
    if not chosen:
        return accounts[0] if len(accounts) == 1 else None
    form = Channel({"account": chosen}, accounts)
    if not form.is_valid():
        raise PermissionDenied
    found: Account = form.cleaned_data["account"]
    return found


def _able(account: Account | None) -> list[tuple[str, str]]:
    """What can be done at that network from here."""
    can = acts.possible(account)
    return [(str(kind), str(kind.label)) for kind in Kind if Act.Kind(kind) in can]


def _form(data: Any, account: Account | None) -> Take:
    held = house.in_force()
    rules = said(held.rules.all()) if held else []
    by_hand = _("by hand only")
    able = dict(_able(account))
    kinds = [(str(kind), able.get(str(kind)) or f"{kind.label} ({by_hand})") for kind in Kind]
    return Take(
        data, kinds=kinds, rules=[(one.number, f"{one.number}. {one.words}") for one in rules]
    )


def _take(request: HttpRequest, number: int, account: Account, form: Take) -> Decision | None:
    measure = Measure(post=number, account=account, **form.cleaned_data)
    try:
        taken = measures.take(measure, by=who(request), now=datetime.now(UTC))
    except measures.NotTaken as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("It is decided, and recorded."))
    return taken


@require_http_methods(["GET", "HEAD", "POST"])
@moderators
def decision(request: HttpRequest, number: int) -> HttpResponse:
    """One decision, which can be taken back."""
    rows = Decision.objects.select_related("rule__edition", "account", "act", "undone")
    row = get_object_or_404(rows, pk=number)
    decides = may(person(request), row.account)
    form = Back(request.POST if request.method == "POST" else None)
    if form.is_bound and not decides:
        raise PermissionDenied
    if form.is_valid():
        now = datetime.now(UTC)
        try:
            reason = form.cleaned_data["reason"]
            measures.take_back(row, reason=reason, by=who(request), now=now)
        except measures.NotTaken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("It is taken back, and recorded."))
        return redirect("decision", number)
    context = {
        "room_page": "moderation",
        "one": told(row),
        "found": capturing.kept(row.post),
        "form": form,
        "may_decide": decides,
        "appeals": list(row.appeals.all()),
    }
    status = 422 if form.is_bound else 200
    return render(request, "publish/moderation/decision.html", context, status=status)
