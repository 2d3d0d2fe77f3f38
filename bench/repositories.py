"""Repositories of the AT Protocol, made: a tree of records as its servers make it, signed, as a CAR file; and the same
records as frames of a firehose, one commit each.

Source: atproto.com/specs/repository (2026).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import libipld
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench import posts
from tilstede.networks.bluesky import names
from tilstede.networks.bluesky.car import Cid, cid_of

DID = "did:plc:mrv2ho4hqtyzbpxpnlbvy3bu"
_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)
#: secp256k1-pub (multicodec table), as a varint.
_MULTICODEC = b"\xe7\x01"

Blocks = dict[Cid, bytes]


class Entry(NamedTuple):
    """A record's key, height in the tree, content id."""

    key: bytes
    height: int
    cid: Cid


class Account:
    """Who signs. The key is the same in every run, so that the files are."""

    def __init__(self) -> None:
        self._key = ec.derive_private_key(0xB1E5, ec.SECP256K1())
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        self.multikey = libipld.encode_multibase("z", _MULTICODEC + point)

    @property
    def document(self) -> dict[str, Any]:
        """The id's document, as the directory would give it."""
        method = {"id": f"{DID}#atproto", "type": "Multikey", "publicKeyMultibase": self.multikey}
        return {"id": DID, "alsoKnownAs": ["at://fjordvik.example"], "verificationMethod": [method]}

    def commit(self, data: Cid, rev: str) -> bytes:
        """The signed root of a tree."""
        bare = {"did": DID, "version": 3, "data": data, "rev": rev, "prev": None}
        r, s = decode_dss_signature(
            self._key.sign(libipld.encode_dag_cbor(bare), ec.ECDSA(SHA256()))
        )
        s = min(s, _ORDER - s)
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
        return bytes(libipld.encode_dag_cbor({**bare, "sig": signature}))


def records(count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Posts under their keys, a minute apart."""
    for made in posts.some(0, count, count):
        at = _BEGINNING + timedelta(minutes=made.number)
        value: dict[str, Any] = {
            "$type": names.POST,
            "text": made.text[:300],
            "langs": [made.language],
            "createdAt": at.isoformat().replace("+00:00", "Z"),
        }
        yield f"{names.POST}/{names.tid(at, made.number % 1024)}", value


def write(path: Path, count: int) -> None:
    """A repository as a file, and its id's document beside it."""
    blocks, entries = _made(records(count))
    root = _tree(entries, blocks)
    commit = Account().commit(root, names.tid(_BEGINNING + timedelta(days=900)))
    path.write_bytes(_car(cid_of(commit), {cid_of(commit): commit, **blocks}))
    path.with_name("did.json").write_text(json.dumps(Account().document))


def frames(count: int) -> Iterator[bytes]:
    """A commit for each record, each with a small tree of its own: as an account's that begins anew."""
    account = Account()
    for number, (key, value) in enumerate(records(count), 1):
        blocks, entries = _made([(key, value)])
        root = _tree(entries, blocks)
        rev = key.rpartition("/")[2]
        commit = account.commit(root, rev)
        body = {
            "seq": number,
            "repo": DID,
            "rev": rev,
            "since": None,
            "commit": cid_of(commit),
            "blocks": _car(cid_of(commit), {cid_of(commit): commit, **blocks}),
            "blobs": [],
            "ops": [{"action": "create", "path": key, "cid": entries[0].cid}],
            "rebase": False,
            "time": value["createdAt"],
            "tooBig": False,
        }
        yield libipld.encode_dag_cbor({"op": 1, "t": "#commit"}) + libipld.encode_dag_cbor(body)


def _made(written: Iterable[tuple[str, dict[str, Any]]]) -> tuple[Blocks, list[Entry]]:
    blocks: Blocks = {}
    entries = []
    for key, value in written:
        block = bytes(libipld.encode_dag_cbor(value))
        cid = cid_of(block)
        blocks[cid] = block
        entries.append(Entry(key.encode(), _height(key.encode()), cid))
    return blocks, sorted(entries)


def _height(key: bytes) -> int:
    """Pairs of zero bits that the key's hash begins with."""
    digest = int.from_bytes(sha256(key).digest(), "big")
    return (256 - digest.bit_length()) // 2


def _tree(entries: list[Entry], blocks: Blocks) -> Cid:
    """The tree's root; its nodes are added to the blocks."""
    highest = max(entry.height for entry in entries)
    root = _node(entries, highest, blocks)
    assert root is not None
    return root


def _node(entries: list[Entry], height: int, blocks: Blocks) -> Cid | None:
    """The node over these entries, at this height; None over none."""
    if not entries:
        return None
    left, rows, below = None, [], []
    before = b""
    for entry in entries:
        if entry.height < height:
            below.append(entry)
            continue
        under = _node(below, height - 1, blocks)
        if rows:
            rows[-1]["t"] = under
        else:
            left = under
        below = []
        shared = _shared(before, entry.key)
        rows.append({"p": shared, "k": entry.key[shared:], "v": entry.cid, "t": None})
        before = entry.key
    under = _node(below, height - 1, blocks)
    if rows:
        rows[-1]["t"] = under
    else:
        left = under
    block = bytes(libipld.encode_dag_cbor({"l": left, "e": rows}))
    cid = cid_of(block)
    blocks[cid] = block
    return cid


def _shared(one: bytes, other: bytes) -> int:
    for place, (here, there) in enumerate(zip(one, other, strict=False)):
        if here != there:
            return place
    return min(len(one), len(other))


def _car(root: Cid, blocks: Blocks) -> bytes:
    """CAR version 1 (ipld.io/specs/transport/car/carv1)."""
    header = libipld.encode_dag_cbor({"roots": [root], "version": 1})
    parts = [_varint(len(header)), header]
    for cid, block in blocks.items():
        parts += [_varint(len(cid) + len(block)), cid, block]
    return b"".join(parts)


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)
