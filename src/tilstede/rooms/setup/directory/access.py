"""Who may look at the directory, and who may edit it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

#: To see bodies, roles, holders, accounts, and the alarms about accounts; to change them.
SEES, CHANGES = "office.view_account", "office.change_account"

View = Callable[..., HttpResponse]


def viewers(view: View) -> View:
    """Only for those who may see the directory; others are asked to sign in, or refused. No cache keeps it."""
    return never_cache(login_required(permission_required(SEES, raise_exception=True)(view)))


def editors(view: View) -> View:
    """Only for those who may edit the directory; others are asked to sign in, or refused. No cache keeps it."""
    return never_cache(login_required(permission_required(CHANGES, raise_exception=True)(view)))


def may_change(request: HttpRequest) -> bool:
    """Whether pages show what leads to changes."""
    return bool(request.user.has_perm(CHANGES))


def who(request: HttpRequest) -> str:
    """Who does it, for the record: the e-mail address, which is unique."""
    return str(getattr(request.user, "email", ""))
