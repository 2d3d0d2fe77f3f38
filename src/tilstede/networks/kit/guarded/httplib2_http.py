"""What Google's client library calls an Http, over the guarded client.

The library (google-api-python-client 2.202) asks of it a method `request` as that of httplib2.Http, and nothing more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

import httplib2

from tilstede.networks.kit.http import Content

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

_PIECE: Final = 1 << 16
#: Who asks, and what can be unpacked, the guarded client says itself.
_OURS: Final = frozenset({"user-agent", "accept-encoding"})
#: The library makes errors of these itself; redirects are never followed.
_ALL: Final = frozenset(range(300, 600))


class _Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class GuardedHttplib2:
    """``headers``: put on every request, as a login. ``patience``: seconds for one request, 0 for the usual."""

    def __init__(
        self, http: Http, headers: Mapping[str, str] | None = None, *, patience: float = 0.0
    ) -> None:
        self._http = http
        self._headers = dict(headers or {})
        self._patience = patience

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: str | bytes | _Readable | None = None,
        headers: Mapping[str, str] | None = None,
        redirections: int = 0,
        connection_type: Any = None,
    ) -> tuple[httplib2.Response, bytes]:
        """One request and its answer, whatever its status. :raises NetworkError: there is none."""
        told = {name: one for name, one in (headers or {}).items() if name.lower() not in _OURS}
        answer = self._http.send(
            method,
            uri,
            _content(body),
            headers={**told, **self._headers},
            accept_status=_ALL,
            patience=self._patience,
        )
        return httplib2.Response({**answer.headers, "status": str(answer.status)}), answer.content


def _content(body: str | bytes | _Readable | None) -> Content:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else _pieces(body)


def _pieces(body: _Readable) -> Iterator[bytes]:
    while piece := body.read(_PIECE):
        yield piece
