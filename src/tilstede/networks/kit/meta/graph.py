"""The manners of the Graph API, the same for Facebook, Instagram and Threads (developers.facebook.com, v26.0).

What is asked for and done, in which words it says no, and how pages follow each other. The token goes in a header, so
that it stands in no address and no log.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

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

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http, Response

_WORDED: Final = frozenset({*range(400, 408), *range(409, 500), 500, 503})
#: Error codes (developers.facebook.com/docs/graph-api/guides/error-handling, v26.0).
_EXPIRED: Final = frozenset({102, 190, 463, 467})
_TOO_OFTEN: Final = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
_NOT_ALLOWED: Final = frozenset({3, 10, *range(200, 300)})
_LATER: Final = frozenset({-2, -1, 1, 2})
#: As much was published in a day as is allowed.
_DAY_FULL: Final = frozenset({2207042})
_ABSENT: Final = frozenset({803})
_ABSENT_PART: Final = frozenset({33, 2108006})
_HOUR: Final = 3600.0
#: In the address of the next page, and not to be kept.
_SECRET: Final = frozenset({"access_token", "appsecret_proof"})


class _Error(msgspec.Struct):
    message: str = ""
    error_user_msg: str = ""
    type: str = ""
    code: int = 0
    error_subcode: int = 0
    is_transient: bool = False


class _Answer(msgspec.Struct):
    error: _Error | None = None
    error_message: str = ""


class Cursors(msgspec.Struct, frozen=True):
    after: str = ""


class Paging(msgspec.Struct, frozen=True):
    cursors: Cursors = Cursors()
    next: str = ""

    def query(self) -> dict[str, str]:
        """What asks for the next page; empty when there is none. Without secrets."""
        pairs = parse_qsl(urlsplit(self.next).query)
        return {name: value for name, value in pairs if name not in _SECRET}


class Page(msgspec.Struct):
    """Elements of a list, and where it goes on."""

    data: list[msgspec.Raw] = []
    paging: Paging = Paging()


class Graph:
    """One of Meta's APIs, asked with a login. ``secret``: the app's, which proves that it is the app that asks."""

    def __init__(self, http: Http, base: str, token: str, secret: str = "") -> None:
        self._http = http
        self._base = base
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._proof: dict[str, str] = {}
        if secret and token:
            proof = hmac.new(secret.encode(), token.encode(), sha256).hexdigest()
            self._proof = {"appsecret_proof": proof}

    def get(self, path: str, **params: str) -> bytes:
        """The answer's bytes. ``path`` ``""``: several things by their ``ids``. :raises NetworkError:"""
        answer = self._http.get(
            f"{self._base}/{path}",
            headers=self._headers,
            params={**params, **self._proof},
            accept_status=_WORDED,
        )
        return _checked(answer, sent=False)

    def page(self, path: str, params: Mapping[str, str]) -> Page:
        """:raises NotUnderstood: the answer is no list."""
        found: Page = decoded(self.get(path, **params), Page)
        return found

    def pages(self, path: str, params: Mapping[str, str], most: int) -> Iterator[Page]:
        """At most so many pages; whether it is all, the last one's ``paging`` tells."""
        query = dict(params)
        for _ in range(most):
            page = self.page(path, query)
            yield page
            query = page.paging.query()
            if not query:
                return

    def post(self, path: str, **params: str) -> Any:
        """Have something done, once. The answer as an object. :raises NetworkError:"""
        return self.send("POST", path, params)

    def delete(self, path: str) -> None:
        """:raises NetworkError:"""
        self.send("DELETE", path, {})

    def send(self, method: str, path: str, params: Mapping[str, str]) -> Any:
        body = urlencode({**params, **self._proof}).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.bring(method, path, body, kind)

    def bring(
        self,
        method: str,
        path: str,
        content: bytes | Iterator[bytes],
        headers: Mapping[str, str],
        patience: float = 0.0,
    ) -> Any:
        """A request with a body of one's own; `proof` belongs in it."""
        answer = self._http.send(
            method,
            f"{self._base}/{path}",
            content,
            headers={**self._headers, **headers},
            accept_status=_WORDED,
            patience=patience,
        )
        return decoded(_checked(answer, sent=True), dict[str, Any], sent=True)

    @property
    def proof(self) -> dict[str, str]:
        return dict(self._proof)


def decoded(content: bytes, kind: Any, *, sent: bool = False) -> Any:
    """:raises NotUnderstood: the answer is shaped otherwise; ``sent``: and it answers something that was to be done."""
    try:
        return msgspec.json.decode(content, type=kind, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotUnderstood(f"Meta answered in another form: {error}", reached=sent) from error


def _checked(answer: Response, *, sent: bool) -> bytes:
    told = _told(answer.content) if answer.status >= 400 else None
    if told is None:
        return answer.content
    error = _error_of(told, answer)
    error.reached = sent and isinstance(error, Unreachable)
    raise error


def _told(content: bytes) -> _Error:
    try:
        answer = msgspec.json.decode(content, type=_Answer, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Error()
    return answer.error or _Error(message=answer.error_message)


def _error_of(told: _Error, answer: Response) -> NetworkError:
    """What it means, in Meta's own words."""
    words = f"Meta: {told.error_user_msg or told.message or answer.status}"
    kinds: list[tuple[Collection[int], type[NetworkError]]] = [
        (_EXPIRED, Expired),
        (_NOT_ALLOWED, Refused),
        (_LATER, Unreachable),
        (_ABSENT, NotFound),
    ]
    too_often = told.code in _TOO_OFTEN or told.error_subcode in _DAY_FULL
    if too_often or (not told.code and answer.status == 429):
        return Throttled(words, retry_after=_wait(answer.headers))
    if told.code == 100 and told.error_subcode in _ABSENT_PART:
        return NotFound(words)
    if told.is_transient:
        return Unreachable(words)
    by_code = next((kind for codes, kind in kinds if told.code in codes), None)
    return (by_code or _by_status(answer.status, told.code))(words)


def _by_status(status: int, code: int) -> type[NetworkError]:
    if status >= 500:
        return Unreachable
    if code:
        return Rejected
    return {401: Expired, 403: Refused, 404: NotFound}.get(status, Rejected)


def _wait(headers: Mapping[str, str]) -> float:
    """Seconds: what ``x-business-use-case-usage`` tells in minutes, else an hour, the length of Meta's windows."""
    try:
        told = json.loads(headers.get("x-business-use-case-usage", "{}"))
        minutes = [
            float(one["estimated_time_to_regain_access"]) for some in told.values() for one in some
        ]
    except (ValueError, KeyError, TypeError, AttributeError):
        return _HOUR
    return max(minutes, default=0.0) * 60 or _HOUR
