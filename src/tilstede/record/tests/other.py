"""Another tilstede: its own process, data folder, database, key and log."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

_PROGRAM = """
import base64, os, sys
from datetime import UTC, datetime
import django
django.setup()
from django.core.management import call_command
from django.db import transaction
from tilstede.record import redact, verify, witness
from tilstede.record.append import Entry, append
now = datetime.fromtimestamp(float(sys.argv[2]), UTC)
call_command("migrate", verbosity=0)
match sys.argv[1]:
    case "verifier":
        print(witness.verifier(now=now))
    case "trust":
        witness.trust(sys.argv[3])
    case "answer":
        answer = witness.answer(base64.b64decode(sys.argv[3]), now=now)
        print(answer.status)
        print(answer.text, end="")
    case "seen":
        with transaction.atomic():
            append([Entry("seen", {"post": sys.argv[3].encode() + bytes(os.urandom(200))})], now=now)
    case "destroy":
        redact.destroy({int(sys.argv[3]): ["post"]}, about={"by": "x"}, now=now)
    case "check":
        print(verify.check())
"""


class Other:
    """Spoken to through its command line, as over a network."""

    def __init__(self, folder: Path, origin: str) -> None:
        self._environment = {
            **os.environ,
            "TILSTEDE_DATA": str(folder),
            "TILSTEDE_ORIGIN": origin,
            "DJANGO_SETTINGS_MODULE": "tilstede.config.settings",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "PYTHONIOENCODING": "utf-8",
        }

    def __call__(self, *arguments: object) -> str:
        command = [sys.executable, "-c", _PROGRAM, *map(str, arguments)]
        done = subprocess.run(
            command, env=self._environment, capture_output=True, encoding="utf-8", check=True
        )
        return done.stdout

    def post(self, body: bytes, now: float) -> tuple[int, bytes]:
        """Ask it to cosign."""
        status, _, text = self("answer", now, base64.b64encode(body).decode()).partition("\n")
        return int(status), text.encode()
