"""A site's REST API: what is asked, what its errors mean, and how fast it may be asked.

Source: developer.wordpress.org/rest-api (read 23 November 2026) and wp-includes/rest-api of 6.1. Errors are JSON with a
``code``, a ``message`` for people, and the status. WordPress itself sets no limit; hosts do.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import msgspec

from tilstede.networks.kit.addresses import site_of
from tilstede.networks.kit.errors import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
    TooLarge,
    Unreachable,
)
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.pace import Pace
from tilstede.networks.kit.waiting import retry_after

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Content, Http, Response

#: Calls in so many seconds: each is worked out by the site's database.
CALLS: Final = 20
SECONDS: Final = 10.0
_ERRORS: Final = frozenset(range(400, 600))
_UNCLEAR: Final = frozenset({408, *range(500, 600)})
_KINDS: Final[dict[int, type[NetworkError]]] = {
    400: Rejected,
    401: Refused,
    403: Refused,
    404: NotFound,
    405: Rejected,
    409: Rejected,
    410: NotFound,
    413: Rejected,
    415: Rejected,
    422: Rejected,
    429: Throttled,
}
#: What a wait of fifteen seconds mends (wp-includes/comment.php).
_FLOOD: Final = "comment_flood"
#: Said of a route that the site does not have, of whatever that lies there.
_NO_ROUTE: Final = "rest_no_route"
_LINKED: Final = 'rel="https://api.w.org/"'


class Login(NamedTuple):
    """A user of the site, and a password made for us alone."""

    user: str
    password: str

    @property
    def header(self) -> str:
        """HTTP's basic login (RFC 7617)."""
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")


class Page(NamedTuple):
    """Some of a list, its elements untouched. ``total``: how many there are in all, as the site tells."""

    raws: list[bytes]
    total: int
    content: bytes


class Api:
    """One site, with a login or without. ``root``: where its REST begins."""

    def __init__(
        self,
        http: Http,
        root: str,
        login: Login | None = None,
        *,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http
        self.root = root
        self.login = login
        self._pace = Pace(CALLS, SECONDS, wait)

    def get(self, route: str, **asked: str | int) -> Response:
        """:raises NetworkError:"""
        self._pace.keep()
        answer = self._http.get(
            self._address(route, asked), headers=self._headers(), accept_status=_ERRORS
        )
        self._check(answer)
        return answer

    def page(self, route: str, **asked: str | int) -> Page:
        """Some of a list. :raises NetworkError:"""
        answer = self.get(route, **asked)
        try:
            raws = msgspec.json.decode(answer.content, type=list[msgspec.Raw])
        except (msgspec.DecodeError, RecursionError) as error:
            raise _other(answer) from error
        told = answer.headers.get("x-wp-total", "")
        total = int(told) if told.isdecimal() and len(told) < 10 else 0
        return Page([bytes(raw) for raw in raws], total, answer.content)

    def one(self, route: str, **asked: str | int) -> tuple[bytes, Fields]:
        """One object, as received and opened. :raises NetworkError:"""
        answer = self.get(route, **asked)
        return answer.content, _opened(answer, reached=False)

    def do(
        self,
        method: str,
        route: str,
        content: Content = b"",
        *,
        headers: Mapping[str, str] | None = None,
        patience: float = 0.0,
        known: str = "",
    ) -> tuple[bytes, Fields]:
        """Have something done, once; what the site made of it. ``known``: the code of an error that is an answer.

        :raises NetworkError: ``reached`` tells whether it may be done.
        """
        self._pace.keep()
        answer = self._http.send(
            method,
            self._address(route, {}),
            content,
            headers={**self._headers(), **(headers or {})},
            accept_status=_ERRORS,
            patience=patience,
        )
        if not known or _told(answer).line("code") != known:
            self._check(answer)
        return answer.content, _opened(answer, reached=True)

    def _headers(self) -> dict[str, str]:
        told = {"Authorization": self.login.header} if self.login else {}
        return {**told, "Accept": "application/json"}

    def _address(self, route: str, asked: Mapping[str, str | int]) -> str:
        sign = "&" if "?" in self.root else "?"
        return f"{self.root}{route}{sign}{urlencode(asked)}" if asked else f"{self.root}{route}"

    def _check(self, answer: Response) -> None:
        if answer.status >= 400:
            raise fault(answer, self.login)


def fault(answer: Response, login: Login | None) -> NetworkError:
    """The error that an answer is, in the site's own words."""
    told = _told(answer)
    code, message = told.line("code"), told.line("message")
    said = f"{_where(answer)}: {message or answer.status}" + (f" ({code})" if code else "")
    wait = retry_after(answer.headers, time.time())
    if answer.status in _UNCLEAR:
        host = _host(answer) if answer.status == 503 else ""
        return Unreachable(said, retry_after=wait, host=host, reached=True)
    if code == _FLOOD:
        return Throttled(said, retry_after=wait or 15.0)
    if answer.status == 401 and login:
        return Expired(said)
    kind = _KINDS.get(answer.status, NotUnderstood)
    if kind is NotFound and (not code or code == _NO_ROUTE):
        return NotUnderstood(f"{said}: the site has no REST there; follow its feed instead")
    if kind is Refused and login is None:
        return Refused(f"{said}: its REST is closed to us; follow its feed instead")
    if kind is Throttled:
        return Throttled(said, retry_after=wait, host=_host(answer))
    return kind(said)


def _told(answer: Response) -> Fields:
    try:
        return Fields(load(answer.content))
    except Refusal:
        return Fields({})


def _opened(answer: Response, *, reached: bool) -> Fields:
    try:
        return Fields(load(answer.content))
    except Refusal as error:
        raise _other(answer, reached=reached) from error


def _other(answer: Response, *, reached: bool = False) -> NotUnderstood:
    """An answer that is no REST: a page for signing in, one that asks for patience, a fault of a plug-in."""
    page = b"<html" in answer.content[:2000].lower() or b"<!doctype" in answer.content[:200].lower()
    what = "a web page" if page else "something else"
    said = f"{_where(answer)}: {what} where WordPress's REST should be; follow its feed instead"
    return NotUnderstood(said, reached=reached)


def _host(answer: Response) -> str:
    parts = urlsplit(answer.url)
    return site_of(parts.hostname or "", parts.port)


def _where(answer: Response) -> str:
    return answer.url.partition("?")[0]


def linked(http: Http, address: str) -> str:
    """Where a page says that its site's REST begins (the header Link, rel ``https://api.w.org/``), or ``""``.

    :raises NetworkError: the page cannot be read. The login is never sent.
    """
    try:
        answer = http.get(address, max_bytes=4 << 20)
    except TooLarge:
        return ""
    for part in answer.headers.get("link", "").split(", <"):
        where, _, rest = part.lstrip("<").partition(">")
        if _LINKED in rest.replace("'", '"'):
            return where
    return ""
