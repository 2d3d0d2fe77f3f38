"""What is asked of LinkedIn: the Community Management API, by Rest.li 2.0.

Each request names the version of the API it was written for. LinkedIn answers a version for a year; then this one must
be raised, by a newer tilstede (learn.microsoft.com/linkedin/marketing/versioning, 2026).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from tilstede.networks.kit.errors import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
    Unreachable,
)
from tilstede.networks.kit.jsonfields import Fields, load
from tilstede.networks.kit.waiting import retry_after

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Content, Http, Response

BASE: Final = "https://api.linkedin.com"
VERSION: Final = "202609"
#: Answers that LinkedIn gives in words; 408 is as unclear as 5xx.
_WORDED: Final = frozenset({*range(400, 408), *range(409, 500)})
_NAME: Final = re.compile(r"urn:li:[a-zA-Z]+:\S+")


class Problem(msgspec.Struct):
    """As the API writes it, and as its logins do (RFC 6749, 5.2)."""

    message: str = ""
    error: str = ""
    error_description: str = ""

    def words(self) -> str:
        return self.message or self.error_description or self.error


class Page(msgspec.Struct):
    """Elements of a list."""

    elements: list[msgspec.Raw] = []


class Api:
    """LinkedIn, asked with a login."""

    def __init__(self, http: Http, token: str, now: datetime, base: str = "") -> None:
        self._http = http
        self._base = base or BASE
        self._now = now.timestamp()
        self._login = {"Authorization": f"Bearer {token}"}
        self._headers = {
            **self._login,
            "Accept": "application/json",
            "LinkedIn-Version": VERSION,
            "X-Restli-Protocol-Version": "2.0.0",
        }

    def get(self, path: str, *, finder: bool = False, **params: str) -> bytes:
        """The answer's bytes. ``finder``: it is a search in a list. :raises NetworkError:"""
        headers = {**self._headers, "X-RestLi-Method": "FINDER"} if finder else self._headers
        answer = self._http.get(self._url(path, params), headers=headers, accept_status=_WORDED)
        return self._checked(answer).content

    def fields(self, path: str) -> Fields:
        """A thing by its address. :raises NetworkError:"""
        raw = self.get(path)
        try:
            return Fields(load(raw))
        except ValueError as error:
            raise NotUnderstood(f"LinkedIn answered in another form: {error}") from error

    def page(self, path: str, *, finder: bool = False, **params: str) -> list[bytes]:
        """The elements of a list. :raises NetworkError:"""
        raw = self.get(path, finder=finder, **params)
        try:
            return [bytes(one) for one in msgspec.json.decode(raw, type=Page).elements]
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise NotUnderstood(f"LinkedIn answered in another form: {error}") from error

    def send(
        self,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        method: str = "POST",
        patch: bool = False,
        **params: str,
    ) -> Response:
        """Have something done, once. ``patch``: the body says what is to be changed. :raises NetworkError:"""
        data = json.dumps(body).encode() if body is not None else b""
        headers = {**self._headers, **({"Content-Type": "application/json"} if data else {})}
        if patch:
            headers["X-RestLi-Method"] = "PARTIAL_UPDATE"
        url = self._url(path, params)
        return self._checked(
            self._http.send(method, url, data, headers=headers, accept_status=_WORDED)
        )

    def bring(
        self, url: str, content: Content, size: int, patience: float, *, login: bool
    ) -> Response:
        """Bytes to an address that LinkedIn has named. ``login``: shown there, where the address is LinkedIn's."""
        headers = {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        if login and self._is_theirs(url):
            headers |= self._login
        return self._checked(
            self._http.send(
                "PUT", url, content, headers=headers, accept_status=_WORDED, patience=patience
            )
        )

    def _is_theirs(self, url: str) -> bool:
        host = urlsplit(url).hostname or ""
        own = urlsplit(self._base).hostname
        return host in ("linkedin.com", own) or host.endswith(".linkedin.com")

    def _url(self, path: str, params: Mapping[str, str]) -> str:
        query = f"?{urlencode(params, quote_via=quote, safe='')}" if params else ""
        return f"{self._base}/rest/{path}{query}"

    def _checked(self, answer: Response) -> Response:
        if answer.status >= 400:
            raise error_of(answer, self._now)
        return answer


def api_of(access: Access, http: Http, now: datetime) -> Api:
    """LinkedIn, asked with this login."""
    return Api(http, access.secrets.get("access_token", ""), now, access.server)


def named(urn: str) -> str:
    """A name in a path, every sign of Rest.li's own encoded."""
    return quote(urn, safe="")


def made(answer: Response) -> str:
    """The name of what was made: it stands in a header, and the answer has no body.

    :raises NotUnderstood: it is not told, though something was made.
    """
    found = answer.headers.get("x-restli-id", "").replace("%3A", ":")
    if not _NAME.fullmatch(found):
        raise NotUnderstood("LinkedIn does not tell which post was made", reached=True)
    return found


def error_of(answer: Response, now: float) -> NetworkError:
    """What an answer over 400 means, in LinkedIn's own words."""
    detail = f"LinkedIn: {_problem(answer.content).words() or answer.status}"
    match answer.status:
        case 401:
            return Expired(detail)
        case 403:
            said = "whoever connected the page must have a role in it, and have given permission"
            return Refused(f"{detail} ({said})")
        case 404 | 410:
            return NotFound(detail)
        case 409:
            return Unreachable(detail)
        case 426:
            said = f"it no longer answers version {VERSION} of its API: tilstede must be upgraded"
            return Refused(f"{detail} ({said})")
        case 429:
            return Throttled(detail, retry_after=retry_after(answer.headers, now))
        case 400 | 413 | 415 | 422:
            return Rejected(detail)
        case _:
            return NotUnderstood(detail)


def _problem(content: bytes) -> Problem:
    try:
        return msgspec.json.decode(content, type=Problem, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Problem()
