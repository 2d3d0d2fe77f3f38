"""What is changed about people, teams and rights. Each change is in the record, and an administrator is always left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tilstede.office import rights
from tilstede.office.models import Account, Grant, Team, User
from tilstede.office.rights import Right
from tilstede.record import append
from tilstede.web.sign_in import chronicle, links


class NotChanged(Exception):
    """A change that cannot be made; the text is for the person who wished it."""


@contextmanager
def _change() -> Iterator[None]:
    """One commit, with the record held, that leaves an administrator who can come in. :raises NotChanged:"""
    with transaction.atomic():
        append.hold()
        before = rights.administrators().exists()
        yield
        if before and not rights.administrators().exists():
            raise NotChanged(
                _("This would leave no administrator who can sign in. Make another one first.")
            )


def invite(
    *, email: str, name: str = "", given: Iterable[str] = (), by: str, now: datetime
) -> tuple[User, str]:
    """Add a person with these rights; the person, and the secret of the address to join by.

    :raises NotChanged: the address is in use, or is none.
    """
    with _change():
        _demand_free(email)
        try:
            user = User.objects.create_user(email, name=name.strip())
        except ValidationError as error:
            raise NotChanged(" ".join(error.messages)) from error
        chronicle.tell("invited", by=by, now=now, person=user.email)
        for right in given:
            give(right, to=user, by=by, now=now)
        return user, links.make(user, links.Purpose.JOIN, by=by, now=now)


def rename(user: User, *, email: str, name: str, by: str, now: datetime) -> None:
    """Correct how a person is called and reached. :raises NotChanged: the address is in use, or is none."""
    with _change():
        before = user.email
        if email.strip().lower() != before:
            _demand_free(email)
        user.email, user.name = email.strip().lower(), name.strip()
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise NotChanged(" ".join(error.messages)) from error
        user.save(update_fields=["email", "name"])
        chronicle.tell("renamed", by=by, now=now, person=before, to=user.email)


def _demand_free(email: str) -> None:
    if User.objects.filter(email=email.strip().lower()).exists():
        raise NotChanged(_("Somebody has that e-mail address already."))


def close(user: User, *, by: str, now: datetime) -> None:
    """Let the person in no more; signed in anywhere or not. What was done stays. :raises NotChanged:"""
    with _change():
        user.refresh_from_db()
        if not user.is_active:
            raise NotChanged(_("{person} is closed out already.").format(person=user))
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.links.filter(used__isnull=True).delete()
        _end_sessions(user)
        chronicle.tell("closed", by=by, now=now, person=user.email)


def reopen(user: User, *, by: str, now: datetime) -> None:
    """Let the person in again, with the rights held before. :raises NotChanged:"""
    with _change():
        user.refresh_from_db()
        if user.is_active:
            raise NotChanged(_("{person} is not closed out.").format(person=user))
        User.objects.filter(pk=user.pk).update(is_active=True)
        chronicle.tell("reopened", by=by, now=now, person=user.email)


def reset(user: User, *, by: str, now: datetime) -> str:
    """Take away the second factor and the tie to the identity provider, and sign the person out everywhere.

    For one who has lost the telephone. The password goes on. The secret of an address to come in by again.
    """
    with transaction.atomic():
        append.hold()
        Authenticator.objects.filter(user=user).delete()
        secret = links.make(user, links.Purpose.JOIN, by=by, now=now)
        SocialAccount.objects.filter(user=user).delete()
        _end_sessions(user)
        chronicle.tell("reset", by=by, now=now, person=user.email)
        return secret


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


def give(
    right: str,
    *,
    to: User | Team,
    channel: Account | None = None,
    by: str,
    now: datetime,
) -> Grant:
    """Give a right. :raises NotChanged: it is held already, or cannot be limited to a channel."""
    if right == Right.ADMINISTRATOR and channel is not None:
        raise NotChanged(_("An administrator's right cannot be limited to one channel."))
    holder = {"user": to} if isinstance(to, User) else {"team": to}
    try:
        with _change():
            grant = Grant.objects.create(right=Right(right), channel=channel, **holder)
            chronicle.tell("given", by=by, now=now, **_about(grant))
    except IntegrityError as error:
        raise NotChanged(_("{holder} has that right already.").format(holder=to)) from error
    return grant


def take_back(grant: Grant, *, by: str, now: datetime) -> None:
    """Take a right back. :raises NotChanged: nobody would be left."""
    with _change():
        about = _about(grant)
        Grant.objects.filter(pk=grant.pk).delete()
        chronicle.tell("taken-back", by=by, now=now, **about)


def make_team(*, name: str, by: str, now: datetime) -> Team:
    """A new team, without members and rights. :raises NotChanged: there is one of that name."""
    with _change():
        team = Team(name=" ".join(name.split()))
        try:
            team.full_clean()
        except ValidationError as error:
            raise NotChanged(" ".join(error.messages)) from error
        team.save()
        chronicle.tell("team-made", by=by, now=now, team=team.name)
    return team


def remove_team(team: Team, *, by: str, now: datetime) -> None:
    """Remove it with its rights; its members stay. :raises NotChanged: nobody would be left."""
    with _change():
        chronicle.tell("team-removed", by=by, now=now, team=team.name)
        Team.objects.filter(pk=team.pk).delete()


def add_member(team: Team, user: User, *, by: str, now: datetime) -> None:
    """Make the team's rights this person's. :raises NotChanged: they are already."""
    with _change():
        if team.members.filter(pk=user.pk).exists():
            raise NotChanged(_("{person} is in the team already.").format(person=user))
        team.members.add(user)
        chronicle.tell("member-added", by=by, now=now, team=team.name, person=user.email)


def remove_member(team: Team, user: User, *, by: str, now: datetime) -> None:
    """:raises NotChanged: nobody would be left."""
    with _change():
        team.members.remove(user)
        chronicle.tell("member-removed", by=by, now=now, team=team.name, person=user.email)


def _about(grant: Grant) -> dict[str, str]:
    """What the record is told of a right: whose, which, and for which channel."""
    about = {"right": str(grant.right)}
    if grant.user is not None:
        about["person"] = grant.user.email
    if grant.team is not None:
        about["team"] = grant.team.name
    if grant.channel is not None:
        about["channel"] = f"{grant.channel.network} {grant.channel.native_id}"
    return about
