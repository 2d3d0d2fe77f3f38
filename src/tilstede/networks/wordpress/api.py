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
    UNCLEAR,
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Throttled,
    TooLarge,
    Unreachable,
)
from tilstede.networks.kit.jsonfields import Fields, Refusal, load
from tilstede.networks.kit.pace import Pace
from tilstede.networks.kit.rest import Rest, kind_of, said
from tilstede.networks.kit.waiting import retry_after

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Content, Http, Response

#: Calls in so many seconds: each is worked out by the site's database.
CALLS: Final = 20
SECONDS: Final = 10.0
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
        self.root = root
        self.login = login
        headers = {"Authorization": login.header} if login else {}
        self._rest = Rest(http, headers, Pace(CALLS, SECONDS, wait), self._fault)

    def get(self, route: str, **asked: str | int) -> Response:
        """:raises NetworkError:"""
        return self._rest.get(self._address(route, asked))

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
        address = self._address(route, {})
        answer = self._rest.do(method, address, content, headers=headers, patience=patience)
        if not known or said(answer).line("code") != known:
            self._rest.checked(answer)
        return answer.content, _opened(answer, reached=True)

    def _address(self, route: str, asked: Mapping[str, str | int]) -> str:
        sign = "&" if "?" in self.root else "?"
        return f"{self.root}{route}{sign}{urlencode(asked)}" if asked else f"{self.root}{route}"

    def _fault(self, answer: Response) -> NetworkError:
        return fault(answer, self.login)


def fault(answer: Response, login: Login | None) -> NetworkError:
    """The error that an answer is, in the site's own words."""
    told = said(answer)
    code, message = told.line("code"), told.line("message")
    words = f"{_where(answer)}: {message or answer.status}" + (f" ({code})" if code else "")
    wait = retry_after(answer.headers, time.time())
    if answer.status in UNCLEAR:
        host = _host(answer) if answer.status == 503 else ""
        return Unreachable(words, retry_after=wait, host=host, reached=True)
    if code == _FLOOD:
        return Throttled(words, retry_after=wait or 15.0)
    if answer.status == 401 and login:
        return Expired(words)
    kind = kind_of(answer.status)
    if kind is NotFound and (not code or code == _NO_ROUTE):
        return NotUnderstood(f"{words}: the site has no REST there; follow its feed instead")
    if kind is Refused and login is None:
        return Refused(f"{words}: its REST is closed to us; follow its feed instead")
    if kind is Throttled:
        return Throttled(words, retry_after=wait, host=_host(answer))
    return kind(words)


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
