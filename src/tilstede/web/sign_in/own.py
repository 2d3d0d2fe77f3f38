"""A person's own page: name, password, second factor, and where one is signed in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tilstede.office import rights
from tilstede.office.models import Grant, User
from tilstede.web.sign_in import entrance
from tilstede.web.sign_in.forms import OwnName


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """How the person signs in, and what the person may do."""
    assert isinstance(request.user, User)
    form = OwnName(request.POST or None, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("The name is changed."))
        return redirect("my-sign-in")
    return render(request, "web/sign_in/mine.html", {**_about(request.user), "form": form})


def _about(user: User) -> dict[str, Any]:
    kept = {"totp": [], "webauthn": [], "recovery_codes": []}  # type: dict[str, list[Any]]
    for row in Authenticator.objects.filter(user=user).order_by("created_at"):
        kept[row.type].append(row)
    administrator = rights.has_right(user, rights.Right.ADMINISTRATOR)
    return {
        "room_page": "my-sign-in",
        "app": kept["totp"],
        "passkeys": kept["webauthn"],
        "codes": kept["recovery_codes"],
        "codes_left": sum(len(row.wrap().get_unused_codes()) for row in kept["recovery_codes"]),
        "password": entrance.may_have_password(user, administrator=administrator),
        "joined": SocialAccount.objects.filter(user=user).exists(),
        "provider": settings.OIDC_NAME,
        "sessions": [
            (one, browser(one.user_agent)) for one in UserSession.objects.purge_and_list(user)
        ],
        "grants": Grant.objects.filter(user=user) | Grant.objects.filter(team__members=user),
    }


#: What stands in a browser's description of itself -> what people call it; the first that is found.
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser(described: str) -> str:
    """A browser as people call it, from how it describes itself (RFC 9110 section 10.1.5)."""
    found = [
        next((name for mark, name in names if mark in described), "")
        for names in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or described[:60] or _("an unknown browser")


@require_POST
@never_cache
@login_required
def end_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    for session in UserSession.objects.filter(user=request.user):
        if session.session_key != request.session.session_key:
            session.end()
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("my-sign-in")
