"""Pages where administrators look after people, teams and rights. Others who work here may look on."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tilstede.office.models import Grant, User
from tilstede.rooms.setup.people import actions, queries
from tilstede.rooms.setup.people.access import CHANGES, SEES, act, only, who
from tilstede.rooms.setup.people.forms import Give, Invite, Rename
from tilstede.web.sign_in import letters, links


@require_safe
@only(SEES)
def people(request: HttpRequest) -> HttpResponse:
    """Everyone who works here."""
    rows = [(row, queries.state(row)) for row in queries.people()]
    context = {"room_page": "staff-people", "rows": rows, "changes": request.user.has_perm(CHANGES)}
    return render(request, "setup/people/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@only(CHANGES)
def invite(request: HttpRequest) -> HttpResponse:
    """Ask who it is, then show the address to join by, or tell that it was sent."""
    form = Invite(request.POST or None)
    if form.is_valid():
        try:
            user, secret = actions.invite(
                **form.cleaned_data, by=who(request), now=datetime.now(UTC)
            )
        except actions.NotChanged as error:
            form.add_error("email", str(error))
        else:
            return _hand_over(request, user, secret)
    context = {"room_page": "staff-people", "form": form}
    return render(request, "setup/people/invite.html", context, status=422 if form.errors else 200)


def _hand_over(request: HttpRequest, user: User, secret: str) -> HttpResponse:
    """The address that a person joins by, shown this once, and sent where e-mail is set up."""
    url = request.build_absolute_uri(links.path(secret))
    sent = letters.send(user, url, sender=who(request))
    context = {"room_page": "staff-people", "person": user, "url": "" if sent else url}
    return render(request, "setup/people/link.html", context)


@require_safe
@only(SEES)
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One person: rights, teams, and how the person comes in."""
    return _person(request, get_object_or_404(queries.people(), pk=number), Give())


def _person(
    request: HttpRequest, user: User, form: Give, naming: Rename | None = None
) -> HttpResponse:
    context = {
        "room_page": "staff-people",
        "person": user,
        "state": queries.state(user),
        "grants": queries.rights_of(user),
        "form": form,
        "naming": naming or Rename(initial={"name": user.name, "email": user.email}),
        "changes": request.user.has_perm(CHANGES),
    }
    wrong = form.errors or (naming and naming.errors)
    return render(request, "setup/people/person.html", context, status=422 if wrong else 200)


@require_POST
@only(CHANGES)
def rename(request: HttpRequest, number: int) -> HttpResponse:
    """Correct a person's name and e-mail."""
    user = get_object_or_404(queries.people(), pk=number)
    form = Rename(request.POST)
    if not form.is_valid():
        return _person(request, user, Give(), form)
    act(request, _("It is changed."), partial(actions.rename, user, **form.cleaned_data))
    return redirect("staff-person", number)


@require_POST
@only(CHANGES)
def give(request: HttpRequest, number: int) -> HttpResponse:
    """Give a person a right."""
    user = get_object_or_404(queries.people(), pk=number)
    form = Give(request.POST)
    if not form.is_valid():
        return _person(request, user, form)
    act(request, _("The right is given."), partial(actions.give, to=user, **form.cleaned_data))
    return redirect("staff-person", number)


@require_POST
@only(CHANGES)
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take a right back, from a person or a team."""
    grant = get_object_or_404(Grant, pk=number)
    page = ("staff-person", grant.user_id) if grant.user_id else ("team", grant.team_id)
    act(request, _("The right is taken back."), partial(actions.take_back, grant))
    return redirect(*page)


@require_POST
@only(CHANGES)
def renew(request: HttpRequest, number: int) -> HttpResponse:
    """A new address to choose a password by, for one who has forgotten it or never joined."""
    user = get_object_or_404(User, pk=number, is_active=True)
    secret = links.make(user, links.Purpose.JOIN, by=who(request), now=datetime.now(UTC))
    return _hand_over(request, user, secret)


@require_POST
@only(CHANGES)
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """For one who has lost what was used to sign in."""
    user = get_object_or_404(User, pk=number, is_active=True)
    return _hand_over(request, user, actions.reset(user, by=who(request), now=datetime.now(UTC)))


@require_POST
@only(CHANGES)
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close somebody out."""
    user = get_object_or_404(User, pk=number)
    said = _("{person} can no longer sign in.").format(person=user)
    act(request, said, partial(actions.close, user))
    return redirect("staff-person", number)


@require_POST
@only(CHANGES)
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Let somebody in again."""
    user = get_object_or_404(User, pk=number)
    said = _("{person} can sign in again.").format(person=user)
    act(request, said, partial(actions.reopen, user))
    return redirect("staff-person", number)
