"""Whether a commit is signed by the holder of a key.

Source: atproto.com/specs/cryptography (2026): ECDSA over SHA-256 with secp256k1 or P-256, 64 bytes, low-S only. As the
SDK's `verify_signature` does it, but a key is read once and not for every commit, which takes as long as the check; and
secp256k1, which nearly all accounts have, is left to the library that was made for it: a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

import coincurve
import libipld
from atproto_core.exceptions import AtProtocolError
from atproto_crypto.algs.p256 import P256
from atproto_crypto.consts import SECP256K1_JWT_ALG
from atproto_crypto.did import parse_did_key
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

#: Given the two numbers of a signature and what was signed.
_Check = Callable[[int, int, bytes], bool]
_HOW: Final = ECDSA(SHA256())


def signed(commit: dict[str, Any], key: str) -> bool:
    """Whether the holder of a ``did:key`` signed it. False too where key or signature are no such thing."""
    bare = {name: value for name, value in commit.items() if name != "sig"}
    sig = commit.get("sig")
    if not isinstance(sig, bytes) or len(sig) != 64:
        return False
    r, s = int.from_bytes(sig[:32], "big"), int.from_bytes(sig[32:], "big")
    try:
        return _check(key)(r, s, libipld.encode_dag_cbor(bare))
    except (AtProtocolError, ValueError):
        return False


@lru_cache(maxsize=1_000)
def _check(key: str) -> _Check:
    """:raises AtProtocolError: it is none. :raises ValueError: nor a point on its curve."""
    parsed = parse_did_key(key)
    if parsed.jwt_alg == SECP256K1_JWT_ALG:
        return _by_secp256k1(coincurve.PublicKey(parsed.key_bytes))
    return _by_p256(P256().get_elliptic_curve_public_key(parsed.key_bytes))


def _by_secp256k1(public: coincurve.PublicKey) -> _Check:
    """The library refuses high S by itself (secp256k1.h, secp256k1_ecdsa_verify)."""

    def check(r: int, s: int, message: bytes) -> bool:
        return bool(public.verify(encode_dss_signature(r, s), message))

    return check


def _by_p256(public: EllipticCurvePublicKey) -> _Check:
    highest = P256().curve_order // 2  # above it lies a second signature that anyone can make

    def check(r: int, s: int, message: bytes) -> bool:
        if s > highest:
            return False
        try:
            public.verify(encode_dss_signature(r, s), message, _HOW)
        except InvalidSignature:
            return False
        return True

    return check
