"""Whether a commit is signed by the holder of a key.

Source: atproto.com/specs/cryptography (2026): ECDSA over SHA-256 with secp256k1 or P-256, 64 bytes, low-S only. As the
SDK's `verify_signature` does it, but a key is read once and not for every commit, which takes as long as the check.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple

import libipld
from atproto_core.exceptions import AtProtocolError
from atproto_crypto.algs import ALGORITHM_TO_CLASS
from atproto_crypto.did import parse_did_key
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

_HOW: Final = ECDSA(SHA256())


class _Key(NamedTuple):
    public: EllipticCurvePublicKey
    highest: (
        int  #: that S may be; above it lies a second signature that anyone can make of the first
    )


def signed(commit: dict[str, Any], key: str) -> bool:
    """Whether the holder of a ``did:key`` signed it. False too where key or signature are no such thing."""
    bare = {name: value for name, value in commit.items() if name != "sig"}
    sig = commit.get("sig")
    if not isinstance(sig, bytes) or len(sig) != 64:
        return False
    r, s = (int.from_bytes(half, "big") for half in (sig[:32], sig[32:]))
    try:
        found = _key(key)
        if s > found.highest:
            return False
        found.public.verify(encode_dss_signature(r, s), libipld.encode_dag_cbor(bare), _HOW)
    except (AtProtocolError, InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=1_000)
def _key(key: str) -> _Key:
    """:raises AtProtocolError: it is none. :raises ValueError: nor a point on its curve."""
    parsed = parse_did_key(key)
    kind = ALGORITHM_TO_CLASS[parsed.jwt_alg]()
    return _Key(kind.get_elliptic_curve_public_key(parsed.key_bytes), kind.curve_order // 2)
