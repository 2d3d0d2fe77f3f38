"""Being polite to servers of others: one question at a time to each, with a pause, and none to one that is silent."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tilstede.networks.kit.addresses import site_of
from tilstede.networks.kit.contract import NetworkError, Throttled

#: Seconds between two questions to the same server.
PAUSE: Final = 0.5


class PutOff(Exception):
    """The server has asked us to wait, so it was not asked. ``wait``: seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__()
        self.wait = wait


@dataclass(slots=True)
class _Server:
    lock: threading.Lock = field(default_factory=threading.Lock)
    free: float = 0.0
    error: NetworkError | None = None


class Hosts:
    """The servers of one round. Used from several threads."""

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause = pause
        self._lock = threading.Lock()
        self._servers: dict[str, _Server] = {}

    @contextmanager
    def asking(self, address: str) -> Iterator[None]:
        """A turn with the server of that address.

        :raises NetworkError: it has turned out not to answer at all. :raises PutOff:
        """
        host = _host_of(address)
        with self._lock:
            server = self._servers.setdefault(host, _Server())
        with server.lock:
            if isinstance(server.error, Throttled):
                raise PutOff(server.error.retry_after or 0.0)
            if server.error is not None:
                raise server.error
            time.sleep(max(0.0, server.free - time.monotonic()))
            try:
                yield
            except NetworkError as error:
                if error.host and error.host == host:
                    server.error = error
                if isinstance(error, Throttled):
                    raise PutOff(error.retry_after or 0.0) from error
                raise
            finally:
                server.free = time.monotonic() + self._pause


def _host_of(address: str) -> str:
    try:
        parts = urlsplit(address)
        return site_of(parts.hostname or "", parts.port)
    except ValueError:
        return ""
