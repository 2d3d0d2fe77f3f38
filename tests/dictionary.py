"""How `core/packing.zdict` was made: from what the project ships itself, the networks' cases and the demo's record::

    python -m tests.dictionary DATABASE OUT

DATABASE is a demo's. A dictionary that payloads were packed with can never be replaced: without it they cannot be
read. A better one gets a codec and a file of its own.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import zstandard

from tilstede.core import packing

NETWORKS = Path(__file__).parents[1] / "src" / "tilstede" / "networks"
SIZE = 8192  #: larger ones pack no better
LARGEST = 20_000


def samples(database: str) -> Iterator[bytes]:
    """Raw items and posts, the cases twice, since they are few and hold the rare fields."""
    rows = sqlite3.connect(database).execute("SELECT role, codec, size, data FROM record_payload")
    for role, codec, size, data in rows:
        if role in ("post", "raw") and codec != packing.FILE:
            yield packing.unpack(codec, size, data)
    for path in sorted(NETWORKS.glob("*/tests/cases/*")):
        content = path.read_bytes()
        if path.name.endswith(".post.json"):
            told = json.loads(content)
            content = json.dumps(
                told, ensure_ascii=False, separators=(",", ":"), sort_keys=True
            ).encode()
        if ".raw." in path.name or path.name.endswith(".post.json"):
            yield from [content[:LARGEST]] * 2


def main() -> None:
    """Train and write."""
    found = zstandard.train_dictionary(SIZE, list(samples(sys.argv[1])), level=packing.LEVEL)
    Path(sys.argv[2]).write_bytes(found.as_bytes())


if __name__ == "__main__":
    main()
