"""Who may be the second person: those who approve for all channels, or for one. For each draft it is asked anew."""

from __future__ import annotations

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from tilstede.office.models import User
from tilstede.office.rights import ALLOWS, APPROVE
from tilstede.rooms.publish.write.access import View, writer


def approves(user: User) -> bool:
    """Whether the person may approve for some channel."""
    return user.is_active and any(
        ALLOWS.get(right, frozenset()) >= APPROVE for right, _channel in user.held
    )


def approvers(view: View) -> View:
    """Only for those who approve; others are asked to sign in, or refused. No cache keeps it."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        if not approves(writer(request)):
            raise PermissionDenied
        return view(request, *arguments, **named)

    return never_cache(login_required(guarded))
