"""Where the browser on this machine is sent back to, after a person said yes at a network (RFC 8252, 7.3)."""

from __future__ import annotations

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext as _

#: Seconds that a person has to sign in and say yes.
PATIENCE = 900.0
#: Seconds for a browser that is here to say what it wants: some open a connection long before they use it.
_WORDLESS = 2.0


class NobodyCame(Exception):
    """The browser did not come by with an answer."""


def wait(port: int, patience: float = PATIENCE) -> dict[str, str]:
    """The network's answer, once the browser comes by with one. Only this machine can reach it.

    :raises NobodyCame: within so many seconds.
    """
    answered: dict[str, str] = {}

    class Landing(BaseHTTPRequestHandler):
        timeout = _WORDLESS

        def do_GET(self) -> None:
            answered.update(parse_qsl(urlsplit(self.path).query))
            body = _("You can close this page.").encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """What comes by is secret."""

    end = time.monotonic() + patience
    with HTTPServer(("127.0.0.1", port), Landing) as server:
        while not answered.keys() & {"code", "error"}:
            server.timeout = end - time.monotonic()
            if server.timeout <= 0:
                raise NobodyCame
            server.handle_request()
    return answered
