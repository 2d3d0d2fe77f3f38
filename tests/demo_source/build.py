"""Makes the demo from its readable source: ``python -m tests.demo_source.build [FOLDER]``.

Writes what body.yaml lists under ``imports``, body.yaml itself and the directory. The same source gives the same files.
"""

from __future__ import annotations

import shutil
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.demo_source import feeds, source, takeout, x
from tests.demo_source.world import Account, World, accounts

COPIED = ("body.yaml", "katalog.yaml", "heard.json")
DEMO = source.HERE.parents[1] / "src" / "tilstede" / "intake" / "demo"


def build(target: Path) -> None:
    """Write the demo into the folder, in place of what was there of it before."""
    for old in ("takeouts", "feeds"):
        shutil.rmtree(target / old, ignore_errors=True)
    target.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        shutil.copyfile(source.HERE / name, target / name)
    known = accounts()
    world = World(known)
    body = source.body()
    listed = {row["key"]: row for row in body["accounts"]}
    seen: set[str] = set()
    for entry in body["imports"]:
        owner = listed[entry["account"]]
        _write(target / entry["path"], entry, owner, known, world, first=owner["key"] not in seen)
        seen.add(owner["key"])


def _write(
    path: Path,
    entry: dict[str, Any],
    owner: dict[str, Any],
    known: list[Account],
    world: World,
    *,
    first: bool,
) -> None:
    taken = _taken(entry)
    if owner["network"] == "feeds":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(feeds.write(_profile("feeds", owner), owner["id"], taken))
    elif owner["network"] == "x":
        takeout.pack(x.Archive(_profile("x", owner), owner["id"], taken).files(), path, taken)
    else:
        account = next(one for one in known if one.profile["key"] == owner["key"])
        takeout.pack(takeout.files(account, world, taken, first=first), path, taken)


def _profile(network: str, owner: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in source.profiles()[network] if one["key"] == owner["key"])


def _taken(entry: dict[str, Any]) -> datetime:
    """When the owner fetched it: at a quarter past noon that day, so that a post of that morning is in it."""
    return source.moment(entry["taken"]) - timedelta(hours=11, minutes=44, seconds=59)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else DEMO)
