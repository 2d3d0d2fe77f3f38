"""Who we are to servers of the AT Protocol: an address of ours, where a document says so.

Source: atproto.com/specs/oauth, "Client ID Metadata Document" (read 23 November 2026). The name of the key that a login
shows itself by (RFC 7523) stands in that address, so that each login has a key of its own, and nothing is kept for the
document: logins of those who show a key last two years instead of two weeks. Codes come back to the one address of
ours alone, whoever made a key.

Programs on a person's own machine have a name that all servers know: ``http://localhost``, with where they are to be
answered; they show no key.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlencode, urlsplit

from tilstede.networks.bluesky.login import Key, public
from tilstede.networks.kit.access import client_address
from tilstede.networks.kit.contract import Rejected

#: All an app password lets us do, and no private messages.
SCOPE: Final = "atproto transition:generic"
_SHOWS: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#: A code is typed in, instead of coming back to an address.
_TYPED: Final = "urn:ietf:wg:oauth:2.0:oob"
_HERE: Final = frozenset({"127.0.0.1", "::1"})
_NUMBERS: Final = re.compile(r"[\d.]+|.*:.*")


class Client(NamedTuple):
    """``name``: the address. ``back``: where the person comes back to. ``key``: None for one that shows none."""

    name: str
    back: str
    key: Key | None = None

    @classmethod
    def opened(cls, kept: Mapping[str, str]) -> Self:
        """:raises ValueError: its key cannot be read."""
        key = kept.get("client-key", "")
        return cls(kept["client"], kept.get("back", ""), Key.opened(key) if key else None)

    @property
    def kept(self) -> dict[str, str]:
        key = {"client-key": self.key.kept} if self.key else {}
        return {"client": self.name, "back": self.back, **key}

    def shown_to(self, issuer: str) -> dict[str, str]:
        """What goes along with every question, to show who asks."""
        if self.key is None:
            return {"client_id": self.name}
        now = int(time.time())
        claims = {
            "iss": self.name,
            "sub": self.name,
            "aud": issuer,
            "jti": secrets.token_urlsafe(16),
            "iat": now,
            "exp": now + 60,
        }
        shown = self.key.signed(claims, {"kid": self.key.name})
        return {
            "client_id": self.name,
            "client_assertion_type": _SHOWS,
            "client_assertion": shown,
        }


def of(back: str) -> Client:
    """Who we are, by the address that a person comes back to. :raises Rejected: no server would believe it."""
    parts = urlsplit("http://127.0.0.1/" if is_typed(back) else back)
    if parts.scheme == "http" and parts.hostname in _HERE:
        told = urlencode({"redirect_uri": parts.geturl(), "scope": SCOPE})
        return Client(f"http://localhost?{told}", parts.geturl())
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or _NUMBERS.fullmatch(host):
        raise Rejected("Bluesky asks for a public address of ours (https): use an app password")
    key = Key.new()
    return Client(client_address(back, "bluesky", key.name), back, key)


def is_typed(back: str) -> bool:
    """Whether the answer is typed in by a person."""
    return back == _TYPED


def document(name: str, back: str) -> dict[str, Any]:
    """What is said of us at the address with that name in it. :raises ValueError: it is no key's name."""
    key = {**public(name), "kid": name, "use": "sig", "alg": "ES256"}
    parts = urlsplit(back)
    return {
        "client_id": client_address(back, "bluesky", name),
        "client_name": "tilstede",
        "client_uri": f"{parts.scheme}://{parts.netloc}",
        "redirect_uris": [back],
        "scope": SCOPE,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "application_type": "web",
        "token_endpoint_auth_method": "private_key_jwt",
        "token_endpoint_auth_signing_alg": "ES256",
        "dpop_bound_access_tokens": True,
        "jwks": {"keys": [key]},
    }
