"""Finding the programs that tests start, and saying plainly when one is absent."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Final

#: Servers of tests are spoken to in the clear; httpx would read all certificates for every call, twenty milliseconds.
PLAIN: Final = False


class Absent(Exception):
    """A real part that tests need is not on this machine; the message says how to get it."""


def in_ci() -> bool:
    """Whether a missing part must fail instead of being skipped."""
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def postgres_folder() -> Path | None:
    """Where initdb and pg_ctl lie: on the path, or where Debian keeps them; the newest version."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


#: Below the ports that a system gives to whoever connects somewhere (Linux: 32768 and up).
_LOWEST, _HIGHEST = 10_240, 32_767
#: Two processes of one run never choose among the same ports; so many processes are there at most.
_PROCESSES = 8


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    return free_ports(1)


def free_ports(count: int) -> int:
    """The first of so many ports in a row that nobody listens on now, and that no other process of this run chooses."""
    for _ in range(len(_mine)):
        first = _mine[next(_turn) % len(_mine)]
        if first + count - 1 <= _mine[-1] and all(_is_free(first + n) for n in range(count)):
            for _taken in range(count - 1):
                next(_turn)
            return first
    raise AssertionError(f"no {count} ports in a row are free")


def _share() -> range:
    """The ports of this process: pytest-xdist numbers its workers."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    each = (_HIGHEST - _LOWEST) // _PROCESSES
    first = _LOWEST + (int(worker) if worker.isdecimal() else 0) % _PROCESSES * each
    return range(first, first + each)


_mine = _share()
#: Runs that are under way at the same time begin in different places.
_turn = itertools.count(os.getpid() * 37)


def _is_free(port: int) -> bool:
    """Whether it can be bound on every address, by IPv4 and by IPv6."""
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            with socket.socket(family) as probe:
                if family == socket.AF_INET6:
                    probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                probe.bind(("", port))
        except OSError as error:
            if error.errno != errno.EAFNOSUPPORT:
                return False
    return True


def end(process: subprocess.Popen[Any], *, seconds: float = 60.0) -> tuple[Any, Any]:
    """What it says until it ends, once its standard input is closed; one that does not end is killed."""
    try:
        return process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.communicate(timeout=10)


def wait_for_port(port: int, *, seconds: float = 20.0) -> None:
    """Until somebody listens there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on port {port} after {seconds} seconds")
