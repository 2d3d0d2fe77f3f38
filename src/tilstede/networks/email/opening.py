"""Letting both servers of a mailbox try what a person gave, before anything is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from tilstede.networks.email import servers, srv
from tilstede.networks.email.mailbox import Mailbox
from tilstede.networks.email.servers import Box, Server
from tilstede.networks.email.submit import Submission
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import (
    Expired,
    Forbidden,
    NotFound,
    Refused,
    Rejected,
    Unreachable,
)

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

KINDS: Final = ("imap", "smtp")


def candidates(typed: str, kind: str, address: str) -> list[Server]:
    """As typed in, else as the address' domain says. :raises Rejected: nobody says which."""
    if typed.strip():
        return servers.parse(typed, kind)
    domain = address.rpartition("@")[2]
    if found := srv.servers(domain, kind):
        return found
    raise Rejected(f"{domain} does not say which {kind.upper()} server it has: type it in")


def opened(box: Box, wanted: Mapping[str, list[Server]], http: Http) -> Box:
    """The mailbox with the first servers of each kind that let us in. :raises NetworkError: none does; of the first."""
    for kind in KINDS:
        box = _first(box, kind, wanted[kind], http)
    return box


def access(box: Box, secret: Mapping[str, str]) -> Access:
    """The login to a mailbox that was opened, by ``secret``."""
    imap, smtp = (servers.written(getattr(box, kind), kind) for kind in KINDS)
    return Access(
        network="email",
        account_id=f"mailto:{box.address}",
        handle=box.address,
        server=imap,
        secrets={
            "user": box.user,
            "name": box.name,
            "imap": imap,
            "smtp": smtp,
            "folders": ", ".join(box.folders),
            **secret,
        },
        scopes=("IMAP", "SMTP"),
    )


def check_folders(mailbox: Mailbox, box: Box) -> None:
    """:raises Rejected: a folder that is to be read is not there."""
    for name in box.folders:
        try:
            mailbox.open(name)
        except NotFound as error:
            there = ", ".join(mailbox.names())
            raise Rejected(f"there is no folder {name}; there are {there}") from error


def _first(box: Box, kind: str, wanted: list[Server], http: Http) -> Box:
    failures: list[Unreachable | Forbidden] = []
    for server in wanted:
        tried = replace(box, imap=server) if kind == "imap" else replace(box, smtp=server)
        try:
            _open(tried, kind, http)
        except (Unreachable, Forbidden) as error:
            failures.append(error)
        except Expired as error:
            raise Refused(error.detail) from error
        else:
            return tried
    raise failures[0]


def _open(box: Box, kind: str, http: Http) -> None:
    if kind == "imap":
        with Mailbox(box, http) as mailbox:
            check_folders(mailbox, box)
    else:
        with Submission(box, http):
            pass
