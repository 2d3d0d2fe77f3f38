"""The Merkle tree of RFC 6962 § 2.1 / RFC 9162 § 2.1 over SHA-256: bytes in, bytes out.

A tree of any size is known by its *edge*: the hashes of the last, unfilled tile at each level
(c2sp.org/tlog-tiles, height 8). With the edge alone the tree can grow and tell its root.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Final, NamedTuple

HASH: Final = 32  #: bytes in a hash
TILE: Final = 256  #: hashes in a full tile
_FULL: Final = TILE * HASH

EMPTY_ROOT: Final = sha256(b"").digest()  #: RFC 9162 § 2.1.1: the hash of an empty list

#: The hash of the complete subtree number ``n`` of 2**``level`` leaves.
Node = Callable[[int, int], bytes]


class Tile(NamedTuple):
    """A full tile: 256 consecutive hashes, each spanning 256**level leaves, and their root."""

    level: int
    number: int
    hashes: bytes
    root: bytes


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf: SHA-256(0x00 ‖ entry)."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\1" + left + right).digest()


def parents(hashes: bytes) -> bytes:
    """One level up from an even number of hashes."""
    return b"".join(
        [sha256(b"\1" + hashes[at : at + 64]).digest() for at in range(0, len(hashes), 64)]
    )


def root_of(hashes: bytes) -> bytes:
    """The root over any number of concatenated hashes of complete subtrees of one size."""
    if not hashes:
        return EMPTY_ROOT
    tail = b""
    while len(hashes) > HASH or tail:
        if len(hashes) // HASH % 2:
            last = hashes[-HASH:]
            tail = node_hash(last, tail) if tail else last
            hashes = hashes[:-HASH]
        hashes = parents(hashes)
        if not hashes:
            return tail
    return hashes


class Edge:
    """The right edge of a tree. Never changed: to grow it is to get a new one."""

    __slots__ = ("levels", "size")

    def __init__(self, size: int = 0, levels: Sequence[bytes] = ()) -> None:
        """``levels[L]``: the concatenated hashes of the unfilled tile at level L."""
        self.size = size
        self.levels = tuple(levels)

    def grown(self, leaves: bytes) -> tuple[Edge, list[Tile]]:
        """The edge after appending concatenated leaf hashes, and the tiles filled by it."""
        # As mostly, with one post at a time.
        if self.levels and len(self.levels[0]) + len(leaves) < _FULL:
            begun, *above = self.levels
            return Edge(self.size + len(leaves) // HASH, (begun + leaves, *above)), []
        levels = list(self.levels)
        tiles: list[Tile] = []
        level, fresh = 0, leaves
        while fresh:
            if level == len(levels):
                levels.append(b"")
            levels[level], filled = self._filled(level, levels[level] + fresh)
            tiles += filled
            fresh = b"".join([tile.root for tile in filled])
            level += 1
        return Edge(self.size + len(leaves) // HASH, levels), tiles

    def _filled(self, level: int, hashes: bytes) -> tuple[bytes, list[Tile]]:
        """The full tiles at the front of ``hashes``, and what is left."""
        first = self.size >> 8 * (level + 1)
        count = len(hashes) // _FULL
        parts = [hashes[at * _FULL : (at + 1) * _FULL] for at in range(count)]
        tiles = [Tile(level, first + at, part, root_of(part)) for at, part in enumerate(parts)]
        return hashes[count * _FULL :], tiles

    def root(self) -> bytes:
        """The root of the whole tree, folded from the leaves upwards."""
        tail = b""
        for hashes in self.levels:
            if hashes and tail:
                tail = _root_before(hashes, tail)
            elif hashes:
                tail = root_of(hashes)
        return tail or EMPTY_ROOT


def _root_before(hashes: bytes, tail: bytes) -> bytes:
    """The root over equal complete subtrees followed by one smaller tree with root ``tail``."""
    while hashes:
        if len(hashes) // HASH % 2:
            tail = node_hash(hashes[-HASH:], tail)
            hashes = hashes[:-HASH]
        hashes = parents(hashes)
    return tail


def subtree_hash(begin: int, end: int, node: Node) -> bytes:
    """The hash over leaves ``begin`` to ``end`` (excluded), a subtree that a path may name."""
    pieces = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        pieces.append(node(level, begin >> level))
        begin += 1 << level
    tail = pieces.pop()
    while pieces:
        tail = node_hash(pieces.pop(), tail)
    return tail


def shared_subtrees(old: int, new: int) -> list[tuple[int, int]]:
    """(level, index) of the complete subtrees by which the two trees' roots can be compared.

    The new tree is taken apart where the old one ended; what lies before that place makes the old
    root, all together make the new one.
    """
    found: list[tuple[int, int]] = []
    spans = [(0, new)] if new else []
    while spans:
        begin, end = spans.pop()
        width = end - begin
        if (end <= old or begin >= old) and width & (width - 1) == 0 and begin % width == 0:
            found.append((width.bit_length() - 1, begin // width))
        else:
            middle = begin + _split(width)
            spans += [(middle, end), (begin, middle)]
    return found


def inclusion_path(index: int, size: int, node: Node) -> list[bytes]:
    """PATH(index, D[size]) of RFC 9162 § 2.1.3.1, from the leaf's sibling upwards.

    :raises ValueError: no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(subtree_hash(middle, end, node))
            end = middle
        else:
            path.append(subtree_hash(begin, middle, node))
            begin = middle
    return path[::-1]


def consistency_path(old: int, new: int, node: Node) -> list[bytes]:
    """PROOF(old, D[new]) of RFC 9162 § 2.1.4.1; empty when old is 0 or equal to new.

    :raises ValueError: old is larger than new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not hold one of {old}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    begin, end = 0, new
    while old != end:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(subtree_hash(middle, end, node))
            end = middle
        else:
            path.append(subtree_hash(begin, middle, node))
            begin = middle
    if begin:
        path.append(subtree_hash(begin, end, node))
    return path[::-1]


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``."""
    return 1 << (size - 1).bit_length() - 1


def root_from_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root a path leads to (RFC 9162 § 2.1.3.2). :raises ValueError: a wrong length."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    first, last, hashed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ValueError("the path is too long")
        if first & 1 or first == last:
            hashed = node_hash(sibling, hashed)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        first, last = first >> 1, last >> 1
    if last:
        raise ValueError("the path is too short")
    return hashed


def is_consistent(
    old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the tree of ``new`` leaves begins with the tree of ``old`` (RFC 9162 § 2.1.4.2)."""
    if not 0 <= old <= new or (old in (0, new) and path):
        return False
    if old == 0:
        return old_root == EMPTY_ROOT
    if old == new:
        return old_root == new_root
    hashes = list(path)
    if old & (old - 1) == 0:
        hashes.insert(0, old_root)
    return bool(hashes) and _walk(old, new, hashes) == (old_root, new_root)


def _walk(old: int, new: int, hashes: list[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that a consistency path leads to; None when it has the wrong length."""
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    older = newer = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return None
        if first & 1 or first == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            newer = node_hash(newer, sibling)
        first, last = first >> 1, last >> 1
    return None if last else (older, newer)
