"""Who may edit the directory."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

#: Bodies, roles, holders, accounts, and the alarms about accounts.
RIGHT = "office.change_account"

View = Callable[..., HttpResponse]


def editors(view: View) -> View:
    """Only for those who may edit the directory; others are asked to sign in, or refused. No cache keeps it."""
    return never_cache(login_required(permission_required(RIGHT, raise_exception=True)(view)))


def who(request: HttpRequest) -> str:
    """Who does it, for the record: the e-mail address, which is unique."""
    return str(getattr(request.user, "email", ""))
