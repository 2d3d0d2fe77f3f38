"""A new password by mail, for one who has forgotten it. Whoever asks is told the same, as fast, whatever the address:
nobody learns who works here. A second factor is asked for as before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from django_tasks import task

from tilstede.office import rights
from tilstede.office.models import User
from tilstede.web import sender, throttle
from tilstede.web.sign_in import entrance, letters, links
from tilstede.web.sign_in.forms import Styled

#: How long the link in the mail can be used.
LASTS: Final = timedelta(hours=1)
#: Stands for somebody whom nobody knows, so that there is a job for them too.
_NOBODY: Final = 0


class Forgotten(Styled):
    """Who it is."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the mail. :raises Http404: none can be sent, or the identity provider alone lets people in."""
    if not settings.MAIL.host or settings.SIGN_IN == "oidc":
        raise Http404
    form = Forgotten(request.POST or None)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "web/sign_in/forgotten.html", {"form": form}, status=status)
    _ask(form.cleaned_data["email"], sender.address(request))
    return render(request, "web/sign_in/forgotten.html", {"done": True})


def _ask(email: str, place: str) -> None:
    """Have the worker send it, but for one who asks again and again."""
    name = f"forgotten {email}"
    if throttle.must_wait(name, place):
        return
    throttle.missed(name, place)
    found = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    write.enqueue(found.pk if found else _NOBODY, str(get_language()))


@task()
def write(number: int, language: str) -> None:
    """The worker's: make the link, which stands in no job, and send it."""
    user = User.objects.filter(pk=number, is_active=True).first()
    if user is None or not _may(user):
        return
    secret = links.make(user, links.Purpose.JOIN, by=user.email, now=datetime.now(UTC), lasts=LASTS)
    with override(language):
        letters.send_forgotten(user, links.full(secret))


def _may(user: User) -> bool:
    """Who comes in by the identity provider alone has no password to forget: mail is no way around it."""
    administrator = rights.has_right(user, rights.Right.ADMINISTRATOR)
    joined = SocialAccount.objects.filter(user=user).exists()
    has_one = user.has_usable_password() or not joined
    return has_one and entrance.may_have_password(user, administrator=administrator)
