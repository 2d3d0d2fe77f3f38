"""Sides that do the same in many pieces, turn by turn: a piece of the one, the same piece of the other.

A pass takes minutes, and what else the machine does in them would strike one side and not the other. What strikes for
longer than a piece takes strikes all.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO

from bench.measure import Seen, Side, command, environment, failed
from bench.plan import ROOT

_ASKS = ".\n"


def wait() -> None:
    """For a side to call before each of its pieces: its turn comes."""
    sys.stdout.write(_ASKS)
    sys.stdout.flush()
    sys.stdin.readline()


def taken(sides: Sequence[Side]) -> list[Seen]:
    """What each side told at its end, in one pass. All have as many pieces. :raises NotMeasured: a side cannot run."""
    with ExitStack() as stack:
        running = [stack.enter_context(_running(side)) for side in sides]
        said = [one.told() for one in running]
        while _ASKS in said:
            said = [one.on() for one in running]
        return [json.loads(last) for last in said]


class _Running:
    def __init__(self, side: Side, process: subprocess.Popen[str], errors: IO[str]) -> None:
        self._side, self._process, self._errors = side, process, errors

    def on(self) -> str:
        """Let it do its piece."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self.told()

    def told(self) -> str:
        """That it waits for its turn; or what it tells when it has done all."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._process.wait()
            self._errors.seek(0)
            raise failed(self._side, self._process.returncode, self._errors.read())
        return line


@contextmanager
def _running(side: Side) -> Iterator[_Running]:
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            command(side),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=ROOT,
            env=environment(side),
        ) as process,
    ):
        assert process.stdin is not None
        process.stdin.write(json.dumps(side.arguments) + "\n")
        process.stdin.flush()
        try:
            yield _Running(side, process, errors)
        finally:
            process.stdin.close()  # one that still waits goes on alone, and ends
