"""What lets us act as an account on its network, and how a person gives it to us.

The secrets are held encrypted by `office.access`; here they are passed along, never printed and never stored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, runtime_checkable
from urllib.parse import urljoin

from tilstede.core.post import Author

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: What a permission may be for beside the abilities: that the login is renewed without anybody saying yes again.
STAYING: Final = "staying"


@dataclass(frozen=True, slots=True)
class Access:
    """A login to an account. ``server``: the address that is asked (``https://fjordvik.example``), ``""`` where the
    network has one only. ``secrets``: tokens, passwords, keys by name; the network alone knows which.
    ``scopes``: what the network says we may do, in its own words. ``expires``: UTC, None where it does not end.
    """

    network: str
    account_id: str  #: equal to `core.post.Author.id` of what the account writes
    handle: str
    server: str = ""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    scopes: tuple[str, ...] = ()
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a person types in. ``code`` is stable: pages and the command line have the words for it.

    Codes in use: ``server``, ``handle``, ``password``, ``app-password``, ``token``, ``secret``, ``client-id``,
    ``client-secret``, ``imap``, ``smtp``, ``email``, ``name``, ``user``, ``user-name``, ``folders``, ``page``,
    ``code`` (of a second factor), ``channel``, ``tenant``, ``issuer``, ``scope``.
    """

    code: str
    secret: bool = False
    optional: bool = False
    example: str = ""


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing the network is asked to let us do: its own word for it, and the abilities that need it, or STAYING."""

    scope: str
    abilities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to connect an account. ``source``: the network's documentation of it, with the date it was read.

    ``made``: the page on which a person makes what is asked for; ``{site}`` in it stands for the account's own site,
    ``{server}`` for that of its server. ``where``: the way on from there, in the network's own English words.

    ``back``: how a person whom the network was to lead back comes back to the command line. ``shown``: the network
    shows a code, or leads to an address that can be copied, without an app of the body's own. ``loopback``: to an
    address on the person's own machine (RFC 8252, 7.3), which the body's app must know. ``https``: to an address with
    encryption alone. ``""``: nobody is led anywhere. ``registered``: what the body's app must know for that, where it
    is not the very address.
    """

    code: Literal[
        "oauth", "app-password", "password", "token", "mailbox", "microsoft", "google", "provider"
    ]
    asked: tuple[Asked, ...]
    permissions: tuple[Permission, ...] = ()
    source: str = ""
    made: str = ""
    where: str = ""
    back: Literal["", "shown", "loopback", "https"] = ""
    registered: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """Where the person goes to say yes; the network then sends them back to our address (RFC 6749, 4.1).

    ``kept``: what `finish` must be given again, some of it secret (state, PKCE verifier, client secret).
    """

    url: str
    kept: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Tested:
    """Whose account a login opens, and which of the network's abilities it lacks permission for."""

    author: Author
    lacking: tuple[str, ...] = ()


def client_address(back: str, network: str, name: str) -> str:
    """Where a network finds who we are (`Described`), on the same site as the address a person comes back to."""
    return urljoin(back, f"/clients/{network}/{name}.json")


class Connector(Protocol):
    """How an account of a network is connected. Nothing here knows what is stored.

    Whatever is wrong is raised: `Refused` (the secret is not accepted), `Rejected` (what was typed in cannot be
    used; ``detail`` says why), `Unreachable`, `NotUnderstood`.
    """

    ways: tuple[Way, ...]

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        """Connect by what was typed in, or say where the person must go. ``back``: our own address to come back to;
        ``urn:ietf:wg:oauth:2.0:oob`` or a loopback address on the command line."""

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        """The login, once the person came back with the network's ``answered`` query. Checks the state."""

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """A login that lasts longer; the same one where nothing is to be done yet. :raises Expired: a person must
        connect again."""

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        """Ask the network who we are. :raises Expired: the login no longer counts."""

    def end(self, access: Access, http: Http) -> None:
        """Have the network forget the login, where it can."""


@runtime_checkable
class Described(Protocol):
    """A connector of a network that registers nobody, and reads instead at `client_address` who asks."""

    def document(self, name: str, back: str) -> Mapping[str, Any]:
        """What the network reads there, as JSON. ``back``: as in `Connector.begin`.

        :raises ValueError: the name is none that `begin` could have given.
        """
