"""Who may write: everyone with the right for all channels, or for one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from tilstede.office.models import User
from tilstede.office.rights import ALLOWS, WRITE

View = Callable[..., HttpResponseBase]


def writers(view: View) -> View:
    """Only for those who write; others are asked to sign in, or refused. No cache keeps it."""

    @wraps(view)
    def guarded(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        if not writes(writer(request)):
            raise PermissionDenied
        return view(request, *arguments, **named)

    return never_cache(login_required(guarded))


def writes(user: User) -> bool:
    """Whether the person may write for some channel."""
    return user.is_active and any(
        ALLOWS.get(right, frozenset()) >= WRITE for right, _channel in user.held
    )


def writer(request: HttpRequest) -> User:
    """The person who is signed in."""
    return cast(User, request.user)
