"""Every setting, from the environment. Each is described in docs/operators.md; a test holds that."""

from __future__ import annotations

import os
import sys
import zoneinfo
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from tilstede.config import database, licence, mail, rooms, secret

PACKAGE = Path(__file__).resolve().parents[1]


def _words(name: str) -> list[str]:
    return os.environ.get(name, "").replace(",", " ").split()


def _pairs(name: str) -> list[tuple[str, str]]:
    """Two words for each, such as a key and an address. :raises ImproperlyConfigured: one is left over."""
    words = os.environ.get(name, "").split()
    if len(words) % 2:
        raise ImproperlyConfigured(f"{name}: each line takes a key and an address")
    return list(zip(words[::2], words[1::2], strict=True))


def _networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses and networks. :raises ImproperlyConfigured: one is neither."""
    found = []
    for told in _words(name):
        try:
            found.append(ip_network(told))
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} has {told!r}; it takes addresses and networks such as 127.0.0.1, ::1, 10.0.0.0/8"
            ) from None
    return found


def _one_of(name: str, *values: str) -> str:
    """The first value is what it is when not set. :raises ImproperlyConfigured: none of them."""
    value = os.environ.get(name) or values[0]
    if value not in values:
        raise ImproperlyConfigured(f"{name} is {value!r}; it can be {', '.join(values)}")
    return value


def _zone(name: str, default: str) -> str:
    value = os.environ.get(name) or default
    if value not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(f"{name} is {value!r}; a time zone is written like Europe/Oslo")
    return value


def _port(name: str, default: str) -> int:
    value = os.environ.get(name) or default
    if not (value.isdecimal() and 0 < int(value) < 65_536):
        raise ImproperlyConfigured(f"{name} is {value!r}; a port is a number from 1 to 65535")
    return int(value)


def _count(name: str, default: str) -> int:
    value = os.environ.get(name) or default
    if not (value.isdecimal() and int(value) > 0):
        raise ImproperlyConfigured(f"{name} is {value!r}; it is a whole number from 1 up")
    return int(value)


def _number(name: str, default: str) -> int:
    value = os.environ.get(name) or default
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; it is a whole number, 0 or more")
    return int(value)


def _telephones(name: str) -> list[str]:
    """With their country; without one they are Norwegian. :raises ImproperlyConfigured: one is no number."""
    found = []
    for told in _words(name):
        number = told if told.startswith("+") else f"+47{told}"
        if not (number[1:].isdecimal() and 6 <= len(number) <= 16):
            raise ImproperlyConfigured(f"{name} has {told!r}; numbers are written without spaces")
        found.append(number)
    return found


def _web_address(name: str, default: str = "") -> str:
    value = os.environ.get(name) or default
    if value and not value.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"{name} is {value!r}; it is the address of a page, https://…")
    return value


# --- what an operator sets -------------------------------------------------------------------------
DATA = Path(os.environ.get("TILSTEDE_DATA", "data")).resolve()
DATABASE_ADDRESS = os.environ.get("TILSTEDE_DATABASE", "")
ORIGIN = os.environ.get("TILSTEDE_ORIGIN", "")
HOSTS = _words("TILSTEDE_HOSTS")
LOOPBACK = _words("TILSTEDE_LOOPBACK")
MAIL_HOSTS = _words("TILSTEDE_MAIL_HOSTS")
PROXIES = _networks("TILSTEDE_PROXIES")
WITHDRAWN = _one_of("TILSTEDE_WITHDRAWN", "mark", "show", "hide")
TIME_ZONE = _zone("TILSTEDE_TIME_ZONE", "Europe/Oslo")
LANGUAGE_CODE = _one_of("TILSTEDE_LANGUAGE", "nb", "nn", "en")
CONTACT = os.environ.get("TILSTEDE_CONTACT", "")
TELEPHONES = _telephones("TILSTEDE_TELEPHONES")
LICENCE = licence.chosen(os.environ.get("TILSTEDE_LICENCE", ""))
ACCESSIBILITY_STATEMENT = _web_address("TILSTEDE_ACCESSIBILITY_STATEMENT")
ENHETSREGISTERET = _web_address(
    "TILSTEDE_ENHETSREGISTERET", "https://data.brreg.no/enhetsregisteret/api"
).rstrip("/")
WIKIDATA = _web_address("TILSTEDE_WIKIDATA", "https://www.wikidata.org").rstrip("/")
STREAMS = _number("TILSTEDE_STREAMS", "20")
SETTLING = _count("TILSTEDE_SETTLING", "60")
SILENT_MONTHS = _count("TILSTEDE_SILENT_MONTHS", "6")
BLUESKY_DIRECTORY = _web_address("TILSTEDE_BLUESKY_DIRECTORY", "https://plc.directory").rstrip("/")
BLUESKY_APPLICATION = _web_address(
    "TILSTEDE_BLUESKY_APPLICATION", "https://public.api.bsky.app"
).rstrip("/")
#: These three are read by `networks.bluesky` as well, which knows no Django.
BLUESKY_STREAM = os.environ.get("TILSTEDE_BLUESKY_STREAM", "")
TIMESTAMP_AUTHORITIES = _words("TILSTEDE_TIMESTAMP")
WITNESSES = _pairs("TILSTEDE_WITNESSES")
THEME = os.environ.get("TILSTEDE_THEME", "")
LOGO = os.environ.get("TILSTEDE_LOGO", "")
HTTPS = os.environ.get("TILSTEDE_HTTPS", "") == "1"
MAIL = mail.server(os.environ.get("TILSTEDE_MAIL", ""))
MAIL_FROM = os.environ.get("TILSTEDE_MAIL_FROM", "")
if MAIL.host and not MAIL_FROM:
    raise ImproperlyConfigured("TILSTEDE_MAIL is set; that needs TILSTEDE_MAIL_FROM")
SIGN_IN = _one_of("TILSTEDE_SIGN_IN", "password", "oidc")
OIDC_ISSUER = _web_address("TILSTEDE_OIDC_ISSUER")
OIDC_CLIENT = os.environ.get("TILSTEDE_OIDC_CLIENT", "")
OIDC_SECRET = os.environ.get("TILSTEDE_OIDC_SECRET", "")
OIDC_NAME = os.environ.get("TILSTEDE_OIDC_NAME", "") or urlsplit(OIDC_ISSUER).netloc
OIDC_SCOPE = _words("TILSTEDE_OIDC_SCOPE") or ["openid", "profile", "email"]
OIDC_EMAIL = os.environ.get("TILSTEDE_OIDC_EMAIL", "") or "email"
OIDC_SUBJECT = os.environ.get("TILSTEDE_OIDC_SUBJECT", "") or "sub"
OIDC_ACR = _words("TILSTEDE_OIDC_ACR")
OIDC_STRANGERS = _one_of("TILSTEDE_OIDC_STRANGERS", "refuse", "admit")
if SIGN_IN == "oidc" and not OIDC_ISSUER:
    raise ImproperlyConfigured("TILSTEDE_SIGN_IN is oidc; that needs TILSTEDE_OIDC_ISSUER")
if OIDC_ISSUER and not OIDC_CLIENT:
    raise ImproperlyConfigured("TILSTEDE_OIDC_ISSUER is set; that needs TILSTEDE_OIDC_CLIENT")
PORT = _port("PORT", "8000")

# --- Django ----------------------------------------------------------------------------------------
DEBUG = False
SECRET_KEY = secret.load(DATA)
ALLOWED_HOSTS = HOSTS or ["127.0.0.1", "localhost", "[::1]"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "tilstede.jobs",
    "tilstede.office",
    "tilstede.record",
    "tilstede.posts",
    "tilstede.intake",
    "tilstede.outbox",
    "tilstede.outbox.drafting",
    "tilstede.outbox.moderating",
    "tilstede.web",
    *rooms.APPS,
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tilstede.web.middleware.Packing",
    "tilstede.web.static_files.StaticFiles",
    "tilstede.web.middleware.ContentSecurityPolicy",
    "tilstede.web.middleware.Referrer",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tilstede.web.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tilstede.config.urls"
WSGI_APPLICATION = "tilstede.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tilstede.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "tilstede.web.templatetags.parts"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
DATABASES = {"default": database.options(DATABASE_ADDRESS, DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "office.User"
AUTHENTICATION_BACKENDS = ["tilstede.office.rights.Rights"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}
ACCOUNT_ADAPTER = "tilstede.web.sign_in.adapter.SignIn"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever is invited has got the invitation
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "change_password": "tilstede.web.sign_in.forms.ChangePassword",
    "login": "tilstede.web.sign_in.forms.SignIn",
    "reauthenticate": "tilstede.web.sign_in.forms.Again",
    "set_password": "tilstede.web.sign_in.forms.SetPassword",
}
MFA_ADAPTER = "tilstede.web.sign_in.adapter.SecondFactor"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "activate_totp": "tilstede.web.sign_in.forms.ConnectApp",
    "add_webauthn": "tilstede.web.sign_in.forms.AddPasskey",
    "authenticate": "tilstede.web.sign_in.forms.Code",
    "edit_webauthn": "tilstede.web.sign_in.forms.NamePasskey",
    "reauthenticate": "tilstede.web.sign_in.forms.CodeAgain",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers themselves demand TLS, but for localhost
SOCIALACCOUNT_ADAPTER = "tilstede.web.sign_in.oidc.Identity"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads elsewhere is against our own content policy
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "stream"
LOGOUT_REDIRECT_URL = "stream"

USE_I18N = True
USE_TZ = True
LANGUAGES = [("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "tilstede.web.static_files.Versioned"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

EMAIL_BACKEND = MAIL.backend
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.ssl, MAIL.starttls
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = MAIL_FROM

TASKS = {"default": {"BACKEND": "tilstede.jobs.backend.LeasedBackend", "QUEUES": []}}

# --- security --------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "tilstede.web.log_lines.Line",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"tilstede": {"level": "INFO"}},
}
