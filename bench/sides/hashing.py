"""The same without a design: a proof that computes the whole tree, and a loop that unpacks and hashes."""

from __future__ import annotations

import random
import sqlite3
from hashlib import sha256
from typing import Any

from bench.sides.clock import timed
from tilstede.core import packing


def naive_proofs(database: str, count: int) -> dict[str, Any]:
    """The audit path of RFC 9162 § 2.1.3 from all leaves, read and hashed for every proof."""
    connection = sqlite3.connect(database)
    chance = random.Random(1)
    told: dict[str, Any] = {"proofs": count}
    with timed(told):
        for _ in range(count):
            rows = connection.execute("SELECT leaf FROM record_event ORDER BY number")
            level = [row[0] for row in rows]
            _path(level, chance.randrange(len(level)))
    return told


def _path(level: list[bytes], at: int) -> list[bytes]:
    path = []
    while len(level) > 1:
        if at ^ 1 < len(level):
            path.append(level[at ^ 1])
        parents = [
            sha256(b"\1" + left + right).digest()
            for left, right in zip(level[::2], level[1::2], strict=False)
        ]
        level = [*parents, level[-1]] if len(level) % 2 else parents
        at >>= 1
    return path


def loop(database: str) -> dict[str, Any]:
    """Every item row by row from one cursor: payloads unpacked and hashed with their salts, events hashed."""
    connection = sqlite3.connect(database)
    unpack = packing.unpacker()
    told: dict[str, Any] = {}
    with timed(told):
        rows = connection.execute("SELECT salt, codec, data FROM record_payload ORDER BY id")
        for salt, codec, data in rows:
            sha256(salt + (unpack(data) if codec == packing.ZSTD else data)).hexdigest()
        for (digests,) in connection.execute("SELECT digests FROM record_event ORDER BY number"):
            sha256(digests.encode()).hexdigest()
    return told


def one_by_one(database: str) -> dict[str, Any]:
    """Every payload alone, with a query for each."""
    connection = sqlite3.connect(database)
    unpack = packing.unpacker()
    numbers = [row[0] for row in connection.execute("SELECT id FROM record_payload ORDER BY id")]
    told: dict[str, Any] = {}
    with timed(told):
        for number in numbers:
            salt, codec, data = connection.execute(
                "SELECT salt, codec, data FROM record_payload WHERE id = ?", [number]
            ).fetchone()
            sha256(salt + (unpack(data) if codec == packing.ZSTD else data)).hexdigest()
    return told
