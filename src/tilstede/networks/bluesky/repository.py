"""An account's repository: its records, sorted by key in a tree whose root the account has signed.

Source: atproto.com/specs/repository and /cryptography (2026): commit, Merkle search tree, low-S signatures.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Collection, Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

import msgspec

from tilstede.networks.bluesky.car import Car, Cid, Missing, decoded, written
from tilstede.networks.bluesky.reading import Refusal
from tilstede.networks.bluesky.signature import signed

#: A tree of 2^64 records is half as deep.
_DEEPEST: Final = 64
#: Those before the third have no revision.
_VERSIONS: Final = (2, 3)


#: A block in base64, as JSON: written once, for every record that stands below it.
Node = msgspec.Raw


class Entry(NamedTuple):
    """A record's place in the tree. ``nodes``: the blocks from the root down to where it stands."""

    key: str
    cid: Cid
    nodes: tuple[Node, ...]


class Repository:
    """What a CAR file holds of a repository: all of it, or the part that has changed."""

    def __init__(self, car: Car) -> None:
        """:raises Refusal: its root is no commit."""
        self.car = car
        self.absent = 0  #: parts of the tree that were walked to, and are not in the file
        try:
            self.block = car.block(car.root)
        except Missing:
            raise Refusal("cut-off", "the commit is not in the file") from None
        commit = decoded(self.block)
        self._commit: dict[str, Any] = commit if isinstance(commit, dict) else {}
        self.did = self._text("did")
        self.rev = self._text("rev")
        data, sig = self._commit.get("data"), self._commit.get("sig")
        known = self._commit.get("version") in _VERSIONS
        if not (known and self.did and isinstance(data, bytes) and isinstance(sig, bytes)):
            raise Refusal("unknown-format", "the root is no commit of version 2 or 3")
        self._data: Cid = data

    def _text(self, name: str) -> str:
        value = self._commit.get(name)
        return value if isinstance(value, str) else ""

    @property
    def cid(self) -> str:
        """The commit's."""
        return written(self.car.root)

    @cached_property
    def commit(self) -> str:
        """The commit's block in base64."""
        return b64encode(self.block).decode()

    def is_signed_by(self, key: str) -> bool:
        """Whether the holder of a ``did:key`` signed the commit, and with it every record in the tree."""
        return signed(self._commit, key)

    def entries(self, collections: Collection[str] = ()) -> Iterator[Entry]:
        """Every record that can be reached, in the order of keys; of these collections or of all. Where a part of the
        tree is not in the file, it has not changed, and is passed over.

        :raises Refusal: the tree is broken.
        """
        for entry in self._below(self._data, (), _Order()):
            if not collections or entry.key.partition("/")[0] in collections:
                yield entry

    def _below(self, cid: Cid, above: tuple[Node, ...], order: _Order) -> Iterator[Entry]:
        node = self._node(cid)
        if node is None:
            self.absent += 1
            return
        if len(above) > _DEEPEST:
            raise Refusal("too-deep", "the tree is deeper than any real one")
        block, left, rows = node
        nodes = (*above, _shown(block))
        if left:
            yield from self._below(left, nodes, order)
        for key, value, right in rows:
            order.step(key)
            yield Entry(_name(key), value, nodes)
            if right:
                yield from self._below(right, nodes, order)

    def find(self, key: str) -> tuple[Cid | None, tuple[Node, ...]]:
        """The record under a key, or None where the tree shows that there is none; with the nodes that show it.

        :raises Missing: that part of the tree is not in the file. :raises Refusal: the tree is broken.
        """
        wanted, cid, nodes = key.encode(), self._data, []
        for _ in range(_DEEPEST):
            node = self._node(cid)
            if node is None:
                raise Missing(cid)
            block, below, rows = node
            nodes.append(_shown(block))
            for here, value, right in rows:
                if here == wanted:
                    return value, tuple(nodes)
                if here > wanted:
                    break
                below = right
            if below is None:
                return None, tuple(nodes)
            cid = below
        raise Refusal("too-deep", "the tree is deeper than any real one")

    def _node(
        self, cid: Cid
    ) -> tuple[bytes, Cid | None, list[tuple[bytes, Cid, Cid | None]]] | None:
        try:
            block = self.car.block(cid)
        except Missing:
            return None
        return (block, *rows_of(decoded(block)))


def _shown(block: bytes) -> Node:
    return Node(b'"%s"' % b64encode(block))


class _Order:
    """Keys only ever rise: so no branch can be walked twice."""

    def __init__(self) -> None:
        self._last = b""

    def step(self, key: bytes) -> None:
        if key <= self._last:
            raise Refusal("unreadable-member", "the tree's keys are not in order")
        self._last = key


def rows_of(node: Any) -> tuple[Cid | None, list[tuple[bytes, Cid, Cid | None]]]:
    """A node: what lies left of it, and its rows: key, record, what lies right of that. :raises Refusal:"""
    rows = []
    key = b""
    try:
        for row in node["e"]:
            key = key[: row["p"]] + row["k"]
            rows.append((key, row["v"], row["t"]))
        return node["l"], rows
    except (KeyError, TypeError) as error:
        raise Refusal("unreadable-member", f"no node of a tree: {error}") from error


def _name(key: bytes) -> str:
    try:
        return key.decode("ascii")
    except UnicodeDecodeError as error:
        raise Refusal("unreadable-member", "a key that is not ASCII") from error
