"""A web socket server on this machine that says what a test has it say."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Final

from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.sync.server import Server, ServerConnection, serve
from websockets.typing import Subprotocol

#: Says what it has to say on one connection, and returns when that is all.
Speaker = Callable[[ServerConnection], None]
Answer = Callable[[ServerConnection, Request], Response | None]
REFUSED: Final = "/refused"


class Told:
    """``addresses``: what was asked for, path and query, in turn."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.addresses: list[str] = []


@contextmanager
def speaking(speak: Speaker, answer: Answer = lambda one, two: None) -> Iterator[Told]:
    """A running server; ``/refused`` is answered with 403. ``answer``: what is asked that no web socket is for."""
    told = Told("")

    def listen(connection: ServerConnection) -> None:
        assert connection.request is not None
        told.addresses.append(connection.request.path)
        try:
            speak(connection)
        except ConnectionClosed:
            return  # the test has heard enough

    def admit(connection: ServerConnection, request: Request) -> Response | None:
        if request.path.startswith(REFUSED):
            return connection.respond(HTTPStatus.FORBIDDEN, "no")
        return answer(connection, request)

    server = serve(
        listen, "127.0.0.1", 0, process_request=admit, select_subprotocol=_first, close_timeout=0.2
    )
    told.url = f"ws://localhost:{server.socket.getsockname()[1]}/subscribe"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        _end(server)


def _end(server: Server) -> None:
    """It waits for whoever still speaks, without end; the test does not. They are daemons, since who serves is one."""
    ending = threading.Thread(target=server.shutdown, daemon=True)
    ending.start()
    ending.join(10)


def _first(connection: ServerConnection, offered: Sequence[Subprotocol]) -> Subprotocol | None:
    return offered[0] if offered else None
