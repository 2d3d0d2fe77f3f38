"""The author's own signature, kept with each record it covers so that anyone can check it later.

An account signs the root of a tree of all its records (atproto.com/specs/repository). A kept item holds the record as
JSON, and beside it::

    "proof": {
      "rev":    revision of the commit,
      "commit": the signed commit, base64 of its DAG-CBOR,
      "nodes":  the blocks of the tree from the root down to the record, base64,
      "key":    the did:key that signed it, from the id's document when it was read; absent where nobody could be asked
    }

`check` holds record, tree, commit and signature to each other, with no network. Whether that key was the account's at
that time is in the id's own log (``plc.directory/DID/log/audit``).
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import dataclass
from typing import Any

from tilstede.networks.bluesky import dagjson, names
from tilstede.networks.bluesky.car import Cid, cid_of, decoded, written
from tilstede.networks.bluesky.reading import Refusal, line, load, part
from tilstede.networks.bluesky.repository import Entry, Node, Repository, rows_of
from tilstede.networks.bluesky.signature import signed


class Unproven(ValueError):
    """Why an item's proof does not hold; the text says what."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What an item proves. ``cid``: of the record, ``""`` where it is proved that there is none. ``key``: who signed,
    ``""`` where no key was kept: then all but the signature holds."""

    uri: str
    cid: str
    rev: str
    key: str


def proof(repository: Repository, nodes: tuple[Node, ...], key: str) -> dict[str, Any]:
    """What shows that a record is in a repository, or that it is not."""
    kept = {"rev": repository.rev, "commit": repository.commit, "nodes": nodes}
    return kept | ({"key": key} if key else {})


def item(repository: Repository, entry: Entry, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record as its server would list it, and its proof.

    :raises Missing: it is not in the file. :raises Refusal: its bytes are not what they should be.
    """
    value = dagjson.to_json(decoded(repository.car.block(entry.cid)))
    uri = f"at://{repository.did}/{entry.key}"
    record = {"uri": uri, "cid": written(entry.cid), "value": value}
    return record, proof(repository, entry.nodes, key)


def check(raw: bytes, key: str = "") -> Checked:
    """What a kept item proves. ``key``: a ``did:key`` from elsewhere to hold it to.

    :raises Unproven: it does not hold, or there is no proof.
    """
    try:
        return _check(load(raw), key)
    except (Refusal, binascii.Error) as error:
        raise Unproven(str(error)) from error


def _check(item: dict[str, Any], key: str) -> Checked:
    kept = part(item, "proof")
    record = part(item, "record")
    uri = line(record.get("uri") or item.get("gone"), {})
    at = names.record(uri)
    if not kept or at is None:
        raise Unproven("no proof was kept with it")
    commit = decoded(b64decode(str(kept.get("commit"))))
    if not isinstance(commit, dict) or commit.get("did") != at.did:
        raise Unproven("the commit is of another account")
    cid = _record_cid(record)
    if _led_to(commit.get("data"), kept.get("nodes"), f"{at.collection}/{at.rkey}") != cid:
        raise Unproven("the tree has another record there" if cid else "the tree has it")
    key = key or line(kept.get("key"), {})
    if key and not signed(commit, key):
        raise Unproven(f"the commit is not signed by {key}")
    return Checked(uri, written(cid) if cid else "", str(commit.get("rev", "")), key)


def _record_cid(record: dict[str, Any]) -> Cid | None:
    if not record:
        return None
    try:
        cid = cid_of(dagjson.to_block(record.get("value")))
    except (ValueError, TypeError) as error:
        raise Unproven(f"the record cannot be written as DAG-CBOR: {error}") from error
    if written(cid) != record.get("cid"):
        raise Unproven("the record is not what its content id says")
    return cid


def _led_to(root: Any, nodes: Any, key: str) -> Cid | None:
    """What the tree has under a key, from node to node; each must be the one that the node above names."""
    wanted, below = key.encode(), root
    for text in nodes if isinstance(nodes, list) else ():
        block = b64decode(str(text))
        if cid_of(block) != below:
            raise Unproven("a node is not the one that its root names")
        below, rows = rows_of(decoded(block))
        for here, value, right in rows:
            if here == wanted:
                return value
            if here > wanted:
                break
            below = right
    if below is not None:
        raise Unproven("the nodes do not reach to where the record should be")
    return None
