"""Earlier checkpoints compared with the bundle's own: a part of the verify.py handed out."""

from __future__ import annotations

import re
import urllib.request
from pathlib import Path
from typing import Any

from tilstede.record.handout.files import Folder, demand, is_number, is_text
from tilstede.record.handout.signed import Bad, Checkpoint, decoded
from tilstede.record.handout.tree import subtree, two_roots

NODE = re.compile("(0|[1-9][0-9]?)/(0|[1-9][0-9]{0,14})")


class History:
    """By which any earlier checkpoint is compared with the bundle's own: the leaves' hashes while the
    log is small, else hashes of the subtrees that the checkpoints signed before have in common with it.
    """

    def __init__(self, folder: Folder, head: Checkpoint) -> None:
        where = "history.json"
        content = folder.versioned(where, {"leaves", "nodes", "sizes"})
        demand(is_history(content, head.size), where)
        self._size = head.size
        self._leaves = decoded(content["leaves"], where)
        self._roots: dict[int, bytes] = {}
        nodes = {name: decoded(text, where) for name, text in content["nodes"].items()}
        used: set[str] = set()

        def get(level: int, index: int) -> bytes:
            used.add(f"{level}/{index}")
            return nodes.get(f"{level}/{index}", b"")

        for size in content["sizes"]:
            self._roots[size], newer = two_roots(size, head.size, get)
            if newer != head.root:
                raise Bad("history")
        whole = len(self._leaves) == 32 * head.size and self.root(head.size) == head.root
        if used != set(nodes) or (self._leaves and not whole):
            raise Bad("history")

    def root(self, size: int) -> bytes | None:
        """The root the log had at that size; None when the bundle does not tell."""
        if self._leaves and 0 < size <= self._size:
            return two_roots(size, size, self._from_leaves)[0]
        return self._roots.get(size)

    def _from_leaves(self, level: int, index: int) -> bytes:
        return subtree(self._leaves[32 * (index << level) : 32 * (index + 1 << level)])


def is_history(content: dict[str, Any], newest: int) -> bool:
    """Leaves, or else sizes, rising, and the nodes they need."""
    leaves, nodes, sizes = content["leaves"], content["nodes"], content["sizes"]
    if not (is_text(leaves) and isinstance(nodes, dict) and isinstance(sizes, list)):
        return False
    named = all(NODE.fullmatch(name) and is_text(text) for name, text in nodes.items())
    numbers = all(is_number(size) and 0 < size <= newest for size in sizes)
    rising = numbers and sizes == sorted(set(sizes))
    return named and rising and not (leaves and (nodes or sizes))


class Tiles:
    """The log's own tiles (c2sp.org/tlog-tiles), by HTTP or from a folder, for a tree of ``size``."""

    def __init__(self, address: str, size: int) -> None:
        self._address, self._size = address.rstrip("/"), size
        self._read: dict[tuple[int, int], bytes] = {}

    def get(self, level: int, index: int) -> bytes:
        """The hash of a complete subtree, made from the hashes of the tile it lies in."""
        first = index << level % 8
        at = 32 * (first & 255)
        return subtree(self._tile(level // 8, first >> 8)[at : at + (32 << level % 8)])

    def _tile(self, level: int, number: int) -> bytes:
        if (level, number) not in self._read:
            width = min(256, (self._size >> 8 * level) - number * 256)
            digits = str(number).zfill(-(-len(str(number)) // 3) * 3)
            parts = re.findall("...", digits)
            place = "/".join(["x" + part for part in parts[:-1]] + parts[-1:])
            name = f"tile/{level}/{place}" + (f".p/{width}" if width < 256 else "")
            data = self._fetch(name)
            if len(data) != 32 * width:
                raise Bad("tiles", address=f"{self._address}/{name}")
            self._read[level, number] = data
        return self._read[level, number]

    def _fetch(self, name: str) -> bytes:
        address = f"{self._address}/{name}"
        try:
            if address.startswith(("https://", "http://")):
                with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - only these
                    return bytes(answer.read(8193))
            return Path(address).read_bytes()
        except OSError:
            raise Bad("tiles", address=address) from None
