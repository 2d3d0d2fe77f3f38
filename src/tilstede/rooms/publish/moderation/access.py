"""Who may moderate: everyone who decides about what goes out, for all channels or for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import cast

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from tilstede.office import rights
from tilstede.office.models import Account, User
from tilstede.office.rights import ALLOWS, OUTBOX

View = Callable[..., HttpResponseBase]
#: To write and adopt house rules.
RULES = "moderating.change_edition"


def moderators(view: View) -> View:
    """Only for those who moderate somewhere; others are asked to sign in, or refused. No cache keeps it."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        if not moderates(person(request)):
            raise PermissionDenied
        return view(request, *arguments, **named)

    return never_cache(login_required(guarded))


def rule_makers(view: View) -> View:
    """Only for those who write and adopt house rules."""
    return never_cache(login_required(permission_required(RULES, raise_exception=True)(view)))


def moderates(user: User) -> bool:
    """Whether the person may moderate for some channel."""
    return user.is_active and any(
        ALLOWS.get(right, frozenset()) >= OUTBOX for right, _channel in user.held
    )


def may(user: User, account: Account | None) -> bool:
    """Whether the person may moderate for this channel; None: for all."""
    return rights.permissions(user, account) >= OUTBOX


def allowed(user: User, accounts: Iterable[Account]) -> list[Account]:
    """Those of them that the person may moderate for."""
    return [one for one in accounts if may(user, one)]


def person(request: HttpRequest) -> User:
    """Who is signed in."""
    return cast(User, request.user)


def who(request: HttpRequest) -> str:
    """Who does it, for the record: the e-mail address, which is unique."""
    return person(request).get_username()
