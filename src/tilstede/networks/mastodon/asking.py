"""A server asked to do things as one account (docs.joinmastodon.org/methods, 2026). Its words come with every no."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from tilstede.networks.kit.contract import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
)
from tilstede.networks.mastodon.reading import Fields, Refusal, load, mended

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http, Response

#: What a clear no means. 422 is Rails' "not as it is"; 413 and 415 come from what stands before the server.
_NO: Final[dict[int, type[NetworkError]]] = {
    400: Rejected,
    401: Expired,
    403: Refused,
    404: NotFound,
    410: NotFound,
    413: Rejected,
    415: Rejected,
    422: Rejected,
}
#: No more of a server's words than this are handed on.
_MOST: Final = 300


class Server:
    """``host``: with its port; ``domain``: what the handles of its accounts end in."""

    def __init__(self, http: Http, base: str, token: str = "", *, domain: str = "") -> None:
        self.base = base
        self.host = base.partition("://")[2]
        self.domain = domain or self.host
        self._http = http
        self._headers = {"Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    @property
    def context(self) -> dict[str, str]:
        """What the parser is told of what lies around an answer."""
        return {"host": self.host, "domain": self.domain}

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Response:
        """:raises NetworkError:"""
        url = self.base + path
        answer = self._http.get(url, headers=self._headers, params=params, accept_status=_NO)
        return self._checked(answer)

    def myself(self) -> Response:
        """The account that the token opens. :raises Expired: none any more; snac says 422 then."""
        try:
            return self.get("/api/v1/accounts/verify_credentials")
        except Rejected as error:
            raise Expired(error.detail) from error

    def do(
        self,
        method: str,
        path: str,
        fields: Mapping[str, Any] | None = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Have something done, once. :raises NetworkError: ``reached`` says whether it may have been."""
        content = b"" if fields is None else json.dumps(fields).encode()
        kind = {} if fields is None else {"Content-Type": "application/json"}
        return self.send(method, path, content, {**kind, **(headers or {})})

    def send(
        self,
        method: str,
        path: str,
        content: bytes | Iterator[bytes],
        headers: Mapping[str, str],
        *,
        patience: float = 0.0,
    ) -> Response:
        """The same with a body of any kind."""
        answer = self._http.send(
            method,
            self.base + path,
            content,
            headers={**self._headers, **headers},
            accept_status=_NO,
            patience=patience,
        )
        return self._checked(answer)

    def fields(self, answer: Response, *, reached: bool = False) -> Fields:
        """The object that was answered. :raises NotUnderstood: it is none."""
        try:
            return Fields(load(answer.content))
        except Refusal as error:
            raise NotUnderstood(f"{self.host}: {error.detail}", reached=reached) from error

    def objects(self, answer: Response) -> list[Fields]:
        """The objects in the list that was answered. :raises NotUnderstood: it is none."""
        try:
            return Fields(load(b'{"listed":%s}' % answer.content)).objects("listed")
        except Refusal as error:
            raise NotUnderstood(f"{self.host}: {error.detail}") from error

    def _checked(self, answer: Response) -> Response:
        if answer.status in _NO:
            raise _NO[answer.status](f"{self.host}: {words_of(answer) or answer.status}")
        return answer


def of(access: Access, http: Http) -> Server:
    """The server of an account that is connected."""
    domain = access.handle.partition("@")[2]
    return Server(http, access.server, access.secrets.get("token", ""), domain=domain)


def words_of(answer: Response) -> str:
    """Why the server says no, in its own words; ``""`` when it says nothing that can be shown."""
    try:
        told = Fields(load(answer.content))
    except Refusal:
        return ""
    said = told.raw("error_description") or told.raw("error")
    return mended(said, {})[:_MOST].strip() if isinstance(said, str) else ""


def part(number: str) -> str:
    """A number as a part of a path."""
    return quote(number, safe="")
