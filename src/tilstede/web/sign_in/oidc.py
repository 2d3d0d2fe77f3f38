"""Coming in by the body's own identity provider (OpenID Connect Core 1.0): Ansattporten, Entra ID, and others.

allauth does the authorization code flow with PKCE and state. Here is what it leaves open: a nonce, the signature of
the token, the issuer, the level of assurance, and who a stranger with a token is among those we know. Nothing that
the provider tells about a person is kept, but a digest of the claim that tells who it is.
"""

from __future__ import annotations

import hmac
import logging
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.provider import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string, salted_hmac
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tilstede.office.models import Link, User
from tilstede.web import addresses
from tilstede.web.sign_in import chronicle, entrance, links

#: The one provider there is; part of the address that it sends people back to.
ID: Final = "oidc"

_log = logging.getLogger(__name__)


class Refused(Exception):
    """Somebody is who they say, and does not come in. ``code``: why, for the page and the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Flow(OpenIDConnectOAuth2Adapter):
    """The way to the provider and back."""

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """The same in every language, since the provider must know it beforehand."""
        return build_absolute_uri(request, addresses.neutral("openid_connect_callback", ID))

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> Any:
        """As allauth does it, and then have it check the signature of the ID token too."""
        data = super().get_access_token_data(*args, **kwargs)
        if "id_token" not in data:
            raise ProviderException("no ID token")
        self.did_fetch_access_token = False
        return data

    @property
    def openid_config(self) -> dict[str, Any]:
        """:raises ProviderException: it speaks for another issuer (OpenID Connect Discovery 1.0 section 4.3)."""
        told: dict[str, Any] = super().openid_config
        if str(told.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER.rstrip("/"):
            raise ProviderException("another issuer than the one that is set")
        return told


class Provider(OpenIDConnectProvider):
    """The body's identity provider, as the operator has set it up."""

    oauth2_adapter_class = Flow

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Where to lead afterwards. What else an address may ask of allauth (scopes, parameters) is not heeded."""
        told = super().get_redirect_from_request_kwargs(request)
        return {
            "process": "login",
            "next_url": told.get("next_url") or reverse(settings.LOGIN_REDIRECT_URL),
            "scope": self.get_scope(),
            "auth_params": self._asked(),
        }

    def _asked(self) -> dict[str, str]:
        asked = {"ui_locales": str(get_language())}
        if settings.OIDC_ACR:
            asked["acr_values"] = " ".join(settings.OIDC_ACR)
        return asked

    def redirect(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        state = get_random_string(32)
        auth_params = {**kwargs.pop("auth_params", {}), "nonce": nonce(state)}
        sent: HttpResponse = super().redirect(
            request, *args, **kwargs, auth_params=auth_params, state_id=state
        )
        return sent

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> SocialLogin:
        """:raises ProviderException: the tokens do not belong to this visit, or not to one person.
        :raises Refused: the person was not identified as surely as the operator demands.
        """
        token, told = response["id_token"], response.get("userinfo", {})
        expected = nonce(request.GET.get("state", ""))
        if not hmac.compare_digest(str(token.get("nonce", "")), expected):
            raise ProviderException("the nonce is another")
        if told.get("sub", token["sub"]) != token["sub"]:
            raise ProviderException("the token and the user info are about two people")
        claims = {**told, **token}
        if settings.OIDC_ACR and claims.get("acr") not in settings.OIDC_ACR:
            raise Refused("assurance")
        login: SocialLogin = super().sociallogin_from_response(request, claims)
        return login

    def extract_uid(self, data: dict[str, Any]) -> str:
        """:raises ProviderException: the claim that tells who it is is missing."""
        told = data.get(settings.OIDC_SUBJECT)
        if not told:
            raise ProviderException(f"no claim {settings.OIDC_SUBJECT}")
        who = f"{settings.OIDC_ISSUER}\n{settings.OIDC_SUBJECT}\n{told}"
        return salted_hmac("tilstede identity", who, algorithm="sha256").hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Kept with the account: nothing."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """What a person is known by at the first visit. An address that the provider calls unverified is nobody's."""
        verified = data.get("email_verified") is not False
        email = str(data.get(settings.OIDC_EMAIL) or "") if verified else ""
        return {"email": email.strip().lower(), "name": str(data.get("name") or "")[:200]}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []


