"""An office passes to somebody new: asked for, shown in full, and then done at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tilstede.core.directory import handover as passing
from tilstede.core.directory.entries import Account, Holder, key
from tilstede.intake import listing
from tilstede.office.directory import standing
from tilstede.office.directory.words import said
from tilstede.office.models import Grant, Role, User
from tilstede.outbox import queries
from tilstede.outbox.models import Delivery
from tilstede.rooms.setup.directory import handing
from tilstede.rooms.setup.directory.access import editors, who
from tilstede.rooms.setup.directory.choosing import called
from tilstede.rooms.setup.directory.handover_form import HandoverForm
from tilstede.rooms.setup.people.access import CHANGES as PEOPLE
from tilstede.rooms.setup.people.actions import NotChanged
from tilstede.web.templatetags.parts import day


@dataclass(frozen=True, slots=True)
class Plan:
    """What will happen. ``unfinished``: what waits in the outbox of the accounts that go over, ``stranded``: of those
    that close. ``basis``: what it was reckoned from; another one means that somebody changed the directory."""

    role: Role
    to: Holder
    last_day: date
    leaving: list[Holder]
    passed_on: list[Account]
    closing: list[tuple[str, Account]]
    unfinished: list[Delivery]
    stranded: list[Delivery]
    grants: list[Grant]
    colleagues: list[User]
    basis: str


@require_http_methods(["GET", "HEAD", "POST"])
@editors
def handover(request: HttpRequest) -> HttpResponse:
    """Ask who takes over what and when; show what follows; do it."""
    if request.method != "POST":
        role = (
            Role.objects.select_related("body").filter(pk=_number(request.GET.get("role"))).first()
        )
        form = HandoverForm(initial={"role": called(role)} if role else None)
        return _asked(request, form)
    form = HandoverForm(request.POST)
    if not form.is_valid():
        return _asked(request, form)
    now = standing.read()
    try:
        plan = _plan(form, now)
    except passing.NotHandedOver as error:
        form.add_error(None, _words(error))
        return _asked(request, form)
    if request.POST.get("basis") != plan.basis:
        stale = "basis" in request.POST
        return _summed_up(request, form, plan, stale=stale)
    return _done(request, form, plan, now)


def _plan(form: HandoverForm, now: standing.Standing) -> Plan:
    """:raises passing.NotHandedOver:"""
    to, role = form.holder, Role.objects.select_related("body").get(key=form.cleaned_data["role"])
    assert to.since is not None, "the form demands a day"
    passing.hand_over(now.directory, to=to)
    closing = passing.personal(now.directory, role.key, to.since)
    passed_on = passing.passed_on(now.directory, role.key, to.since)
    return Plan(
        role=role,
        to=to,
        last_day=to.since - passing.ONE_DAY,
        leaving=passing.leaving(now.directory, role.key, to.since),
        passed_on=passed_on,
        closing=[(key(one), one) for one in closing],
        unfinished=queries.unfinished(handing.rows(now, passed_on)),
        stranded=queries.unfinished(handing.rows(now, closing)),
        grants=handing.grants(handing.rows(now, [*passed_on, *closing])),
        colleagues=list(User.objects.filter(is_active=True).order_by("name", "email")),
        basis=now.basis(),
    )


def _done(
    request: HttpRequest, form: HandoverForm, plan: Plan, now: standing.Standing
) -> HttpResponse:
    keeping = [
        name for name, _account in plan.closing if request.POST.get(f"account-{name}") == "keep"
    ]
    after = passing.hand_over(now.directory, to=plan.to, keeping=keeping)
    fates = handing.fates(plan.grants, request.POST) if _gives_rights(request) else []
    try:
        handing.carry_out(
            after, basis=plan.basis, fates=fates, by=who(request), now=datetime.now(UTC)
        )
    except listing.NotValid as error:
        for problem in error.problems:
            form.add_error(None, said(problem))
        return _asked(request, form)
    except NotChanged as error:
        form.add_error(None, str(error))
        return _asked(request, form)
    except listing.Conflict:
        return _summed_up(request, form, _plan(form, standing.read()), stale=True)
    told = _("{person} holds the role from {day}.")
    messages.success(
        request,
        told.format(person=plan.to.person, day=day(plan.to.since)),  # type: ignore[arg-type]  # has a day
    )
    return redirect("directory-entry", "roles", plan.role.pk)


def _asked(request: HttpRequest, form: HandoverForm) -> HttpResponse:
    context = {"room_page": "directory", "form": form}
    return render(request, "setup/handover.html", context, status=422 if form.errors else 200)


def _summed_up(
    request: HttpRequest, form: HandoverForm, plan: Plan, *, stale: bool
) -> HttpResponse:
    context: dict[str, Any] = {
        "room_page": "directory",
        "form": form,
        "plan": plan,
        "stale": stale,
        "gives_rights": _gives_rights(request),
    }
    return render(request, "setup/handover_plan.html", context, status=409 if stale else 200)


def _gives_rights(request: HttpRequest) -> bool:
    """Rights are for those who may change people, whoever hands over the office."""
    return bool(request.user.has_perm(PEOPLE))


def _words(error: passing.NotHandedOver) -> str:
    if error.code == "begun":
        said = _("{person} is told to begin on {day}. Choose a later day, or mend that first.")
        return said.format(person=error.person, day=day(error.day))  # type: ignore[arg-type]  # this code has a day
    if error.code == "holds":
        return _("{person} holds the role already.").format(person=error.person)
    return _("There is no such role any more.")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
