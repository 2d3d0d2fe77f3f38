"""Jetstream on loopback: `python -m bench.jetstream_server RATE COUNT`. Prints its address, says so many events a
second from the first listener on, each with the microsecond it is of, and then waits. Who comes back with a cursor is
told from there on, as fast as it listens.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from bench import posts
from bench.plan import ROOT
from tilstede.networks.bluesky import names

#: Accounts that speak.
SPEAKERS = 200
_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"


@contextmanager
def serving(rate: int, count: int) -> Iterator[str]:
    """The address of a server in a process of its own, for the length of the block."""
    command = [sys.executable, "-m", "bench.jetstream_server", str(rate), str(count)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def _did(number: int) -> str:
    return "did:plc:" + "".join(_DIGITS[number >> shift & 31] for shift in range(115, -1, -5))


def _events(first: int, count: int) -> Iterator[tuple[str, str]]:
    """Each event from that one on, before and after its time."""
    for made in posts.some(first, count, count):
        record = {"$type": names.POST, "text": made.text[:300], "langs": [made.language]}
        record["createdAt"] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(made.at))
        key = "".join(_DIGITS[made.number >> shift & 31] for shift in range(25, -1, -5))
        commit = {"rev": f"3mmoojp{key}", "operation": "create", "collection": names.POST}
        commit |= {"rkey": f"3mmoojp{key}", "record": record, "cid": "bafy"}
        head = json.dumps({"did": _did(made.number % SPEAKERS), "kind": "commit", "commit": commit})
        yield head[:-1] + ', "time_us": ', "}"


def _cursor(connection: ServerConnection) -> float:
    """The time a listener goes on from; 0 where it begins."""
    assert connection.request
    told = parse_qs(urlsplit(connection.request.path).query)
    return int(told.get("cursor", ["0"])[0]) / 1e6


def main() -> None:
    """Say the events in the twentieths of a second."""
    rate, count = int(sys.argv[1]), int(sys.argv[2])

    begun: list[float] = []

    def speak(connection: ServerConnection) -> None:
        begun.append(time.time())
        first = max(0, int((_cursor(connection) - begun[0]) * rate))
        try:
            for number, (head, tail) in enumerate(_events(first, count), first):
                said = begun[0] + number / rate
                if number % (rate // 20) == 0:
                    time.sleep(max(0.0, said - time.time()))
                connection.send(f"{head}{said * 1e6:.0f}{tail}")
            connection.recv()
        except ConnectionClosed:
            return

    with serve(speak, "127.0.0.1", 0, compression=None) as server:
        print(f"ws://127.0.0.1:{server.socket.getsockname()[1]}/subscribe", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
