"""Where the browser on this machine is sent back to, after a person said yes at a network (RFC 8252, 7.3)."""

from __future__ import annotations

import hmac
import sys
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext as _

#: Seconds that a person has to sign in and say yes.
PATIENCE = 900.0
#: Seconds for a browser that is here to say what it wants: some open a connection long before they use it.
_WORDLESS = 2.0


class NobodyCame(Exception):
    """The browser did not come by with an answer."""


class Outcome(NamedTuple):
    """What came of an answer, and what the person at the browser reads of it."""

    well: bool
    said: str


def wait(
    port: int,
    state: str,
    come: Callable[[Mapping[str, str]], Outcome],
    patience: float = PATIENCE,
) -> None:
    """Wait for the browser to come by with the network's answer, which ``come`` is given while the browser waits for
    what came of it. Only this machine can reach it. ``state``: of our question; what bears another is no answer to it.

    :raises NobodyCame: within so many seconds. :raises OSError: another program has the port.
    """
    done: list[Outcome] = []

    class Landing(BaseHTTPRequestHandler):
        timeout = _WORDLESS

        def do_GET(self) -> None:
            answer = dict(parse_qsl(urlsplit(self.path).query))
            if done or not _is_answer(answer, state):
                self._say(404, _("This is not the answer that is waited for."))
                return
            done.append(come(answer))
            self._say(200 if done[0].well else 400, done[0].said)

        def _say(self, status: int, said: str) -> None:
            body = said.encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """What comes by is secret."""

    end = time.monotonic() + patience
    with _Server(("127.0.0.1", port), Landing) as server:
        while not done:
            server.timeout = end - time.monotonic()
            if server.timeout <= 0:
                raise NobodyCame
            server.handle_request()


def _is_answer(answer: Mapping[str, str], state: str) -> bool:
    """A state that is given back shows that it is the question that we asked (RFC 6749, 10.12)."""
    same = hmac.compare_digest(answer.get("state", "").encode(), state.encode())
    return same and not answer.keys().isdisjoint({"code", "error"})


class _Server(HTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that went away is no matter; all else is ours to know of."""
        if not isinstance(sys.exception(), OSError):
            raise
