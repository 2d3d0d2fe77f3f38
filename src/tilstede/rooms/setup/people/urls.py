"""Addresses of people, teams and rights."""

from django.urls import path

from tilstede.rooms.setup.people import teams, views

urlpatterns = [
    path("setup/people", views.people, name="staff-people"),
    path("setup/people/invite", views.invite, name="invite"),
    path("setup/people/<number:number>", views.person, name="staff-person"),
    path("setup/people/<number:number>/name", views.rename, name="rename-person"),
    path("setup/people/<number:number>/give", views.give, name="give-right"),
    path("setup/people/<number:number>/link", views.renew, name="renew-link"),
    path("setup/people/<number:number>/reset", views.reset, name="reset-person"),
    path("setup/people/<number:number>/close", views.close, name="close-person"),
    path("setup/people/<number:number>/reopen", views.reopen, name="reopen-person"),
    path("setup/rights/<number:number>/take-back", views.take_back, name="take-back"),
    path("setup/teams", teams.teams, name="teams"),
    path("setup/teams/make", teams.make, name="make-team"),
    path("setup/teams/<number:number>", teams.team, name="team"),
    path("setup/teams/<number:number>/add", teams.add_member, name="add-member"),
    path(
        "setup/teams/<number:number>/remove/<number:person>",
        teams.remove_member,
        name="remove-member",
    ),
    path("setup/teams/<number:number>/give", teams.give, name="give-team-right"),
    path("setup/teams/<number:number>/remove", teams.remove, name="remove-team"),
]
