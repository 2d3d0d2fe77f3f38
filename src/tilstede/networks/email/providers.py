"""Who gives logins to mailboxes (OAuth 2.0): the large ones as data, all others by what they tell of themselves.

Sources, read 23 November 2026: learn.microsoft.com/exchange/client-developer/legacy-protocols, "Authenticate an IMAP,
POP or SMTP connection using OAuth", and learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow;
developers.google.com/workspace/gmail/imap/xoauth2-protocol and /identity/protocols/oauth2/web-server;
RFC 8414 and OpenID Connect Discovery 1.0 for what a provider tells of itself.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from tilstede.networks.kit.errors import NotFound, NotUnderstood, Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal, load

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: What a mail client asks for where a provider has no words of its own (draft-ietf-mailmaint-oauth-public-02).
STANDARD: Final = ("urn:ietf:params:oauth:scope:mail", "offline_access")
#: Where a provider tells of itself, by the path of its issuer (RFC 8414, 3.1; OpenID Connect Discovery, 4.1).
_TOLD_AT: Final = (
    "/.well-known/oauth-authorization-server{path}",
    "{path}/.well-known/openid-configuration",
)
_TENANT: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_LARGEST: Final = 1 << 20
#: Instead of an address to come back to: the code is shown, to be typed in.
_SHOWN: Final = "urn:ietf:wg:oauth:2.0:oob"


@dataclass(frozen=True, slots=True)
class Provider:
    """``authorize``, ``token``, ``revoke``: its addresses, the last "" where there is none. ``scopes``: what is asked
    for. ``also``: what else its page must be told. ``imap``, ``smtp``: its mail servers, "" where these are not known.
    ``shown``: the page of its own that shows the code, for those who cannot be led back. ``loopback``: how it wants
    this machine to be called. ``issuer``: its name, where it told of itself. ``basic``: whether an app shows its secret
    in a header (RFC 6749, 2.3.1).
    """

    name: str
    authorize: str
    token: str
    revoke: str = ""
    scopes: tuple[str, ...] = ()
    also: Mapping[str, str] = field(default_factory=dict)
    imap: str = ""
    smtp: str = ""
    shown: str = ""
    loopback: str = "127.0.0.1"
    issuer: str = ""
    basic: bool = False

    def of_tenant(self, tenant: str) -> Provider:
        """The provider of one organisation. :raises Rejected: that names none."""
        if not _TENANT.fullmatch(tenant):
            raise Rejected(f"{tenant!r} is no tenant: it is an id or a domain")
        return replace(
            self,
            authorize=self.authorize.format(tenant=tenant),
            token=self.token.format(tenant=tenant),
        )

    def back(self, ours: str) -> str:
        """Where people come back to, as it takes it. :raises Rejected: it leads nobody there."""
        if ours == _SHOWN:
            if not self.shown:
                raise Rejected(
                    f"{self.name} sends people back to a web address or to loopback alone: say --listen PORT"
                )
            return self.shown
        if ours.startswith("http://127.0.0.1:") and self.loopback != "127.0.0.1":
            return ours.replace("127.0.0.1", self.loopback, 1).rstrip("/")
        return ours


MICROSOFT: Final = Provider(
    "Microsoft",
    "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
    "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
    scopes=(
        "https://outlook.office.com/IMAP.AccessAsUser.All",
        "https://outlook.office.com/SMTP.Send",
        "offline_access",
    ),
    also={"prompt": "select_account"},
    imap="imaps://outlook.office365.com:993",
    smtp="starttls://smtp.office365.com:587",
    shown="https://login.microsoftonline.com/common/oauth2/nativeclient",
    loopback="localhost",  # whose port it disregards; that of 127.0.0.1 it does not
)
GOOGLE: Final = Provider(
    "Google",
    "https://accounts.google.com/o/oauth2/v2/auth",
    "https://oauth2.googleapis.com/token",
    revoke="https://oauth2.googleapis.com/revoke",
    scopes=("https://mail.google.com/",),
    also={"access_type": "offline", "prompt": "consent select_account"},
    imap="imaps://imap.gmail.com:993",
    smtp="smtps://smtp.gmail.com:465",
)
#: The ways of `connect` that lead to a provider that is known.
KNOWN: Final[Mapping[str, Provider]] = {"microsoft": MICROSOFT, "google": GOOGLE}


def by_server(host: str) -> str:
    """Whose mail server this is; "" where it is nobody's who is known."""
    found = (one for one in KNOWN.values() for url in (one.imap, one.smtp) if f"//{host}:" in url)
    return next((one.name for one in found), "")


def told(typed: str, scopes: tuple[str, ...], http: Http) -> Provider:
    """A provider as it tells of itself. ``scopes``: what is asked for; none for what is usual and known there.

    :raises Rejected: no provider is there, or it does not do what is needed.
    """
    issuer = _issuer(typed)
    found = _document(issuer, http)
    if found.line("issuer").rstrip("/") != issuer:
        raise Rejected(f"{issuer} calls itself {found.line('issuer') or 'nothing'}: type that in")
    ways = found.lines("token_endpoint_auth_methods_supported") or ("client_secret_basic",)
    asked = scopes or tuple(one for one in STANDARD if one in found.lines("scopes_supported"))
    return Provider(
        name=urlsplit(issuer).netloc,
        authorize=_address(found, "authorization_endpoint"),
        token=_address(found, "token_endpoint"),
        revoke=_address(found, "revocation_endpoint") if "revocation_endpoint" in found else "",
        scopes=asked,
        # OpenID Connect Core 1.0, 11: without it a login that can be renewed is not given.
        also={"prompt": "consent"} if "offline_access" in asked else {},
        issuer=found.line("issuer"),
        basic="client_secret_basic" in ways,
    )


def _issuer(typed: str) -> str:
    typed = typed.strip().rstrip("/")
    issuer = typed if "//" in typed else f"https://{typed}"
    for place in _TOLD_AT:  # some paste the very document
        issuer = issuer.removesuffix(place.format(path=""))
    if not _is_safe(issuer) or "?" in issuer or "#" in issuer:
        raise Rejected(f"{typed or 'nothing'} is not the address of a provider")
    return issuer


def _document(issuer: str, http: Http) -> Fields:
    """:raises Rejected: there is none."""
    parts = urlsplit(issuer)
    for place in _TOLD_AT:
        url = f"{parts.scheme}://{parts.netloc}{place.format(path=parts.path)}"
        try:
            answer = http.get(url, max_bytes=_LARGEST)
            return Fields(load(answer.content))
        except (NotFound, Refusal):
            continue
    raise Rejected(f"{issuer} does not tell how logins are given there (RFC 8414)")


def _address(found: Fields, name: str) -> str:
    url = found.line(name)
    if not _is_safe(url):
        raise NotUnderstood(f"{found.line('issuer')} tells no {name} that can be used")
    return url


def _is_safe(url: str) -> bool:
    """Whether secrets may go there: encrypted, or not away from this machine."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        encrypted = parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))
        return bool(host) and port != 0 and encrypted
    except ValueError:
        return False


def _is_here(host: str) -> bool:
    return host == "localhost" or ipaddress.ip_address(host).is_loopback
