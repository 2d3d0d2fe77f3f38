"""`tilstede people …`: who may do what, and a way in for whoever is locked out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import click
from django.conf import settings
from django.utils.translation import gettext as _

from tilstede.cli import channels, ground
from tilstede.office import rights
from tilstede.office.models import Account, Grant, User
from tilstede.office.rights import Right
from tilstede.rooms.setup.people import actions, queries
from tilstede.web.sign_in import links
from tilstede.web.sign_in.adapter import has_second_factor

_RIGHTS = [right.value for right in Right]


@click.group("people", help=_("People: who may do what, and a way in for whoever is locked out."))
def people_command() -> None:
    ground.prepare()


def _person(email: str) -> User:
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        raise click.ClickException(
            _("There is nobody with the e-mail {email}.").format(email=email)
        )
    return found


def _channel(named: str) -> Account | None:
    """The account of that handle, address or permanent id. :raises click.ClickException: none, or several."""
    return channels.one(named) if named else None


def _do(change: Callable[[], object]) -> None:
    """:raises click.ClickException: what stood in the way, in words."""
    try:
        change()
    except actions.NotChanged as error:
        raise click.ClickException(str(error)) from error


@people_command.command("list", help=_("Everyone, with what each may do."))
@click.option("--json", "as_json", is_flag=True, help=_("One object a line, for programs."))
def list_command(as_json: bool) -> None:
    for person in queries.people():
        held = sorted({grant.right for grant in queries.rights_of(person)})
        if as_json:
            about = {"email": person.email, "name": person.name, "active": person.is_active}
            second = has_second_factor(person)
            click.echo(json.dumps({**about, "rights": held, "second_factor": second}))
        else:
            state = queries.state(person).text
            name = f" ({person.name})" if person.name else ""
            click.echo(f"{person.email}{name}: {state}; {', '.join(held) or '–'}")


@people_command.command("add", help=_("Invite somebody; prints the address to join by."))
@click.argument("email", metavar="EMAIL")
@click.option("--name", default="", help=_("What colleagues call the person."))
@click.option(
    "--right",
    "given",
    multiple=True,
    type=click.Choice(_RIGHTS),
    help=_("A right; may be repeated."),
)
def add_command(email: str, name: str, given: tuple[str, ...]) -> None:
    now = datetime.now(UTC)
    try:
        _user, secret = actions.invite(email=email, name=name, given=given, by=ground.by(), now=now)
    except actions.NotChanged as error:
        raise click.ClickException(str(error)) from error
    _say_address(secret, _("Give this address to the person; it works once, for seven days:"))


@people_command.command("grant", help=_("Give somebody a right."))
@click.argument("email", metavar="EMAIL")
@click.argument("right", metavar=_("RIGHT"), type=click.Choice(_RIGHTS))
@click.option("--channel", default="", help=_("Only for this account of the directory."))
def grant_command(email: str, right: str, channel: str) -> None:
    person, limit = _person(email), _channel(channel)
    now = datetime.now(UTC)
    _do(lambda: actions.give(right, to=person, channel=limit, by=ground.by(), now=now))
    click.echo(_("{person} has the right {right} now.").format(person=person.email, right=right))


@people_command.command("revoke", help=_("Take a right back."))
@click.argument("email", metavar="EMAIL")
@click.argument("right", metavar=_("RIGHT"), type=click.Choice(_RIGHTS))
@click.option("--channel", default="", help=_("Only for this account of the directory."))
def revoke_command(email: str, right: str, channel: str) -> None:
    person = _person(email)
    grant = Grant.objects.filter(user=person, right=right, channel=_channel(channel)).first()
    if grant is None:
        said = _("{person} does not have that right by name; it may be a team's.")
        raise click.ClickException(said.format(person=person.email))
    _do(lambda: actions.take_back(grant, by=ground.by(), now=datetime.now(UTC)))
    said = _("{person} no longer has the right {right}.")
    click.echo(said.format(person=person.email, right=right))


@people_command.command("close", help=_("Let somebody sign in no more."))
@click.argument("email", metavar="EMAIL")
def close_command(email: str) -> None:
    person = _person(email)
    _do(lambda: actions.close(person, by=ground.by(), now=datetime.now(UTC)))
    click.echo(_("{person} can no longer sign in.").format(person=person.email))


@people_command.command("reopen", help=_("Let somebody sign in again."))
@click.argument("email", metavar="EMAIL")
def reopen_command(email: str) -> None:
    person = _person(email)
    _do(lambda: actions.reopen(person, by=ground.by(), now=datetime.now(UTC)))
    click.echo(_("{person} can sign in again.").format(person=person.email))


@people_command.command(
    "reset",
    help=_("Remove somebody's second factor; prints an address to choose a new password by."),
)
@click.argument("email", metavar="EMAIL")
def reset_command(email: str) -> None:
    person = _open_person(email)
    secret = actions.reset(person, by=ground.by(), now=datetime.now(UTC))
    _say_address(secret, _("Give this address to the person; it works once, for seven days:"))


@people_command.command(
    "link",
    help=_(
        "Open sign-in by password for one administrator, where it is closed (TILSTEDE_SIGN_IN=oidc)."
    ),
)
@click.argument("email", metavar="EMAIL")
def link_command(email: str) -> None:
    person = _open_person(email)
    _demand_use(person)
    secret = links.make(person, links.Purpose.ENTER, by=ground.by(), now=datetime.now(UTC))
    _say_address(
        secret, _("This address opens sign-in by password, once, for a quarter of an hour:")
    )
    if not has_second_factor(person):
        said = _("{person} has no second factor: connect an app or add a passkey once inside.")
        click.echo(said.format(person=person.email), err=True)


def _open_person(email: str) -> User:
    person = _person(email)
    if not person.is_active:
        said = _("{person} is closed out. First: tilstede people reopen {person}")
        raise click.ClickException(said.format(person=person.email))
    return person


def _demand_use(person: User) -> None:
    """:raises click.ClickException: the address would open nothing."""
    if settings.SIGN_IN != "oidc":
        said = _("Sign-in by password is open. For a lost password: tilstede people reset {person}")
    elif not rights.has_right(person, Right.ADMINISTRATOR):
        said = _("{person} is no administrator.")
    elif not person.has_usable_password():
        said = _("{person} has no password. First: tilstede people reset {person}")
    else:
        return
    raise click.ClickException(said.format(person=person.email))


def _say_address(secret: str, said: str) -> None:
    click.echo(said)
    click.echo(links.full(secret))
