"""Who may look at the directory, and who may edit it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

#: To see bodies, roles, holders, accounts, and the alarms about accounts; to change them one by one; to put a file in
#: the place of them all.
SEES, CHANGES, REPLACES = "office.view_account", "office.change_entry", "office.change_account"

View = Callable[..., HttpResponse]


def viewers(view: View) -> View:
    """Only for those who may see the directory; others are asked to sign in, or refused. No cache keeps it."""
    return never_cache(login_required(permission_required(SEES, raise_exception=True)(view)))


def editors(view: View) -> View:
    """Only for those who may edit the directory; others are asked to sign in, or refused. No cache keeps it.

    A right that is limited to one account is not enough: who is in office, and what is listed, concerns all of it.
    """
    return never_cache(login_required(permission_required(CHANGES, raise_exception=True)(view)))


def replacers(view: View) -> View:
    """Only for those who may put a file in the place of the whole directory. No cache keeps it."""
    return never_cache(login_required(permission_required(REPLACES, raise_exception=True)(view)))


def may_change(request: HttpRequest) -> bool:
    """Whether pages show what leads to changes."""
    return bool(request.user.has_perm(CHANGES))


def may_replace(request: HttpRequest) -> bool:
    """Whether pages show what takes in a file."""
    return bool(request.user.has_perm(REPLACES))


def who(request: HttpRequest) -> str:
    """Who does it, for the record: the e-mail address, which is unique."""
    return str(getattr(request.user, "email", ""))
