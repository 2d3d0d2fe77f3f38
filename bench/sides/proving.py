"""tilstede proves and checks, in the data folder of a filled record."""

from __future__ import annotations

import io
import random
import time
from typing import Any

from bench.sides.clock import timed
from tilstede.posts import read
from tilstede.record import bundle, checkpoint, verify
from tilstede.record.tiles import Tree


def proofs(count: int) -> dict[str, Any]:
    """The proof of one event, made from the stored tiles, and the whole bundle of a post."""
    head = checkpoint.latest()
    assert head
    chance = random.Random(1)
    proving, bundling = [], []
    for _ in range(count):
        number = chance.randrange(1, head.size)
        started = time.perf_counter()
        bundle.proof(Tree(head.size), number, head.text)
        proved = time.perf_counter()
        bundle.write(read.history(number), io.BytesIO())
        proving.append(proved - started)
        bundling.append(time.perf_counter() - proved)
    return {"seconds": sum(proving), "proving": proving, "bundling": bundling}


def check() -> dict[str, Any]:
    """The full check: every digest, leaf, tile and checkpoint."""
    told: dict[str, Any] = {}
    with timed(told):
        report = verify.check()
    assert report.good, report.fault
    return told | {"events": report.size, "payloads": report.payloads}
