"""A web socket (RFC 6455) over a guarded connection: to a checked address, and to that very address.

The library (websockets) does the protocol on a connection that `Http.tcp` has made. It asks the other side now and
then whether it is there: a connection that is dead without having been closed ends within a minute.
"""

from __future__ import annotations

import ssl
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tilstede.networks.kit.addresses import site_of
from tilstede.networks.kit.errors import (
    Forbidden,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.http import agent

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: Of one message.
MAX_BYTES: Final = 8 << 20
_PORTS: Final = {"ws": 80, "wss": 443}
_CONNECT: Final = 10.0
_ASK_EVERY: Final = 20.0
#: Messages that are held for us before the other side is made to wait.
_AHEAD: Final = 1_000
#: Bytes of a refusal that are read for its words.
_WORDS: Final = 500
_KINDS: Final[dict[int, type[NetworkError]]] = {
    400: Rejected,
    401: Refused,
    403: Refused,
    404: NotFound,
    429: Throttled,
}


class WebSocket:
    """An open web socket that is listened to; a context manager."""

    def __init__(
        self, http: Http, url: str, *, max_bytes: int = MAX_BYTES, protocol: str = ""
    ) -> None:
        """``url``: ``wss://…``, or ``ws://…``. ``protocol``: the one that is spoken inside, where it has a name.

        :raises Forbidden: it may not be reached. :raises Rejected: it will not be opened so, in the server's words.
        :raises NetworkError: it cannot be opened.
        """
        self._site = url.partition("?")[0]
        self._ending = ExitStack()
        self._connection = self._open(http, url, max_bytes, protocol)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.close()

    def receive(self, timeout: float) -> str | bytes | None:
        """The next message, or None when none has come within so many seconds.

        :raises Unreachable: the connection has ended.
        """
        try:
            return self._connection.recv(timeout)
        except TimeoutError:
            return None
        except ConnectionClosed as error:
            raise Unreachable(f"{self._site} ended the connection: {error}") from error

    def send(self, message: str) -> None:
        """:raises Unreachable: the connection has ended."""
        try:
            self._connection.send(message)
        except ConnectionClosed as error:
            raise Unreachable(f"{self._site} ended the connection: {error}") from error

    def _open(self, http: Http, url: str, max_bytes: int, protocol: str) -> ClientConnection:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError) as error:
            raise Forbidden(f"not the address of a web socket: {self._site}") from error
        plain = http.tcp.connect(host, port, _CONNECT)
        try:
            opening = connect(
                url,
                sock=plain,
                ssl=http.tcp.tls if parts.scheme == "wss" else None,
                server_hostname=host if parts.scheme == "wss" else None,
                proxy=None,
                subprotocols=[Subprotocol(protocol)] if protocol else None,
                compression=None,
                open_timeout=_CONNECT,
                ping_interval=_ASK_EVERY,
                ping_timeout=2 * _ASK_EVERY,
                close_timeout=1.0,
                max_size=max_bytes,
                max_queue=_AHEAD,
                user_agent_header=agent(),
            )
            return self._ending.enter_context(opening)
        except InvalidStatus as error:
            plain.close()
            status = error.response.status_code
            kind = _KINDS.get(status, Unreachable)
            said = (error.response.body or b"")[:_WORDS].decode(errors="replace")
            raise kind(
                f"{self._site} answered {status} {said}", host=site_of(host, port)
            ) from error
        except (InvalidHandshake, InvalidURI) as error:
            plain.close()
            raise NotUnderstood(f"{self._site} is no web socket: {error}") from error
        except (OSError, ssl.SSLError, TimeoutError, EOFError) as error:
            plain.close()
            raise Unreachable(f"{self._site}: {error}", host=site_of(host, port)) from error
