"""The ways in: the page of them all, the passkey, and the address that was made for one person."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.utils import perform_login
from allauth.account.views import BaseReauthenticateView, LoginView, ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from tilstede.office import rights
from tilstede.office.models import Link
from tilstede.web.sign_in import chronicle, entrance, links, oidc
from tilstede.web.sign_in.forms import ChoosePassword


class SignInView(LoginView):
    """E-mail and password, a passkey, or the identity provider: whichever are open."""

    template_name = "web/sign_in/sign_in.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not entrance.by_password(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ways = {
            "by_password": entrance.by_password(self.request),
            "provider": settings.OIDC_NAME if entrance.by_provider() else "",
            "provider_id": oidc.ID,
            "only_provider": settings.SIGN_IN == "oidc",
            "next": self.get_next_url() or "",
        }
        return {**super().get_context_data(**kwargs), **ways}


class PasskeyView(LoginWebAuthnView):
    """A passkey alone: it asks for finger, face or PIN itself."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not entrance.by_password(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        if not entrance.is_open_for(self.request, form.cleaned_data["credential"].user):
            raise PermissionDenied
        answer: HttpResponse = super().form_valid(form)
        return answer


class Again(BaseReauthenticateView):
    """What was sent before one showed again who one is, is not sent anew behind one's back: its page opens instead."""

    def form_valid(self, form: Any) -> HttpResponse:
        self.request.session.pop(STATE_SESSION_KEY, None)
        answer: HttpResponse = super().form_valid(form)
        return answer


class PasswordAgainView(ReauthenticateView, Again):
    """Who one is, by password."""


class CodeAgainView(ReauthenticateByCodeView, Again):
    """Who one is, by a code."""


class PasskeyAgainView(ReauthenticateWebAuthnView, Again):
    """Who one is, by a passkey."""


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """An address made for one person. To look at it uses nothing up: mail is opened by machines too."""
    found = links.find(secret, now=datetime.now(UTC))
    if found is None:
        return render(request, "web/sign_in/link_gone.html", status=404)
    if found.purpose == links.Purpose.ENTER:
        return _enter(request, found)
    return _join(request, found)


def _enter(request: HttpRequest, found: Link) -> HttpResponse:
    """Open the way in by password for this one person, in this browser."""
    if request.method != "POST":
        return render(request, "web/sign_in/enter.html", {"person": found.user})
    if not links.use(found, now=datetime.now(UTC)):
        return render(request, "web/sign_in/link_gone.html", status=404)
    entrance.open_for(request, found.user)
    return redirect("sign-in")


def _join(request: HttpRequest, found: Link) -> HttpResponse:
    """Choose a password, or go on to the identity provider."""
    if "provider" in request.POST and entrance.by_provider():
        entrance.begin_joining(request, found)
        return redirect("openid_connect_login", oidc.ID)
    administrator = rights.has_right(found.user, rights.Right.ADMINISTRATOR)
    may_choose = entrance.may_have_password(found.user, administrator=administrator)
    form = ChoosePassword(request.POST or None, user=found.user)
    if may_choose and form.is_valid():
        return _chosen(request, found, form)
    context = {
        "person": found.user,
        "form": form if may_choose else None,
        "provider": settings.OIDC_NAME if entrance.by_provider() else "",
    }
    return render(request, "web/sign_in/join.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, found: Link, form: ChoosePassword) -> HttpResponse:
    """Keep the password and let the person in, by the second factor if there is one; where passwords are closed,
    it waits for the day it is needed."""
    user, now = found.user, datetime.now(UTC)
    with transaction.atomic():
        if not links.use(found, now=now):
            return render(request, "web/sign_in/link_gone.html", status=404)
        user.set_password(form.cleaned_data["password1"])
        user.name = form.cleaned_data["name"] or user.name
        user.save()
        chronicle.tell("password-chosen", by=user.email, now=now, person=user.email)
    if not entrance.is_open_for(request, user):
        return redirect("sign-in")
    answer: HttpResponse = perform_login(request, user, redirect_url=reverse("my-sign-in"))
    return answer
