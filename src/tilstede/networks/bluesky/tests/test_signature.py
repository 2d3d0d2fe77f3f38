"""Commits are held to keys of both curves, and to the one signature that its holder made."""

from __future__ import annotations

from typing import Any

import libipld
import pytest
from atproto_crypto.did import format_did_key
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tilstede.networks.bluesky.signature import signed

ORDERS = {
    "ES256K": 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141,
    "ES256": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
}
CURVES: dict[str, ec.EllipticCurve] = {"ES256K": ec.SECP256K1(), "ES256": ec.SECP256R1()}
BARE = {"did": "did:plc:x", "version": 3, "rev": "3molzwoxc2222", "prev": None}


def numbers(kind: str) -> tuple[str, int, int]:
    """A key, and its holder's signature with S in the lower half."""
    private = ec.generate_private_key(CURVES[kind])
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    r, s = decode_dss_signature(private.sign(libipld.encode_dag_cbor(BARE), ec.ECDSA(SHA256())))
    return format_did_key(kind, point), r, min(s, ORDERS[kind] - s)


def commit(r: int, s: int, **other: Any) -> dict[str, Any]:
    return {**BARE, **other, "sig": r.to_bytes(32, "big") + s.to_bytes(32, "big")}


@pytest.mark.parametrize("kind", sorted(CURVES))
def test_only_what_was_signed_holds(kind: str) -> None:
    key, r, s = numbers(kind)
    assert signed(commit(r, s), key)
    assert not signed(commit(r, s, rev="3molzwoxc2223"), key)
    assert not signed(commit(r, s), numbers(kind)[0])


@pytest.mark.parametrize("kind", sorted(CURVES))
def test_the_second_signature_that_anyone_can_make_does_not_hold(kind: str) -> None:
    key, r, s = numbers(kind)
    assert not signed(commit(r, ORDERS[kind] - s), key)


@pytest.mark.parametrize("kind", sorted(CURVES))
@pytest.mark.parametrize(("r", "s"), [(0, 0), (0, 1), (1, 0), (2**256 - 1, 1), (1, 2**256 - 1)])
def test_numbers_that_are_no_signature(kind: str, r: int, s: int) -> None:
    assert not signed(commit(r, s), numbers(kind)[0])


@pytest.mark.parametrize("sig", [None, "", b"", b"\0" * 63, b"\0" * 65])
def test_what_is_no_signature(sig: object) -> None:
    assert not signed({**BARE, "sig": sig}, numbers("ES256K")[0])
