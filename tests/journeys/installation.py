"""An installation as an operator has it: a data folder, commands, and a server when it is asked for."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.servers.program import free_port, wait_for_port

COMMAND = str(Path(sys.executable).with_name("tilstede"))

_FEED = """<rss version="2.0"><channel><title>Drift</title>
<link>https://drift.fjordvik.example/</link>{items}</channel></rss>"""
_ITEM = """<item><guid isPermaLink="false">drift-{n}</guid><title>Drift {n}</title>
<description>Melding nummer{n} om straumbrot i Fjordvik</description>
<pubDate>Thu, {day:02} Oct 2026 10:00:{n:02} GMT</pubDate></item>"""


class Installation:
    """Spoken to through its commands, in English. ``settings`` are environment variables."""

    def __init__(self, data: Path, **settings: str) -> None:
        self.data = data
        self.environment = {
            **os.environ,
            "TILSTEDE_DATA": str(data),
            "TILSTEDE_LOOPBACK": "127.0.0.1:*",
            "LC_ALL": "en_GB.UTF-8",
            "PYTHONIOENCODING": "utf-8",
            **settings,
        }
        self.environment.setdefault("TILSTEDE_ORIGIN", "")

    def start(self, *words: str, **settings: str) -> subprocess.Popen[str]:
        """A command under way."""
        return subprocess.Popen(
            [COMMAND, *words],
            env={**self.environment, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **settings: str) -> str:
        """What a command prints; it must go well."""
        code, said, wrong = self.attempt(*words, **settings)
        assert code == 0, said + wrong
        return said

    def attempt(self, *words: str, **settings: str) -> tuple[int, str, str]:
        """A command's status, what it prints, and what it says is wrong."""
        process = self.start(*words, **settings)
        said, wrong = process.communicate(timeout=600)
        return process.returncode, said, wrong

    def refusal(self, *words: str, **settings: str) -> str:
        """What a command says is wrong; it must not go well."""
        code, said, wrong = self.attempt(*words, **settings)
        assert code == 1, said + wrong
        assert "Traceback" not in wrong
        return wrong

    def program(self, text: str) -> str:
        """What Python prints, run as somebody who has this installation's database and keys."""
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "tilstede.config.settings"}
        done = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{text}"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def served(self) -> Iterator[str]:
        """Its pages' address, without a slash at the end."""
        port = free_port()
        server = subprocess.Popen(
            [COMMAND, "serve", "--port", str(port)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for_port(port, seconds=60)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def read(address: str) -> str:
    """A page's text; it must be there."""
    answer = httpx.get(address, timeout=60)
    answer.raise_for_status()
    return answer.text


def feed(path: Path, numbers: range) -> Path:
    """A feed saved to disk, with entries of these numbers (below 60)."""
    items = "".join(_ITEM.format(n=n, day=n % 28 + 1) for n in numbers)
    path.write_text(_FEED.format(items=items))
    return path
