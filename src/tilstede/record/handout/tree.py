"""The Merkle tree (RFC 9162 § 2.1): a part of the verify.py handed out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

Get = Callable[[int, int], bytes]  # (level, index) to the hash of a complete subtree


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def subtree(hashed: bytes) -> bytes:
    """The hash over a complete subtree, from the hashes below it."""
    row = [hashed[at : at + 32] for at in range(0, len(hashed), 32)]
    while len(row) > 1:
        row = [node(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def root_of_path(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes | None:
    """The root an inclusion path leads to (§ 2.1.3.2); None when it has the wrong length."""
    first, last, hashed = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if first & 1 or first == last:
            hashed = node(sibling, hashed)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            hashed = node(hashed, sibling)
        first, last = first >> 1, last >> 1
    return None if last else hashed


def two_roots(old: int, new: int, get: Get) -> tuple[bytes, bytes]:
    """The roots of the first ``old`` and the first ``new`` leaves, from the same subtrees.

    The new tree is taken apart where the old one ended; what lies before that place makes the old root.
    """
    before: list[bytes] = []

    def span(begin: int, end: int) -> bytes:
        width = end - begin
        if (end <= old or begin >= old) and width & (width - 1) == 0 and begin % width == 0:
            found = get(width.bit_length() - 1, begin // width)
            if end <= old:
                before.append(found)
            return found
        middle = begin + (1 << (width - 1).bit_length() - 1)
        left = span(begin, middle)
        return node(left, span(middle, end))

    newer = span(0, new)
    older = before.pop()
    while before:
        older = node(before.pop(), older)
    return older, newer
