"""The tree as tiles (c2sp.org/tlog-tiles), and the proofs read from them."""

from __future__ import annotations

import re
from typing import NamedTuple

from tilstede.core import merkle
from tilstede.core.merkle import HASH, TILE
from tilstede.record import store

_PATH = re.compile(r"(0|[1-9]\d?)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)
_HIGHEST = 63


class Name(NamedTuple):
    """Which tile: ``width`` is 256 for a full one."""

    level: int
    number: int
    width: int = TILE

    @property
    def path(self) -> str:
        """Under ``/log/tile/``: ``0/x001/234``, ``0/x001/234.p/7``."""
        digits = f"{self.number:d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        place = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        return f"{self.level}/{place}" + (f".p/{self.width}" if self.width < TILE else "")


def parse_path(text: str) -> Name | None:
    """The tile that ``0/x001/234.p/7`` names; None when it is not the one way to write a name."""
    found = _PATH.fullmatch(text)
    if not found or len(text) > 100:
        return None
    level, place, width = found.groups()
    name = Name(int(level), int(place.replace("x", "").replace("/", "")), int(width or TILE))
    proper = name.level <= _HIGHEST and name.path == text and (not width or name.width < TILE)
    return name if proper else None


def tile_bytes(name: Name) -> bytes | None:
    """The tile's hashes, concatenated; None when the tree has not come so far."""
    spanned = 1 << 8 * name.level
    if (name.number * TILE + name.width) * spanned > store.size():
        return None
    return Tree(store.size()).hashes(name.level, name.number)[: name.width * HASH]


class Tree:
    """The tree at one size. Keeps the tiles it has read: made anew for each piece of work."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._read: dict[tuple[int, int], list[bytes]] = {}  # a tile's hashes, their parents, …

    def hashes(self, level: int, number: int) -> bytes:
        """The hashes of a tile, as many of its 256 as the tree has."""
        return self._rows(level, number)[0]

    def _rows(self, level: int, number: int) -> list[bytes]:
        found = self._read.get((level, number))
        if found is None:
            found = [store.tile(level, number) or self._unfilled(level, number)]
            self._read[level, number] = found
        return found

    def _unfilled(self, level: int, number: int) -> bytes:
        begin, end = number * TILE, (number + 1) * TILE
        if level == 0:
            return store.leaves(begin, min(end, self.size))
        return store.tile_roots(level - 1, begin, min(end, self.size >> 8 * level))

    def node(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree number ``index`` of 2**``level`` leaves."""
        inside = level % 8
        rows = self._rows(level // 8, (index << inside) // TILE)
        while len(rows) <= inside:
            pairs = len(rows[-1]) // (2 * HASH)
            rows.append(merkle.parents(rows[-1][: 2 * HASH * pairs]))
        at = index % (TILE >> inside) * HASH
        return rows[inside][at : at + HASH]

    def leaves(self) -> bytes:
        """All leaf hashes, concatenated."""
        tiles = range(-(-self.size // TILE))
        return b"".join([self.hashes(0, number) for number in tiles])[: self.size * HASH]

    def root(self) -> bytes:
        """The tree's root."""
        if not self.size:
            return merkle.EMPTY_ROOT
        return merkle.subtree_hash(0, self.size, self.node)

    def inclusion(self, number: int) -> list[bytes]:
        """The path that proves event ``number`` (RFC 9162 § 2.1.3). :raises ValueError: none."""
        return merkle.inclusion_path(number, self.size, self.node)

    def consistency(self, old: int) -> list[bytes]:
        """The proof that the tree of ``old`` events is the beginning of this one (§ 2.1.4).

        :raises ValueError: ``old`` is larger than the tree.
        """
        return merkle.consistency_path(old, self.size, self.node)
