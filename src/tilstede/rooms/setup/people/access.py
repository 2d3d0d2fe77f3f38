"""Who may look at people, teams and rights, and who may change them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from tilstede.rooms.setup.people.actions import NotChanged

#: To see who may do what; to change it.
SEES, CHANGES = "office.view_user", "office.change_user"

View = Callable[..., HttpResponse]


def only(right: str) -> Callable[[View], View]:
    """Only for those with the right; others are asked to sign in, or refused. No cache keeps it."""

    def decorate(view: View) -> View:
        return never_cache(login_required(permission_required(right, raise_exception=True)(view)))

    return decorate


def act(request: HttpRequest, said: str, change: Callable[..., object]) -> bool:
    """Make a change, and tell on the next page that it was made, or why not."""
    try:
        change(by=who(request), now=datetime.now(UTC))
    except NotChanged as error:
        messages.error(request, str(error))
        return False
    messages.success(request, said)
    return True


def who(request: HttpRequest) -> str:
    """Who does it, for the record: the e-mail address, which is unique."""
    return str(getattr(request.user, "email", ""))
