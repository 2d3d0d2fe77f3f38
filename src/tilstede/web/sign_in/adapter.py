"""What is our own about signing in, where django-allauth asks: words, limits, addresses, and how secrets are kept."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tilstede.office import secrets
from tilstede.office.models import User
from tilstede.web import sender, throttle
from tilstede.web.context import site_name
from tilstede.web.sign_in import entrance

#: Stands for a sender that is not known, such as over a Unix socket.
_UNKNOWN: Final = "::"

#: What allauth tells after a change -> how we say it.
_DONE: Final = {
    "account/messages/password_changed.txt": _("The password is changed."),
    "account/messages/password_set.txt": _("The password is set."),
    "mfa/messages/totp_activated.txt": _("The app is connected."),
    "mfa/messages/totp_deactivated.txt": _("The app is disconnected."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}


#: Ways to show again who one is -> how we call them.
_WAYS: Final = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class SignIn(DefaultAccountAdapter):
    """People come in by e-mail and password, and only those who were invited."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("E-mail and password do not go together. Try again."),
        "enter_current_password": _("This is not your password."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("The code is not right. Try again."),
        "too_many_login_attempts": _("Too many tries. Wait a quarter of an hour, then try again."),
        "rate_limited": _("Too many tries. Wait a quarter of an hour, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are invited."""
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Who came by the identity provider is shown the way out there too."""
        if entrance.came_by_provider(request):
            return reverse("signed-out")
        return str(super().get_logout_redirect_url(request))

    def get_client_ip(self, request: HttpRequest) -> str:
        return sender.address(request) or _UNKNOWN

    def is_safe_url(self, url: str) -> bool:
        """Signing in leads nowhere but to this site, under the name it was asked by."""
        secure = self.request.is_secure()
        return url_has_allowed_host_and_scheme(url, {self.request.get_host()}, secure)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("my-sign-in")

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """:raises ValidationError: there were too many misses for that name, or from that place."""
        if throttle.must_wait(credentials.get("email", ""), self.get_client_ip(request)):
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        found = super().authenticate(request, **credentials)
        if found:
            throttle.let_in(credentials.get("email", ""), self.get_client_ip(request))
        return found

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        throttle.missed(credentials.get("email", ""), self.get_client_ip(request))

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        found = self.authenticate(self.request, email=user.get_username(), password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """As allauth finds them, in our words."""
        found: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [{**one, "description": _WAYS[one["id"]]} for one in found]

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what is worth saying, in our words."""
        said = message or _DONE.get(message_template or "")
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)


class SecondFactor(DefaultMFAAdapter):
    """Codes from an app, passkeys and recovery codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_generate_recovery_codes": _("Connect an app or add a passkey first."),
        "incorrect_code": _("That did not work. Try again."),
        "secret_changed": _(
            "The installation's secret was changed, so codes from the app are worth nothing. Ask an administrator."
        ),
    }

    def get_totp_issuer(self) -> str:
        return site_name()

    def encrypt(self, text: str) -> str:
        return secrets.conceal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """:raises ValidationError: the installation's secret was changed since."""
        try:
            return secrets.reveal(encrypted_text)
        except secrets.SecretChanged as error:
            raise self.validation_error("secret_changed") from error

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        before = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey {number}").format(number=before + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": site_name()}


def has_second_factor(user: User) -> bool:
    """Whether more than the password is asked for."""
    own = Authenticator.objects.filter(user=user)
    return own.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
