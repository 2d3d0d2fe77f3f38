"""How a request shows whose it is: by a token alone, or by one that is bound to a key of ours (RFC 9449, DPoP).

A server gives numbers (nonces) that proofs must bear for some minutes; one that is too old is answered with the next.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, Self
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from tilstede.networks.bluesky.reading import Refusal, load
from tilstede.networks.kit.contract import Expired

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Response

#: A server's word that its number was an old one (RFC 9449, 8).
_NEXT: Final = "use_dpop_nonce"
#: Servers whose last number is remembered.
_REMEMBERED: Final = 1_000
_nonces: OrderedDict[str, str] = OrderedDict()


class Login(Protocol):
    """What goes along with each request to a server."""

    def headers(self, method: str, url: str) -> dict[str, str]:
        """For this request alone."""

    def is_to_be_asked_again(self, answer: Response) -> bool:
        """Whether nothing was done, and the same request with new headers is what the server wants."""


class Bearer:
    """A token that counts for whoever has it (RFC 6750)."""

    def __init__(self, token: str) -> None:
        self._token = token

    def headers(self, method: str, url: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def is_to_be_asked_again(self, answer: Response) -> bool:
        return False


class Key:
    """A key on P-256, which every server of the AT Protocol takes (ES256; atproto.com/specs/oauth, 2026)."""

    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private

    @classmethod
    def new(cls) -> Self:
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def opened(cls, kept: str) -> Self:
        """:raises ValueError: it is none."""
        found = load_pem_private_key(kept.encode(), None)
        if not isinstance(found, ec.EllipticCurvePrivateKey):
            raise ValueError("a key of another kind")
        return cls(found)

    @property
    def kept(self) -> str:
        """As it is kept, secret."""
        form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self._private.private_bytes(*form).decode()

    @property
    def name(self) -> str:
        """Its public point, written to stand in an address."""
        form = (Encoding.X962, PublicFormat.CompressedPoint)
        return _base64url(self._private.public_key().public_bytes(*form))

    def signed(self, claims: Mapping[str, Any], header: Mapping[str, Any]) -> str:
        """A JSON Web Token (RFC 7519)."""
        return jwt.encode(dict(claims), self._private, algorithm="ES256", headers=dict(header))

    def proof(self, method: str, url: str, nonce: str = "", token: str = "") -> str:
        """That whoever asks this has the key (RFC 9449, 4.2)."""
        claims: dict[str, Any] = {
            "jti": secrets.token_urlsafe(16),
            "htm": method,
            "htu": url.partition("?")[0].partition("#")[0],
            "iat": int(time.time()),
        }
        if nonce:
            claims["nonce"] = nonce
        if token:
            claims["ath"] = _base64url(hashlib.sha256(token.encode()).digest())
        return self.signed(claims, {"typ": "dpop+jwt", "jwk": public(self.name)})


def public(name: str) -> dict[str, str]:
    """The public key of that name as a JSON Web Key (RFC 7517). :raises ValueError: it is none."""
    point = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4))
    numbers = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point).public_numbers()
    x, y = (_base64url(one.to_bytes(32, "big")) for one in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


class Bound:
    """A token that counts only with proofs by its key; or, without a token, the asking for one."""

    def __init__(self, key: Key, token: str = "") -> None:
        self._key = key
        self._token = token

    def headers(self, method: str, url: str) -> dict[str, str]:
        proof = self._key.proof(method, url, _nonces.get(_site(url), ""), self._token)
        told = {"Authorization": f"DPoP {self._token}"} if self._token else {}
        return {"DPoP": proof, **told}

    def is_to_be_asked_again(self, answer: Response) -> bool:
        nonce = answer.headers.get("dpop-nonce", "")
        if not nonce:
            return False
        _remember(_site(answer.url), nonce)
        return answer.status in (400, 401) and _wants_next(answer)


def of(access: Access) -> Login:
    """The login to an account's server. :raises Expired: there is none."""
    token = access.secrets.get("access", "")
    if not token:
        raise Expired("the account is not connected")
    key = access.secrets.get("key", "")
    try:
        return Bound(Key.opened(key), token) if key else Bearer(token)
    except ValueError as error:
        raise Expired("the key of the login cannot be read") from error


def _wants_next(answer: Response) -> bool:
    try:
        return load(answer.content).get("error") == _NEXT
    except Refusal:
        return _NEXT in answer.headers.get("www-authenticate", "")


def _remember(site: str, nonce: str) -> None:
    _nonces[site] = nonce
    _nonces.move_to_end(site)
    if len(_nonces) > _REMEMBERED:
        _nonces.popitem(last=False)


def _site(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
