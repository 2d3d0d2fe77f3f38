"""Addresses of signing in. Each bears our name where we use it, and allauth's where allauth looks for its own."""

from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from tilstede.web.sign_in import forgotten, oidc, own, views

#: Where one form is all there is on a page.
_FORM = "web/sign_in/form.html"


def _words(
    title: object, button: object, lead: object = "", danger: bool = False
) -> dict[str, object]:
    return {"title": title, "button": button, "lead": lead, "danger": danger}


_password = _words(_("Change password"), _("Change password"))
_first = _words(_("Choose a password"), _("Choose"))
_app_off = _words(
    _("Disconnect the app"),
    _("Disconnect"),
    _(
        "Codes from it are then no longer asked for. Recovery codes go with the last passkey or app."
    ),
    danger=True,
)
_rename = _words(_("Name of the passkey"), _("Save"))
_remove = _words(
    _("Remove the passkey"),
    _("Remove"),
    _("It can then no longer be used here. Recovery codes go with the last passkey or app."),
    danger=True,
)
_new_codes = _words(
    _("New recovery codes"),
    _("Make new codes"),
    _(
        "Each code gets you in once, when you have neither app nor passkey. The old ones are worth nothing then."
    ),
)
_again = _words(
    _("Show that it is you"), _("Go on"), _("What you are about to change is important.")
)

sign_in = views.SignInView.as_view()
sign_out = account.LogoutView.as_view(template_name="web/sign_in/sign_out.html")
change_password = login_required(
    account.PasswordChangeView.as_view(template_name=_FORM, extra_context=_password)
)
set_password = account.PasswordSetView.as_view(template_name=_FORM, extra_context=_first)
closed = account.AccountInactiveView.as_view(template_name="web/sign_in/closed.html")
cancelled = TemplateView.as_view(template_name="web/sign_in/cancelled.html")


def _at(route: str, view: Callable[..., HttpResponseBase], name: str) -> URLPattern:
    """An address whose page nobody keeps, neither a cache on the way nor the browser: some show a secret."""
    return path(route, never_cache(view), name=name)


urlpatterns = [
    _at("sign-in", sign_in, name="account_login"),
    _at("sign-in", sign_in, name="sign-in"),
    _at("sign-out", sign_out, name="account_logout"),
    _at("sign-out", sign_out, name="sign-out"),
    _at("sign-out/done", oidc.out, name="signed-out"),
    _at("sign-in/forgotten", forgotten.forgotten, name="forgotten"),
    _at("sign-in/closed", closed, name="account_inactive"),
    _at("sign-in/cancelled", cancelled, name="socialaccount_login_cancelled"),
    _at("sign-in/link/<str:secret>", views.link, name="sign-in-link"),
    _at("sign-in/with/<str:provider_id>", oidc.begin, name="openid_connect_login"),
    _at("sign-in/with/<str:provider_id>/back", oidc.back, name="openid_connect_callback"),
    _at("sign-in/passkey", views.PasskeyView.as_view(), name="mfa_login_webauthn"),
    _at(
        "sign-in/code",
        second.AuthenticateView.as_view(template_name="web/sign_in/second.html"),
        name="mfa_authenticate",
    ),
    _at(
        "sign-in/again",
        views.PasswordAgainView.as_view(
            template_name="web/sign_in/again.html", extra_context=_again
        ),
        name="account_reauthenticate",
    ),
    _at(
        "sign-in/again/code",
        views.CodeAgainView.as_view(template_name="web/sign_in/again.html", extra_context=_again),
        name="mfa_reauthenticate",
    ),
    _at(
        "sign-in/again/passkey",
        views.PasskeyAgainView.as_view(
            template_name="web/sign_in/again.html", extra_context=_again
        ),
        name="mfa_reauthenticate_webauthn",
    ),
    _at("my-sign-in", own.mine, name="mfa_index"),
    _at("my-sign-in", own.mine, name="mfa_list_webauthn"),
    _at("my-sign-in", own.mine, name="my-sign-in"),
    _at("my-sign-in/elsewhere", own.end_sessions, name="end-sessions"),
    _at("my-sign-in/password", change_password, name="account_change_password"),
    _at("my-sign-in/password/first", set_password, name="account_set_password"),
    _at(
        "my-sign-in/app",
        totp.ActivateTOTPView.as_view(template_name="web/sign_in/app.html"),
        name="mfa_activate_totp",
    ),
    _at(
        "my-sign-in/app/remove",
        totp.DeactivateTOTPView.as_view(template_name=_FORM, extra_context=_app_off),
        name="mfa_deactivate_totp",
    ),
    _at(
        "my-sign-in/passkeys/add",
        passkeys.AddWebAuthnView.as_view(template_name="web/sign_in/passkey.html"),
        name="mfa_add_webauthn",
    ),
    _at(
        "my-sign-in/passkeys/<number:pk>/name",
        passkeys.EditWebAuthnView.as_view(template_name=_FORM, extra_context=_rename),
        name="mfa_edit_webauthn",
    ),
    _at(
        "my-sign-in/passkeys/<number:pk>/remove",
        passkeys.RemoveWebAuthnView.as_view(template_name=_FORM, extra_context=_remove),
        name="mfa_remove_webauthn",
    ),
    _at(
        "my-sign-in/codes",
        codes.ViewRecoveryCodesView.as_view(template_name="web/sign_in/codes.html"),
        name="mfa_view_recovery_codes",
    ),
    _at(
        "my-sign-in/codes/new",
        codes.GenerateRecoveryCodesView.as_view(template_name=_FORM, extra_context=_new_codes),
        name="mfa_generate_recovery_codes",
    ),
]
