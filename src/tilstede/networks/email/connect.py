"""How a mailbox is connected: by a password made for us alone where the server has such, or by saying yes at the
mailbox's provider (OAuth), since the large ones let nobody in by password.

Whatever is wrong is said in words; nothing is kept before both servers have let us in. Sources: RFC 8314 (encryption),
RFC 6186 (servers told by the domain), `providers`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tilstede.core.post import Author
from tilstede.networks.email import oauth, opening, providers, servers
from tilstede.networks.email.mailbox import Mailbox
from tilstede.networks.email.providers import Provider
from tilstede.networks.email.servers import Box, box_of
from tilstede.networks.email.submit import Submission
from tilstede.networks.kit.access import STAYING, Access, Asked, Permission, Tested, Visit, Way
from tilstede.networks.kit.errors import Refused, Rejected

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"()]+")
_READING: Final = ("fetch", "mentions", "stream", "login")
_SENDING: Final = ("send", "reply", "media", "alt")
_EMAIL: Final = Asked("email", example="post@fjordvik.example")
_NAME: Final = Asked("name", optional=True, example="Fjordvik kommune")
_USER: Final = Asked("user", optional=True, example="post@fjordvik.example")
_FOLDERS: Final = Asked("folders", optional=True, example="INBOX, Sent")
_SERVERS: Final = (
    Asked("imap", optional=True, example="imap.fjordvik.example:993"),
    Asked("smtp", optional=True, example="smtp.fjordvik.example:587"),
)
_CLIENT: Final = Asked("client-id")
_PERMISSIONS: Final = (Permission("IMAP", _READING), Permission("SMTP", _SENDING))


class Connecting:
    """See `kit.access.Connector`. ``known``: the providers that need not tell of themselves, by the way to them."""

    ways: tuple[Way, ...] = (
        Way(
            "microsoft",
            (
                _EMAIL,
                Asked("tenant", optional=True, example="fjordvik.example"),
                Asked("client-id", example="11111111-2222-3333-4444-555555555555"),
                Asked("client-secret", secret=True, optional=True),
                _NAME,
                _USER,
                _FOLDERS,
            ),
            (
                Permission(providers.MICROSOFT.scopes[0], _READING),
                Permission(providers.MICROSOFT.scopes[1], _SENDING),
                Permission(providers.MICROSOFT.scopes[2], (STAYING,)),
            ),
            "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/"
            "how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth (2026-11-23)",
            made="https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade",
            where="App registrations → New registration",
            back="shown",
            registered=f"{providers.MICROSOFT.shown}, http://{providers.MICROSOFT.loopback}",
        ),
        Way(
            "google",
            (
                _EMAIL,
                Asked("client-id", example="123-abc.apps.googleusercontent.com"),
                Asked("client-secret", secret=True),
                _NAME,
                _FOLDERS,
            ),
            (Permission(providers.GOOGLE.scopes[0], (*_READING, *_SENDING)),),
            "https://developers.google.com/workspace/gmail/imap/xoauth2-protocol (2026-11-23)",
            made="https://console.cloud.google.com/auth/clients",
            where="Google Auth Platform → Clients",
            back="loopback",
        ),
        Way(
            "mailbox",
            (_EMAIL, Asked("password", secret=True), _NAME, _USER, *_SERVERS, _FOLDERS),
            _PERMISSIONS,
            "RFC 3501, RFC 6409 (2026-11-22)",
        ),
        Way(
            "provider",
            (
                _EMAIL,
                Asked("issuer", example="https://login.fjordvik.example"),
                _CLIENT,
                Asked("client-secret", secret=True, optional=True),
                Asked("scope", optional=True, example=" ".join(providers.STANDARD)),
                *_SERVERS,
                _NAME,
                _USER,
                _FOLDERS,
            ),
            _PERMISSIONS,
            "RFC 8414, RFC 7628 (2026-11-23)",
            back="loopback",
        ),
    )

    def __init__(self, known: Mapping[str, Provider] = providers.KNOWN) -> None:
        self._known = known

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        """Try both servers with what was typed in, and keep those that let us in; or say where to say yes.

        :raises Refused: not with this password. :raises Rejected: it cannot be used as typed. :raises Unreachable:
        """
        if way not in {one.code for one in self.ways}:
            raise Rejected(f"a mailbox is not connected by {way}")
        told = {name: value.strip() for name, value in given.items()}
        told["email"] = told.get("email", "").lower()
        if not _ADDRESS.fullmatch(told["email"]):
            raise Rejected(f"{told['email']!r} is no e-mail address")
        told["name"] = " ".join(told.get("name", "").split())
        if way == "mailbox":
            return _by_password({**told, "password": given.get("password", "").strip("\r\n")}, http)
        told["provider"] = way
        if way == "microsoft":
            told["tenant"] = told.get("tenant") or told["email"].rpartition("@")[2]
        provider = oauth.provider_of(told, self._known, http)
        return oauth.begin({**told, **_own_servers(told, provider)}, provider, back)

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        """:raises Refused: the person said no, or a server does not let the login into this mailbox."""
        if "verifier" not in kept:
            raise Rejected("a password is typed in; nobody is sent anywhere")
        provider = oauth.provider_of(kept, self._known, http)
        return oauth.finish(kept, answered, provider, http, now)

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """The same where it lasts; a password does. :raises Expired: a person must say yes again."""
        if access.expires is None or access.expires - now > oauth.SOON:
            return access
        provider = oauth.provider_of(access.secrets, self._known, http)
        return oauth.renew(access, provider, http, now)

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        """Both servers are asked. :raises Expired: the mailbox lets us in no more. :raises Unreachable:"""
        box = box_of(access)
        with Mailbox(box, http) as mailbox:
            opening.check_folders(mailbox, box)
        lacking: tuple[str, ...] = ()
        try:
            with Submission(box, http):
                pass
        except Refused:
            lacking = _SENDING
        return Tested(Author(id=access.account_id, handle=box.address, name=box.name), lacking)

    def end(self, access: Access, http: Http) -> None:
        """An app password is taken back where it was made; so is a login whose provider has no place to tell it."""
        if access.secrets.get("provider"):
            provider = oauth.provider_of(access.secrets, self._known, http)
            oauth.end(access, provider, http)


def _by_password(told: Mapping[str, str], http: Http) -> Access:
    wanted = {
        kind: opening.candidates(told.get(kind, ""), kind, told["email"]) for kind in opening.KINDS
    }
    box = Box(
        address=told["email"],
        name=told["name"],
        user=told.get("user", "") or told["email"],
        password=told["password"],
        imap=wanted["imap"][0],
        smtp=wanted["smtp"][0],
        folders=servers.folders(told.get("folders", "")),
    )
    try:
        opened = opening.opened(box, wanted, http)
    except Refused as error:
        if whose := providers.by_server(box.imap.host):
            hint = f"{whose} lets few in by password: connect the mailbox by saying yes there"
            raise Refused(f"{error.detail}; {hint}") from error
        raise
    return opening.access(opened, {"password": box.password})


def _own_servers(told: Mapping[str, str], provider: Provider) -> dict[str, str]:
    """The provider's mail servers; of one whose are not known as typed, or as the mailbox's domain tells.

    :raises Rejected: nobody tells. Better now than when the person is back.
    """
    found = {"imap": provider.imap, "smtp": provider.smtp}
    for kind in opening.KINDS:
        if not found[kind]:
            found[kind] = told.get(kind, "")
            opening.candidates(found[kind], kind, told["email"])
    return found
