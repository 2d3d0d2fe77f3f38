"""The application itself on loopback, with the data of the test that runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connection, connections
from django.test.testcases import LiveServerThread


@contextmanager
def served() -> Iterator[str]:
    """Its address, without a slash at the end. It sees what the test has not committed: both share one connection, so
    that a test must not ask the database while a request is under way."""
    override = {connection.alias: connections[connection.alias]}
    connection.inc_thread_sharing()
    server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override=override)
    server.daemon = True
    server.start()
    try:
        assert server.is_ready.wait(20), "the application does not begin to listen"
        if server.error:
            raise server.error
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.terminate()
        connection.dec_thread_sharing()
