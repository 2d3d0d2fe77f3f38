"""What a row of the index is made of, known to those who write it and to those who ask."""

from __future__ import annotations

from tilstede.core.order import HIGHEST


def row_number(key: int) -> int:
    """Of a post in SQLite's index. The same turns it back into the key."""
    return HIGHEST - key


def bearer(marked: str) -> str:
    """Of a post's marks (`core.marks`) the first: those of its author, its language and, last, its network. Hits
    are counted by them."""
    before, sign, others = marked.partition(" n")
    return before + sign + others.partition(" ")[0]
