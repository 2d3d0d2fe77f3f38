"""Pages where administrators put people together in teams."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tilstede.office.models import Team, User
from tilstede.rooms.setup.people import actions, queries
from tilstede.rooms.setup.people.access import CHANGES, SEES, act, only, who
from tilstede.rooms.setup.people.forms import AddMember, Give, MakeTeam


@require_safe
@only(SEES)
def teams(request: HttpRequest) -> HttpResponse:
    """Every team."""
    return _teams(request, MakeTeam())


@require_POST
@only(CHANGES)
def make(request: HttpRequest) -> HttpResponse:
    """A new team."""
    form = MakeTeam(request.POST)
    if form.is_valid():
        try:
            team = actions.make_team(
                name=form.cleaned_data["name"], by=who(request), now=datetime.now(UTC)
            )
        except actions.NotChanged as error:
            form.add_error("name", str(error))
        else:
            return redirect("team", team.pk)
    return _teams(request, form)


def _teams(request: HttpRequest, form: MakeTeam) -> HttpResponse:
    context = {
        "room_page": "staff-people",
        "teams": queries.teams(),
        "form": form,
        "changes": request.user.has_perm(CHANGES),
    }
    return render(request, "setup/people/teams.html", context, status=422 if form.errors else 200)


@require_safe
@only(SEES)
def team(request: HttpRequest, number: int) -> HttpResponse:
    """One team: who is in it, and what its members may do."""
    return _team(request, get_object_or_404(Team, pk=number))


def _team(request: HttpRequest, row: Team, *wrong: AddMember | Give) -> HttpResponse:
    """The page; ``wrong``: a form that was not understood, with what is wrong beside its fields."""
    forms = {"adding": AddMember(team=row), "giving": Give()}
    for form in wrong:
        forms["adding" if isinstance(form, AddMember) else "giving"] = form
    context = {
        "room_page": "staff-people",
        "team": row,
        "members": row.members.order_by("name", "email"),
        "grants": row.grants.select_related("channel"),
        "changes": request.user.has_perm(CHANGES),
        **forms,
    }
    return render(request, "setup/people/team.html", context, status=422 if wrong else 200)


@require_POST
@only(CHANGES)
def add_member(request: HttpRequest, number: int) -> HttpResponse:
    """One more in the team."""
    row = get_object_or_404(Team, pk=number)
    form = AddMember(request.POST, team=row)
    if not form.is_valid():
        return _team(request, row, form)
    user = form.cleaned_data["person"]
    said = _("{person} is in the team now.").format(person=user)
    act(request, said, partial(actions.add_member, row, user))
    return redirect("team", number)


@require_POST
@only(CHANGES)
def remove_member(request: HttpRequest, number: int, person: int) -> HttpResponse:
    """One fewer in the team."""
    row, user = get_object_or_404(Team, pk=number), get_object_or_404(User, pk=person)
    said = _("{person} is no longer in the team.").format(person=user)
    act(request, said, partial(actions.remove_member, row, user))
    return redirect("team", number)


@require_POST
@only(CHANGES)
def give(request: HttpRequest, number: int) -> HttpResponse:
    """Give the team a right."""
    row = get_object_or_404(Team, pk=number)
    form = Give(request.POST)
    if not form.is_valid():
        return _team(request, row, form)
    act(request, _("The right is given."), partial(actions.give, to=row, **form.cleaned_data))
    return redirect("team", number)


@require_http_methods(["GET", "HEAD", "POST"])
@only(CHANGES)
def remove(request: HttpRequest, number: int) -> HttpResponse:
    """Ask once more, then remove the team."""
    row = get_object_or_404(Team, pk=number)
    if request.method != "POST":
        return render(request, "setup/people/remove_team.html", {"team": row})
    said = _("The team {team} is removed.").format(team=row)
    removed = act(request, said, partial(actions.remove_team, row))
    return redirect("teams") if removed else redirect("team", number)
