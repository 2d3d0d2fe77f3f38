"""How fast is a Bluesky repository taken in, and a firehose, with every signature held to its key?"""

from __future__ import annotations

from pathlib import Path

import msgspec

from bench import repositories
from bench.measure import Seen, Side, interleaved, middle, ratio
from bench.plan import Plan
from bench.tables import Table, rate

MOST, FRAMES = 100_000, 20_000
GOAL = 0.4


def measure(plan: Plan) -> Table:
    """A file and frames, each beside the SDK's decoding of the same bytes."""
    table = Table(["what", "tilstede", "SDK", "ratio", "ratio of processor time", "to reach"])
    count = plan.count(MOST)
    path = str(_repository(plan, count))
    ours, blocks, records = interleaved(
        plan.passes,
        lambda: _ours(plan, "taken", path, count),
        lambda: Side("atproto", "repository_bare:blocks", {"path": path}),
        lambda: Side("atproto", "repository_bare:records", {"path": path, "count": count}),
    )
    _add(
        table,
        f"repository of {count:,} posts, beside posts as the SDK's records",
        count,
        ours,
        records,
    )
    _add(table, "the same beside blocks as mere dictionaries", count, ours, blocks, goal=False)
    count = plan.count(FRAMES)
    path = str(_frames(plan, count))
    ours, theirs = interleaved(
        plan.passes,
        lambda: _ours(plan, "frames", path, count),
        lambda: Side("atproto", "repository_bare:frames", {"path": path, "count": count}),
    )
    _add(table, f"{count:,} frames of a firehose", count, ours, theirs)
    table.notes.append(
        "The SDK (atproto) decodes. tilstede decodes, holds every block to its hash, the tree to its order and each"
        " commit's signature (secp256k1) to the account's key, keeps the way from the signature to each post, records,"
        " proves and indexes. A repository has one signature, each frame its own."
    )
    return table


def _ours(plan: Plan, name: str, path: str, count: int) -> Side:
    given = {"path": path, "count": count}
    return Side("tilstede", f"repository:{name}", given, data=str(plan.scratch("tilstede")))


def _add(
    table: Table, what: str, count: int, ours: list[Seen], theirs: list[Seen], *, goal: bool = True
) -> None:
    found = ratio(ours, theirs)
    table.add(
        what,
        rate(count, middle(ours)),
        rate(count, middle(theirs)),
        f"{found:.2f}",
        f"{ratio(ours, theirs, 'cpu'):.2f}",
        f"≥ {GOAL:g}" if goal else "",
        met=found >= GOAL if goal else None,
    )


def _repository(plan: Plan, count: int) -> Path:
    path = plan.path(f"bluesky-{count}/repo.car")
    if not path.exists():
        unfinished = plan.scratch("bluesky") / "repo.car"
        repositories.write(unfinished, count)
        unfinished.with_name("did.json").rename(path.with_name("did.json"))
        unfinished.rename(path)
    return path


def _frames(plan: Plan, count: int) -> Path:
    path = plan.path(f"firehose-{count}.msgpack")
    if not path.exists():
        unfinished = plan.scratch("bluesky") / path.name
        unfinished.write_bytes(msgspec.msgpack.encode(list(repositories.frames(count))))
        unfinished.rename(path)
    return path
