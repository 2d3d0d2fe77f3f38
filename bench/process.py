"""A whole program, from its start to its end: how long it takes and how much memory it and those it starts hold."""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.plan import ROOT, NotMeasured

_INTERVAL = 0.05  #: seconds between two looks at the memory


class Run(NamedTuple):
    """``memory``: bytes held at most, pages shared by several processes counted once."""

    seconds: float
    memory: int


def run(command: Sequence[str | Path], environ: dict[str, str], given: str = "") -> Run:
    """``given``: on its standard input. :raises NotMeasured: it failed; with its last words."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            command,
            env=environ,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            text=True,
        )
        memory = _Memory(process.pid)
        memory.start()
        process.communicate(given)
        seconds = time.perf_counter() - started
        memory.ended.set()
        memory.join()
        if process.returncode:
            said.seek(0)
            last = (said.read().strip().splitlines() or [""])[-1]
            raise NotMeasured(f"{Path(command[0]).name} ended with {process.returncode}: {last}")
    return Run(seconds, memory.most)


class _Memory(threading.Thread):
    """Looks at what a process and its children hold together, again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.ended = threading.Event()
        self.most = 0
        self._pid = pid

    def run(self) -> None:
        while not self.ended.wait(_INTERVAL):
            self.most = max(self.most, sum(_held(pid) for pid in _family(self._pid)))


def _family(pid: int) -> list[int]:
    """The process and all that it has started, as they stand now (proc(5))."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:  # it has ended
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _held(pid: int) -> int:
    """Bytes: its own pages, and its share of those it shares (proc(5), Pss)."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:  # it has ended
        pass
    return 0
