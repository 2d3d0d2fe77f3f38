"""Mastodon accounts on loopback: `python -m bench.mastodon_server FILE`. Prints its port, serves until killed.

The file holds one status a line, those of an account together, oldest first. It answers what following an account asks
for, always the same: the account, a page of its statuses, several statuses by number.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec

from bench.plan import ROOT


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """The address of a server in a process of its own, for the length of the block."""
    command = [sys.executable, "-m", "bench.mastodon_server", str(path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.terminate()


class _Status(msgspec.Struct):
    id: str
    account: msgspec.Raw


class _Account(msgspec.Struct):
    id: str
    username: str


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    accounts: dict[str, bytes]
    pages: dict[str, dict[str, bytes]]  #: of an account, by the statuses' numbers
    statuses: dict[str, bytes]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query)
        match parts.path.split("/")[3:]:
            case ["accounts", "lookup"]:
                self._answer(self.accounts[asked["acct"][0]])
            case ["accounts", number, "statuses"]:
                before = int(asked["max_id"][0]) if "max_id" in asked else None
                newest = reversed(self.pages[number].items())
                older = (one for name, one in newest if before is None or int(name) < before)
                self._answer(b"[" + b",".join(islice(older, int(asked["limit"][0]))) + b"]")
            case ["statuses"]:
                found = [
                    self.statuses[number] for number in asked["id[]"] if number in self.statuses
                ]
                self._answer(b"[" + b",".join(found) + b"]")
            case _:
                self._answer(b'{"domain":"sosial.fjordvik.example"}')

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def main() -> None:
    """Read every status, then serve."""
    accounts: dict[str, bytes] = {}
    pages: dict[str, dict[str, bytes]] = {}
    statuses: dict[str, bytes] = {}
    for line in Path(sys.argv[1]).read_bytes().splitlines():
        status = msgspec.json.decode(line, type=_Status)
        account = msgspec.json.decode(status.account, type=_Account)
        statuses[status.id] = line
        pages.setdefault(account.id, {})[status.id] = line
        accounts[account.username] = bytes(status.account)
    _Answers.accounts, _Answers.pages, _Answers.statuses = accounts, pages, statuses
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
