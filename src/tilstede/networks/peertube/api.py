"""A PeerTube server's REST API: what is asked, what its errors mean, and how fast it may be asked.

Source: docs.joinpeertube.org/api-rest-reference (8.1.0, read 22 November 2026). Errors are RFC 7807 with PeerTube's own
codes in ``code`` or at the end of ``type``. 50 calls in 10 seconds are let through.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import msgspec

from tilstede.networks.kit.errors import (
    UNCLEAR,
    Expired,
    NetworkError,
    NotUnderstood,
    Refused,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.pace import Pace
from tilstede.networks.kit.rest import Rest, kind_of, said
from tilstede.networks.kit.waiting import retry_after

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Content, Http, Response

#: Calls in so many seconds; fewer than are let through, since others ask from the same address.
CALLS: Final = 40
SECONDS: Final = 10.0
#: Bytes of captions at most.
SMALL: Final = 5 << 20
#: What is wrong with the person's name or password, not with a login that was given before.
_NOT_LET_IN: Final = frozenset({"invalid_grant", "invalid_client", "missing_two_factor"})


class Page(msgspec.Struct):
    """A list as the server gives it, its elements untouched."""

    data: list[msgspec.Raw] = []
    total: int = 0

    @property
    def raws(self) -> list[bytes]:
        return [bytes(one) for one in self.data]


class Api:
    """One server, with a login or without."""

    def __init__(
        self,
        http: Http,
        base: str,
        token: str = "",
        *,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http
        self.base = base.rstrip("/")
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._rest = Rest(http, self.headers, Pace(CALLS, SECONDS, wait), self._fault)

    def get(self, path: str, **asked: str | int) -> bytes:
        """:raises NetworkError:"""
        query = f"?{urlencode(asked)}" if asked else ""
        return self._rest.get(f"{self.base}/api/v1{path}{query}").content

    def file(self, address: str) -> bytes:
        """A small file, wherever the server says that it lies; no login goes with it. :raises NetworkError:"""
        self._rest.pace.keep()
        return self._http.get(address, max_bytes=SMALL).content

    def page(self, path: str, **asked: str | int) -> Page:
        """One page of a list. :raises NetworkError:"""
        content = self.get(path, **asked)
        try:
            return msgspec.json.decode(content, type=Page)
        except msgspec.DecodeError as error:
            raise NotUnderstood(f"{self.base}{path}: {error}") from error

    def fields(self, path: str, **asked: str | int) -> Fields:
        """One object. :raises NetworkError:"""
        return opened(self.get(path, **asked))

    def do(
        self,
        method: str,
        path: str,
        content: Content = b"",
        *,
        headers: Mapping[str, str] | None = None,
        accept: Collection[int] = (),
        patience: float = 0.0,
    ) -> Response:
        """Have something done, once. ``path``: below the API, or a whole address on the same server.

        :raises NetworkError: ``reached`` tells whether it may be done.
        """
        address = path if path.startswith(f"{self.base}/") else f"{self.base}/api/v1{path}"
        answer = self._rest.do(
            method, address, content, headers=headers, accept=accept, patience=patience
        )
        return answer if answer.status in accept else self._rest.checked(answer)

    def _fault(self, answer: Response) -> NetworkError:
        return fault(answer, self.base)


def fault(answer: Response, base: str) -> NetworkError:
    """The error that an answer is, in the server's own words."""
    told = said(answer)
    code = told.line("code") or told.line("type").rpartition("/")[2]
    detail = told.line("detail", "error") or str(answer.status)
    words = f"{base}: {detail}" + (f" ({code})" if code and code != "about:blank" else "")
    if answer.status in UNCLEAR:
        wait = retry_after(answer.headers, time.time())
        return Unreachable(words, retry_after=wait, reached=True)
    if code in _NOT_LET_IN:
        return Refused(words)
    kind = Expired if answer.status == 401 else kind_of(answer.status)
    wait = retry_after(answer.headers, time.time()) if kind is Throttled else None
    return kind(words, retry_after=wait)


def opened(content: bytes, *, reached: bool = False) -> Fields:
    """An object. ``reached``: it answers something that was done. :raises NotUnderstood:"""
    try:
        return Fields(load(content))
    except Refusal as error:
        raise NotUnderstood(f"the server's answer: {error.detail}", reached=reached) from error
