"""Connections made to checked addresses only, and left when the whole time is up."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore

from tilstede.networks.kit.addresses import Loopback, is_loopback, is_public, site_of
from tilstede.networks.kit.errors import Forbidden, Unreachable

#: Host name and port to every address it stands for, as literals.
Resolve = Callable[[str, int], list[str]]


@dataclass(slots=True)
class Attempt:
    """One request under way: when it must be over (monotonic seconds), whether it connected, and whether any of it
    has left."""

    deadline: float
    connected: bool = False
    spoken: bool = False

    def left(self, timeout: float | None) -> float:
        """Seconds a step may take. :raises httpcore.ReadTimeout: the whole time is up."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the whole time is up")
        return left if timeout is None else min(timeout, left)


#: The pool calls the backend in the thread of the request, so the request finds itself here.
attempt: ContextVar[Attempt] = ContextVar("attempt")


def resolve(host: str, port: int) -> list[str]:
    """Every address the name has, in the order of RFC 6724. :raises Unreachable: it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        detail = f"no address found for {host}: {error}"
        raise Unreachable(detail, host=site_of(host, port)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class GuardedBackend(httpcore.NetworkBackend):
    """Connects only to an address that was checked, and to that very address.

    The name is looked up once per connection and the connection is made to the literal, so a name
    that answers differently the next time (DNS rebinding) gains nothing. TLS still asks for the
    host's name.
    """

    def __init__(self, loopback: Loopback, resolve: Resolve = resolve) -> None:
        self._loopback = loopback
        self._resolve = resolve
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """:raises Forbidden: one of the host's addresses is not on the open internet."""
        current = attempt.get()
        current.connected = True
        failure: Exception = Unreachable(f"no address found for {host}", host=site_of(host, port))
        for literal in self._checked(host, port):
            try:
                stream = self._inner.connect_tcp(
                    literal, port, current.left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _TimedStream(stream)
        raise failure

    def _checked(self, host: str, port: int) -> list[str]:
        literals = self._resolve(host.strip("[]"), port)
        own = self._loopback.allows(host, port)
        for literal in literals:
            if not (is_public(literal) or (own and is_loopback(literal))):
                raise Forbidden(f"{host} is not on the open internet")
        return literals

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """:raises Forbidden: always; a socket file is never on the open internet."""
        raise Forbidden(f"{path} is not on the open internet")


class _TimedStream(httpcore.NetworkStream):
    """A stream on which no step outlasts the request: a server that drips is left."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, attempt.get().left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        attempt.get().spoken = True
        self._inner.write(buffer, attempt.get().left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = attempt.get().left(timeout)
        return _TimedStream(self._inner.start_tls(ssl_context, server_hostname, left))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
