"""Where mail is handed in, from one address: ``starttls://user:password@mail.example:587``."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: Scheme: the port when none is told (RFC 5321, RFC 6409, RFC 8314).
_PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}


class Server(NamedTuple):
    """A mail server. ``host`` "": there is none, and nothing is ever sent."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    ssl: bool = False
    starttls: bool = False

    @property
    def backend(self) -> str:
        """Django's part that sends through it."""
        return f"django.core.mail.backends.{'smtp' if self.host else 'dummy'}.EmailBackend"


def server(address: str) -> Server:
    """The server of that address. :raises ImproperlyConfigured: it is no such address, or a password would be sent in
    the clear. What the address holds is not repeated, since it may be a password."""
    if not address:
        return Server()
    parts, port = _parts(address)
    found = Server(
        parts.hostname or "",
        port or _PORTS[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        ssl=parts.scheme == "smtps",
        starttls=parts.scheme == "starttls",
    )
    if found.password and parts.scheme == "smtp" and not _is_here(found.host):
        raise ImproperlyConfigured(
            "TILSTEDE_MAIL would send a password in the clear; use starttls:// or smtps://"
        )
    return found


def _parts(address: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            "TILSTEDE_MAIL is written like starttls://user:password@mail.example:587; smtp:// is without"
            " encryption, smtps:// with it from the start"
        )
    return parts, port


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
