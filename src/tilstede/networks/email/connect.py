"""How a mailbox is connected: an address, a password made for us alone where the server has such, and the two
servers.

Whatever is wrong is said in words; nothing is kept before both servers have let us in. Source: RFC 8314 (encryption),
RFC 6186 (servers told by the domain).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from tilstede.core.post import Author
from tilstede.networks.email import servers, srv
from tilstede.networks.email.mailbox import Mailbox
from tilstede.networks.email.servers import Box, Server, box_of
from tilstede.networks.email.submit import Submission
from tilstede.networks.kit.access import Access, Asked, Permission, Tested, Visit, Way
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

_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"()]+")
_SENDING: Final = ("send", "reply", "media", "alt")


class Connecting:
    """See `kit.access.Connector`."""

    ways: tuple[Way, ...] = (
        Way(
            "mailbox",
            (
                Asked("email", example="post@fjordvik.example"),
                Asked("password", secret=True),
                Asked("name", optional=True, example="Fjordvik kommune"),
                Asked("user", optional=True, example="post@fjordvik.example"),
                Asked("imap", optional=True, example="imap.fjordvik.example:993"),
                Asked("smtp", optional=True, example="smtp.fjordvik.example:587"),
                Asked("folders", optional=True, example="INBOX, Sent"),
            ),
            (
                Permission("IMAP", ("fetch", "mentions", "stream", "login")),
                Permission("SMTP", _SENDING),
            ),
            "RFC 3501, RFC 6409 (2026-11-22)",
        ),
    )

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        """Try both servers with what was typed in, and keep those that let us in.

        :raises Refused: not with this password. :raises Rejected: it cannot be used as typed. :raises Unreachable:
        """
        if way != "mailbox":
            raise Rejected(f"a mailbox is not connected by {way}")
        address = given.get("email", "").strip().lower()
        if not _ADDRESS.fullmatch(address):
            raise Rejected(f"{address!r} is no e-mail address")
        wanted = {
            kind: _candidates(given.get(kind, ""), kind, address) for kind in ("imap", "smtp")
        }
        told = {name: given.get(name, "").strip() for name in ("name", "user", "folders")}
        box = Box(
            address=address,
            name=" ".join(told["name"].split()),
            user=told["user"] or address,
            password=given.get("password", "").strip("\r\n"),
            imap=wanted["imap"][0],
            smtp=wanted["smtp"][0],
            folders=servers.folders(told["folders"]),
        )
        return _connected(box, wanted["imap"], wanted["smtp"], http)

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        raise Rejected("a password is typed in; nobody is sent anywhere")

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        """The same: a password lasts."""
        return access

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        """Both servers are asked. :raises Expired: the mailbox lets us in no more. :raises Unreachable:"""
        box = box_of(access)
        with Mailbox(box, http) as mailbox:
            _check_folders(mailbox, box)
        lacking: tuple[str, ...] = ()
        try:
            with Submission(box, http):
                pass
        except Refused:
            lacking = _SENDING
        return Tested(Author(id=access.account_id, handle=box.address, name=box.name), lacking)

    def end(self, access: Access, http: Http) -> None:
        """Nothing: an app password is taken back where it was made."""


def _candidates(typed: str, kind: str, address: str) -> list[Server]:
    """As typed in, else as the address' domain says. :raises Rejected: nobody says which."""
    if typed.strip():
        return servers.parse(typed, kind)
    domain = address.rpartition("@")[2]
    if found := srv.servers(domain, kind):
        return found
    raise Rejected(f"{domain} does not say which {kind.upper()} server it has: type it in")


def _connected(box: Box, imap: list[Server], smtp: list[Server], http: Http) -> Access:
    reading = _first(box, "imap", imap, http)
    sending = _first(reading, "smtp", smtp, http)
    return Access(
        network="email",
        account_id=f"mailto:{box.address}",
        handle=box.address,
        server=servers.written(sending.imap, "imap"),
        secrets={
            "user": box.user,
            "password": box.password,
            "name": box.name,
            "imap": servers.written(sending.imap, "imap"),
            "smtp": servers.written(sending.smtp, "smtp"),
            "folders": ", ".join(box.folders),
        },
        scopes=("IMAP", "SMTP"),
    )


def _first(box: Box, kind: str, wanted: list[Server], http: Http) -> Box:
    """The mailbox with the first of these servers that lets us in. :raises NetworkError: none does; of the first."""
    failures: list[Unreachable | Forbidden] = []
    for server in wanted:
        tried = _with(box, kind, server)
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
            _check_folders(mailbox, box)
    else:
        with Submission(box, http):
            pass


def _check_folders(mailbox: Mailbox, box: Box) -> None:
    """:raises Rejected: a folder that is to be read is not there."""
    for name in box.folders:
        try:
            mailbox.open(name)
        except NotFound as error:
            there = ", ".join(mailbox.names())
            raise Rejected(f"there is no folder {name}; there are {there}") from error


def _with(box: Box, kind: str, server: Server) -> Box:
    return replace(box, imap=server) if kind == "imap" else replace(box, smtp=server)
