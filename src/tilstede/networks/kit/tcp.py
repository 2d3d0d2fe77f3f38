"""Connections for what is no HTTP (mail), guarded alike: to a checked address, and to that very address.

A mail server often stands inside the operator's own network, where nobody may make us go. So it is the operator who
names those that may be reached (``TILSTEDE_MAIL_HOSTS``), each with its port; all others must lie on the open
internet.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Collection
from contextlib import suppress
from functools import cached_property

import httpx

from tilstede.networks.kit.addresses import Loopback, is_loopback, is_public, site_of
from tilstede.networks.kit.connection import Resolve, resolve
from tilstede.networks.kit.errors import Forbidden, Unreachable

#: An open connection.
Connection = socket.socket


class Tcp:
    """``loopback``: services on this machine that may be reached; ``inside``: those elsewhere in the operator's own
    network, ``host:port``. ``tls``: which certificates are believed; by default those of certifi and those the
    machine itself trusts, where an operator's own authority stands."""

    def __init__(
        self,
        loopback: Collection[str] = (),
        inside: Collection[str] = (),
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """:raises ValueError: an entry that is not ``host:port``."""
        self._loopback = Loopback(loopback)
        self._inside = Loopback(inside)
        self._resolve = resolve
        self._tls = tls

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """With which encryption begins; the host's name is always checked."""
        if self._tls is not None:
            return self._tls
        context = httpx.create_ssl_context(trust_env=False)
        context.load_default_certs()
        return context

    def allows_plain(self, host: str, port: int) -> bool:
        """Whether this service may be spoken to without encryption: one on this machine that the operator named."""
        with suppress(Unreachable):
            literals = self._resolve(host.strip("[]"), port)
            return self._loopback.allows(host, port) and all(map(is_loopback, literals))
        return False

    def connect(self, host: str, port: int, timeout: float) -> Connection:
        """An open connection; ``timeout`` in seconds holds for each step on it.

        :raises Forbidden: one of the host's addresses may not be reached.
        :raises Unreachable: nobody answers there.
        """
        failure: OSError | None = None
        for literal in self._checked(host, port):
            try:
                return socket.create_connection((literal, port), timeout)
            except OSError as error:
                failure = error
        detail = f"{host}:{port} does not answer: {failure or 'no address found'}"
        raise Unreachable(detail, host=site_of(host, port)) from failure

    def _checked(self, host: str, port: int) -> list[str]:
        literals = self._resolve(host.strip("[]"), port)
        named = self._inside.allows(host, port)
        own = self._loopback.allows(host, port)
        for literal in literals:
            if not (is_public(literal) or named or (own and is_loopback(literal))):
                raise Forbidden(
                    f"{host}:{port} is not on the open internet, and not among the hosts allowed"
                )
        return literals
