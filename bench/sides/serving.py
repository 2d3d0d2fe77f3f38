"""tilstede's front page over HTTP: by itself, and behind the shipped nginx file."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from itertools import count
from pathlib import Path
from typing import Any

from tests.servers import nginx
from tests.servers.program import free_port, wait_for_port

from bench.sides.pouring import pour


def prepare() -> dict[str, Any]:
    """Load the demo into this side's data folder, and tell what its front page shows, a row for each post."""
    subprocess.run([_command(), "demo", "--load-only"], check=True, capture_output=True)
    return {"seconds": 0, "rows": list(_rows())}


def _rows() -> Iterator[dict[str, Any]]:
    from tilstede.rooms.follow import queries  # noqa: PLC0415 - only this side is tilstede's

    place = None
    while True:
        page = queries.stream(queries.Filters(), before=place)
        for card in page.cards:
            post = card.post
            yield {
                "name": card.name,
                "office": card.office,
                "network": card.row.network,
                "handle": card.handle,
                "at": card.row.at.isoformat(),
                "language": card.row.language,
                "title": (post.title if post else "") or "",
                "text": post.text if post else "",
                "url": (post.url if post else "") or "",
            }
        if page.older is None:
            return
        place = page.older


def page(seconds: float, changing: bool) -> dict[str, Any]:
    """Its own server alone. ``changing``: something in the database changes meanwhile, so that no part of a page is
    the same as before."""
    with running() as port, _changes() if changing else nullcontext():
        return pour(f"http://127.0.0.1:{port}/nb/", seconds)


@contextmanager
def _changes() -> Iterator[None]:
    """A hundred changes a second by another connection, as small as can be."""
    path = Path(os.environ["TILSTEDE_DATA"]) / "tilstede.sqlite3"
    ended = threading.Event()

    def change() -> None:
        with closing(sqlite3.connect(path, timeout=30)) as database:
            for number in count(1):
                if ended.wait(0.01):
                    return
                database.execute(f"PRAGMA user_version = {number}")

    thread = threading.Thread(target=change)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def cached(seconds: float, folder: str, static: bool) -> dict[str, Any]:
    """nginx in front: the page from its cache, or a file of the same bytes."""
    place = Path(folder)
    with running() as port:
        wanted = urllib.request.Request(
            f"http://127.0.0.1:{port}/nb/", headers={"Host": nginx.HOST, "Accept-Encoding": "gzip"}
        )
        with urllib.request.urlopen(wanted) as answer:
            (place / "same.html").write_bytes(answer.read())
        file = f"location = /same.html {{ root {place}; add_header Content-Encoding gzip; }}"
        with nginx.in_front(place, port, file) as url:
            return pour(f"{url}/same.html" if static else f"{url}/nb/", seconds, host=nginx.HOST)


@contextmanager
def running() -> Iterator[int]:
    """The application on a port of its own, for the length of the block."""
    port = free_port()
    environ = {**os.environ, "TILSTEDE_HOSTS": f"127.0.0.1,{nginx.HOST}"}
    command = [_command(), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _command() -> str:
    return str(Path(sys.executable).with_name("tilstede"))
