"""Who may look at the logins and the outbox, who may connect accounts, and who may decide about what goes out."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from tilstede.office.models import Account
from tilstede.outbox.seeing import DECIDES as DECIDES

#: To see how it stands; to connect and disconnect; to change the directory.
SEES, CONNECTS = "office.view_account", "office.change_access"
ENTRIES = "office.change_entry"

View = Callable[..., HttpResponseBase]


def only(right: str) -> Callable[[View], View]:
    """Only for those with the right; others are asked to sign in, or refused. No cache keeps it."""

    def decorate(view: View) -> View:
        return never_cache(login_required(permission_required(right, raise_exception=True)(view)))

    return decorate


def may_decide(request: HttpRequest, account: Account | None) -> bool:
    """For all channels, or for this one."""
    user = request.user
    return bool(user.has_perm(DECIDES) or (account and user.has_perm(DECIDES, account)))


def who(request: HttpRequest) -> str:
    """Who does it, for the record: the e-mail address, which is unique."""
    return str(getattr(request.user, "email", ""))
