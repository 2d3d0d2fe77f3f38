"""Who is here, what each may do, and how each comes in."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from tilstede.office.models import Account, Grant, Team, User

_FACTORS = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)


def people() -> QuerySet[User]:
    """Everyone, those who can come in first; each with ``second`` (has a second factor) and ``tied`` (to the
    identity provider)."""
    held = Grant.objects.select_related("channel", "team")
    return (
        User.objects.annotate(
            second=Exists(_FACTORS.filter(user=OuterRef("pk"))),
            tied=Count("socialaccount", distinct=True),
        )
        .prefetch_related(Prefetch("grants", held), Prefetch("teams__grants", held), "teams")
        .order_by("-is_active", "name", "email")
    )


def teams() -> QuerySet[Team]:
    """Every team, with ``count`` of its members."""
    return (
        Team.objects.annotate(count=Count("members"))
        .prefetch_related("grants", "members")
        .order_by("name")
    )


def channels() -> QuerySet[Account]:
    """Accounts a right can be limited to, those of today first named."""
    return Account.objects.filter(until=None).order_by("network", "handle")


@dataclass(frozen=True, slots=True)
class State:
    """How a person stands, in a word. ``color``: of the design system's tag."""

    text: str
    color: str


def state(user: User) -> State:
    """Closed out, invited, or in; as `people` found the person."""
    if not user.is_active:
        return State(_("closed out"), "neutral")
    if not user.has_usable_password() and not getattr(user, "tied", 0):
        return State(_("invited"), "info")
    return State(_("can sign in"), "success")


def rights_of(user: User) -> list[Grant]:
    """Own rights and the teams', own first."""
    held = Grant.objects.select_related("channel", "team", "user")
    return list(
        held.filter(Q(user=user) | Q(team__members=user)).order_by("team_id", "right", "channel_id")
    )
