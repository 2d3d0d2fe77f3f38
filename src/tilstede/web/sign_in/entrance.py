"""Which ways in are open: to all, or to one who has opened a link.

Where the body lets its identity provider alone decide who comes in (TILSTEDE_SIGN_IN=oidc), passwords and passkeys
are closed; a link that an operator made opens them for one administrator, for a quarter of an hour.
"""

from __future__ import annotations

import time
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest

from tilstede.office.models import Link, User
from tilstede.web.sign_in.links import LASTS, Purpose

_OPENED: Final = "sign-in-opened"
_JOINING: Final = "sign-in-joining"
_PROVIDED: Final = "sign-in-provided"


def by_password(request: HttpRequest) -> bool:
    """Whether this visitor may try a password or a passkey."""
    return settings.SIGN_IN != "oidc" or _opened(request) is not None


def by_provider() -> bool:
    """Whether the body's identity provider is set up."""
    return bool(settings.OIDC_ISSUER)


def is_open_for(request: HttpRequest, user: Any) -> bool:
    """Whether this person may come in by password or passkey here and now."""
    return settings.SIGN_IN != "oidc" or _opened(request) == user.pk


def may_have_password(user: User, *, administrator: bool) -> bool:
    """Where the provider alone decides, a password is of use to administrators only: for the day it is down."""
    return settings.SIGN_IN != "oidc" or administrator


def open_for(request: HttpRequest, user: User) -> None:
    """From now on, in this browser, for as long as a link lasts."""
    request.session.cycle_key()
    until = time.time() + LASTS[Purpose.ENTER].total_seconds()
    request.session[_OPENED] = {"user": user.pk, "until": until}


def begin_joining(request: HttpRequest, link: Link) -> None:
    """The visitor goes to the identity provider with an invitation in hand."""
    request.session[_JOINING] = link.pk


def joining(request: HttpRequest) -> int | None:
    """The invitation the visitor came back with, once."""
    found: int | None = request.session.pop(_JOINING, None)
    return found


def note_provider(request: HttpRequest) -> None:
    """The visitor comes in by the identity provider, and may want to go out there as well."""
    request.session[_PROVIDED] = True


def came_by_provider(request: HttpRequest) -> bool:
    """Whether the visitor did."""
    return bool(request.session.get(_PROVIDED)) and by_provider()


def _opened(request: HttpRequest) -> int | None:
    told = request.session.get(_OPENED)
    if not told or told["until"] < time.time():
        return None
    return int(told["user"])