class Identity(DefaultSocialAccountAdapter):
    """Joins who comes from the provider with whom we know."""

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Provider:
        return Provider(request, app=_installed())

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Who may come in is settled before allauth asks."""
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        """Not kept: only what `pre_social_login` looks for."""
        user = sociallogin.user
        assert isinstance(user, User)
        user.email, user.name = data.get("email", ""), data.get("name", "")
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join who came with whom we know. :raises Refused: nobody, or another."""
        entrance.note_provider(request)
        told, invited = sociallogin.user, _invited(request)
        assert isinstance(told, User)
        if sociallogin.is_existing:
            if invited is not None and invited.user != told:
                raise Refused("another-person")
            return
        user = invited.user if invited else _known(told)
        if SocialAccount.objects.filter(user=user).exists():
            raise Refused("joined-already")
        now = datetime.now(UTC)
        if invited is not None and not links.use(invited, now=now):
            raise Refused("unknown")
        sociallogin.connect(request, user)
        chronicle.tell("joined", by=user.email, now=now, person=user.email)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Tell the operator what happened; never a token, a code or a secret."""
        told = request.GET.get("error", "")[:100]
        _log.warning(
            "sign-in by the identity provider failed: %s %r %s",
            error,
            told,
            type(exception).__name__ if exception else "",
        )


def _installed() -> SocialApp:
    """What the operator has set. Never stored: the secret lies in the environment alone."""
    return SocialApp(
        provider=Provider.id,
        provider_id=ID,
        name=settings.OIDC_NAME,
        client_id=settings.OIDC_CLIENT,
        secret=settings.OIDC_SECRET,
        settings={
            "server_url": settings.OIDC_ISSUER,
            "scope": settings.OIDC_SCOPE,
            "oauth_pkce_enabled": True,
        },
    )


def nonce(state: str) -> str:
    """What binds a token to one visit (OpenID Connect Core 1.0 section 15.5.2), made of the visit's secret state."""
    return salted_hmac("tilstede nonce", state, algorithm="sha256").hexdigest()


def _invited(request: HttpRequest) -> Link | None:
    """The invitation the visitor came with, if it still stands."""
    number = entrance.joining(request)
    if number is None:
        return None
    standing = Link.objects.select_related("user").filter(
        pk=number, used__isnull=True, expires__gt=datetime.now(UTC), user__is_active=True
    )
    return standing.first()


def _known(told: User) -> User:
    """Who has that e-mail address here; where the operator allows it, a new person without rights.

    :raises Refused: nobody.
    """
    found = User.objects.filter(email=told.email).first()
    if found is not None and found.is_active:
        return found
    if found is not None or settings.OIDC_STRANGERS != "admit":
        raise Refused("unknown")
    try:
        return User.objects.create_user(told.email, name=told.name)
    except ValidationError as error:
        raise Refused("unknown") from error


@require_safe
@never_cache
def begin(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider."""
    return _through(request, provider_id, OAuth2LoginView)


@require_safe
@never_cache
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    return _through(request, provider_id, OAuth2CallbackView)


@require_safe
@never_cache
def out(request: HttpRequest) -> HttpResponse:
    """Signed out here; the way to sign out at the provider too, where it has one. A link, since our own content policy
    lets no form lead elsewhere."""
    address = _ending(request) if entrance.by_provider() else ""
    if not address or request.user.is_authenticated:
        return redirect(settings.LOGOUT_REDIRECT_URL)
    context = {"address": address, "provider": settings.OIDC_NAME}
    return render(request, "web/sign_in/signed_out.html", context)


def _ending(request: HttpRequest) -> str:
    """Where the provider ends what it remembers of a visitor (OpenID Connect RP-Initiated Logout 1.0 section 2), and
    back to our first page. It asks the visitor, since no token that would tell it who it is was kept here; "" where it
    offers nothing of the kind, or does not answer."""
    try:
        end = str(Flow(request, ID).openid_config.get("end_session_endpoint", ""))
    except (OSError, OAuth2Error, ProviderException, ValueError) as error:
        _log.warning("the identity provider was not asked to end: %s", type(error).__name__)
        return ""
    told = {
        "client_id": settings.OIDC_CLIENT,
        "post_logout_redirect_uri": build_absolute_uri(request, addresses.neutral("stream")),
        "ui_locales": str(get_language()),
    }
    sign = "&" if "?" in end else "?"
    return f"{end}{sign}{urlencode(told)}" if end.startswith(("https://", "http://")) else ""


def _through(request: HttpRequest, provider_id: str, view: Any) -> HttpResponse:
    """Through allauth's view, with a page also where the provider cannot be reached or answers with nonsense."""
    if provider_id != ID or not entrance.by_provider():
        raise Http404
    flow = Flow(request, ID)
    answer: HttpResponse
    try:
        answer = view.adapter_view(flow)(request)
    except (OSError, OAuth2Error, ProviderException, KeyError) as error:
        answer = render_authentication_error(request, flow.get_provider(), exception=error)
    except Refused as refused:
        _log.warning("sign-in by the identity provider refused: %s", refused.code)
        answer = render(request, "web/sign_in/refused.html", {"code": refused.code}, status=403)
    return answer
