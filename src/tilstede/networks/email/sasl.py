"""Showing a token to a mail server: OAUTHBEARER (RFC 7628), and XOAUTH2 as Google and Microsoft had it before.

Source of the latter: developers.google.com/workspace/gmail/imap/xoauth2-protocol (read 23 November 2026).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from tilstede.networks.kit.errors import Rejected
from tilstede.networks.kit.jsonfields import Fields, Refusal, load

if TYPE_CHECKING:
    from tilstede.networks.email.servers import Server

#: The better first.
MECHANISMS: Final = ("OAUTHBEARER", "XOAUTH2")
#: What is said to a server that has told why it does not let us in, so that it goes on to refuse.
_SEEN: Final = {"OAUTHBEARER": b"\x01", "XOAUTH2": b""}
#: Questions a server may have before it is taken to talk nonsense.
MOST: Final = 3


class Showing:
    """One try. ``said``: why the server does not let us in, in its own words; "" until it tells."""

    def __init__(self, offered: Collection[str], user: str, token: str, server: Server) -> None:
        """``offered``: the server's SASL mechanisms. :raises Rejected: it takes no token."""
        found = next((one for one in MECHANISMS if one in offered), None)
        if found is None:
            raise Rejected(f"{server} offers no way to sign in with OAuth")
        self.mechanism = found
        self.said = ""
        self._first: bytes | None = _message(found, user, token, server)

    def answer(self, challenge: bytes) -> bytes:
        """What the server is told next: first the token, then that its refusal was heard."""
        if self._first is not None:
            message, self._first = self._first, None
            return message
        self.said = _why(challenge)
        return _SEEN[self.mechanism]


def _message(mechanism: str, user: str, token: str, server: Server) -> bytes:
    if mechanism == "XOAUTH2":
        return f"user={user}\x01auth=Bearer {token}\x01\x01".encode()
    name = user.replace("=", "=3D").replace(",", "=2C")
    at = f"host={server.host}\x01port={server.port}"
    return f"n,a={name},\x01{at}\x01auth=Bearer {token}\x01\x01".encode()


def _why(challenge: bytes) -> str:
    """The status and the scope that is wanted (RFC 7628, 3.2.2)."""
    try:
        told = Fields(load(challenge))
    except Refusal:
        return ""
    return " ".join(filter(None, (told.line("status"), told.line("scope"))))
