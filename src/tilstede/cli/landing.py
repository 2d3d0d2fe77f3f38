"""Where the browser on this machine is sent back to, after a person said yes at a network (RFC 8252, 7.3)."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext as _


def wait(port: int) -> dict[str, str]:
    """The network's answer, once the browser comes by with one. Only this machine can reach it."""
    answered: dict[str, str] = {}

    class Landing(BaseHTTPRequestHandler):
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

    with HTTPServer(("127.0.0.1", port), Landing) as server:
        while not answered.keys() & {"code", "error"}:
            server.handle_request()
    return answered
