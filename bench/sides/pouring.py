"""Requests poured over a server by wrk, as many as it answers."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Any

#: Readers at once; each asks again as soon as it is answered.
_READERS = 8
_WARM = 2  #: seconds


def pour(url: str, seconds: float, host: str = "") -> dict[str, Any]:
    """``seconds``: of one answer, on the average. ``late``: which 99 of 100 do not pass. All must go well."""
    _wrk(url, _WARM, host)
    told = _wrk(url, seconds, host)
    rate = float(_found(r"Requests/sec:\s+([\d.]+)", told))
    late, unit = re.findall(r"99%\s+([\d.]+)(us|ms|s)", told)[0]
    assert "Non-2xx" not in told, told
    assert "Socket errors" not in told, told
    return {"seconds": 1 / rate, "late": float(late) * {"us": 1e-6, "ms": 1e-3, "s": 1}[unit]}


def _wrk(url: str, seconds: float, host: str) -> str:
    program = shutil.which("wrk")
    if program is None:
        raise RuntimeError("wrk is missing; on Debian: apt-get install wrk")
    headers = ["-H", "Accept-Encoding: gzip", *(["-H", f"Host: {host}"] if host else [])]
    command = [program, "-t1", f"-c{_READERS}", f"-d{seconds:g}s", "--latency", *headers, url]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _found(pattern: str, told: str) -> str:
    found = re.search(pattern, told)
    assert found, told
    return found[1]
