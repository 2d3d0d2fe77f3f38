"""Sides of a question, each measured in a process of its own, turn by turn.

A fresh process for each pass of each side: no side finds the caches, the garbage or the heap of another, and what the
machine does meanwhile strikes all alike. Only ratios of passes that lie side by side are compared.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.plan import PEERS, ROOT, NotMeasured

_NAMED = re.compile(r"[\w.]+: \S")

Seen = dict[str, Any]  #: what a side tells of one pass; "seconds" always


@dataclass(frozen=True)
class Side:
    """A function ``module:name`` under `bench.sides`. ``data``: it is tilstede, with that data folder and database.

    ``peer``: it runs in the environment of the programs measured against.
    """

    name: str
    function: str
    arguments: dict[str, Any] = field(default_factory=dict)
    data: str = ""
    database: str = ""
    peer: bool = False


def once(side: Side) -> Seen:
    """One pass. :raises NotMeasured: the side cannot run here; its last words say why."""
    done = subprocess.run(
        command(side),
        input=json.dumps(side.arguments),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(side),
        check=False,
    )
    if done.returncode:
        raise failed(side, done.returncode, done.stderr)
    seen: Seen = json.loads(done.stdout.splitlines()[-1])
    return seen


def command(side: Side) -> list[str]:
    """What runs it, in ROOT and its `environment`, with its arguments on standard input."""
    return [_python(side), "-m", "bench.side", side.function]


def failed(side: Side, code: int, said: str) -> NotMeasured:
    """To be raised of a side that ended so; all that it said is passed on."""
    sys.stderr.write(said)
    return NotMeasured(f"{side.name}: {_why(said) or f'ended with {code}'}")


def _why(said: str) -> str:
    """The line that names the error, of a traceback or whatever else was said."""
    lines = said.strip().splitlines()
    return next((line for line in reversed(lines) if _NAMED.match(line)), "".join(lines[-1:]))


def _python(side: Side) -> str:
    if not side.peer:
        return sys.executable
    python = PEERS / "python"
    if not python.exists():
        raise NotMeasured(f"{side.name}: its environment is made by `make bench`")
    return str(python)


def environment(side: Side) -> dict[str, str]:
    """The caller's, with no setting of tilstede's but the side's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TILSTEDE_")}
    if side.data:
        kept |= {
            "TILSTEDE_DATA": side.data,
            "TILSTEDE_DATABASE": side.database,
            "TILSTEDE_ORIGIN": "log.bench.example",
            "TILSTEDE_LOOPBACK": "127.0.0.1:*",
            "DJANGO_SETTINGS_MODULE": "tilstede.config.settings",
        }
    return kept | {"LC_ALL": "C.UTF-8"}


def interleaved(passes: int, *sides: Callable[[], Side]) -> list[list[Seen]]:
    """Each side once, then each again, and so on: for every side what it told in each pass.

    Sides are made anew for each pass, so that each begins on fresh ground.
    """
    seen: list[list[Seen]] = [[] for _ in sides]
    for _ in range(passes):
        for place, side in enumerate(sides):
            seen[place].append(once(side()))
    return seen


def middle(seen: Sequence[Seen], what: str = "seconds") -> float:
    """The median over the passes."""
    found: float = median(one[what] for one in seen)
    return found


def ratio(ours: Sequence[Seen], beside: Sequence[Seen], what: str = "seconds") -> float:
    """How fast we are in units of the other: the median of the passes' own ratios."""
    pairs = zip(ours, beside, strict=True)
    found: float = median(theirs[what] / mine[what] for mine, theirs in pairs)
    return found
