"""Finding the programs that tests start, and saying plainly when one is absent."""

from __future__ import annotations

import os
import shutil
import socket
import time
from pathlib import Path


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


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, *, seconds: float = 20.0) -> None:
    """Until somebody listens there."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on port {port} after {seconds} seconds")
