"""Where a mailbox is read and where letters are handed in, as a person types it, and what a login holds of it.

Encryption from the start is the rule (RFC 8314); a server that only begins it later must be told so, and then it must
begin. Without encryption only services on this machine are spoken to, when the operator has named them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import Rejected

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

Way = Literal["tls", "starttls", "plain"]

_WRITTEN: Final = re.compile(r"(?:(\w+)://)?(\[[0-9a-fA-F:]+\]|[^\s:/@\[\]]+)(?::(\d{1,5}))?/?")
_SCHEMES: Final[dict[str, Way]] = {
    "imaps": "tls",
    "smtps": "tls",
    "imap": "plain",
    "smtp": "plain",
    "starttls": "starttls",
}
#: The ports of RFC 8314 and RFC 6409 -> how one begins there.
_PORTS: Final[dict[int, Way]] = {993: "tls", 465: "tls", 143: "starttls", 587: "starttls"}
USUAL: Final[dict[str, tuple[int, ...]]] = {"imap": (993, 143), "smtp": (465, 587)}


@dataclass(frozen=True, slots=True)
class Server:
    """``way``: when encryption begins."""

    host: str
    port: int
    way: Way

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Box:
    """A connected mailbox. ``folders``: those that are read, empty for the usual. ``token``: what lets us in instead of
    a password, where its provider gives such (OAuth)."""

    address: str
    name: str
    user: str
    password: str
    imap: Server
    smtp: Server
    folders: tuple[str, ...] = ()
    token: str = ""


def parse(written: str, kind: str) -> list[Server]:
    """The servers that may be meant, in the order they are to be tried. ``kind``: ``imap`` or ``smtp``.

    :raises Rejected: it names no server.
    """
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or (found[1] and found[1].lower() not in _SCHEMES):
        raise Rejected(
            f"{written!r} is no server: write imap.fjordvik.example or imap.fjordvik.example:993"
        )
    scheme, host, port = found.groups()
    ports = (int(port),) if port else USUAL[kind]
    if not all(0 < one < 65_536 for one in ports):
        raise Rejected(f"{written!r} has no such port")
    if scheme:
        way = _SCHEMES[scheme.lower()]
        usual = tuple(one for one in ports if port or _PORTS[one] == way) or ports[-1:]
        return [Server(host.strip("[]"), usual[0], way)]
    return [Server(host.strip("[]"), one, _PORTS.get(one, "tls")) for one in ports]


def written(server: Server, kind: str) -> str:
    """The server so that `parse` gives it alone."""
    scheme = {"tls": f"{kind}s", "plain": kind, "starttls": "starttls"}[server.way]
    host = f"[{server.host}]" if ":" in server.host else server.host
    return f"{scheme}://{host}:{server.port}"


def check(server: Server, http: Http) -> None:
    """:raises Rejected: a password or a token would go in the clear to another machine."""
    if server.way == "plain" and not http.tcp.allows_plain(server.host, server.port):
        raise Rejected(f"{server} is on another machine: it must be spoken to with encryption")


def box_of(access: Access) -> Box:
    """:raises Rejected: the login holds no mailbox."""
    held: Mapping[str, str] = access.secrets
    try:
        return Box(
            address=access.handle,
            name=held.get("name", ""),
            user=held["user"],
            password="" if "access-token" in held else held["password"],
            imap=parse(held["imap"], "imap")[0],
            smtp=parse(held["smtp"], "smtp")[0],
            folders=folders(held.get("folders", "")),
            token=held.get("access-token", ""),
        )
    except KeyError as error:
        raise Rejected(f"the login lacks {error}: connect the mailbox again") from error


def folders(written: str) -> tuple[str, ...]:
    """Names of folders, with commas between."""
    return tuple(dict.fromkeys(filter(None, (name.strip() for name in written.split(",")))))
