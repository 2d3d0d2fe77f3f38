"""The same rows by a bare Django site, on the same server with the same settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.servers.program import free_port, wait_for_port

from bench.sides.pouring import pour

#: As `tilstede serve` starts its own (`cli/serve.py`).
_SERVER = (
    "from granian import Granian; import sys; Granian('bench.bare_site.site:application',"
    " address='127.0.0.1', port=int(sys.argv[1]), interface='wsgi', workers=1, blocking_threads=4,"
    " log_access=False, websockets=False).serve()"
)
_FILL = (
    "import json, sys, bench.bare_site.site; from bench.bare_site.pages import fill;"
    " fill(json.load(sys.stdin))"
)


def page(rows: str, database: str, seconds: float) -> dict[str, Any]:
    """``rows``: a file of what to show."""
    environ = {**os.environ, "BARE_DATABASE": database}
    if not Path(database).exists():
        told = json.dumps(json.loads(Path(rows).read_text()))
        subprocess.run(
            [sys.executable, "-c", _FILL], input=told, env=environ, check=True, text=True
        )
    port = free_port()
    command = [sys.executable, "-c", _SERVER, str(port)]
    server = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        return pour(f"http://127.0.0.1:{port}/", seconds)
    finally:
        server.terminate()
        server.wait(20)
