"""The one client all speaking with the outside goes through, guarded: nothing inside our own network can
be reached, nothing grows or lasts without end, and no secret follows a redirect to another host.

To load it takes as long as to read a thousand posts. Networks are handed a client and name it for its type alone, so
that what only reads takeouts goes without.
"""

from __future__ import annotations

import math
import re
import ssl
import time
from base64 import b64encode
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from types import TracebackType
from typing import Self

import httpcore
import httpx

from tilstede.networks.kit import decoding
from tilstede.networks.kit.addresses import Loopback, site_of
from tilstede.networks.kit.connection import Attempt, GuardedBackend, Resolve, attempt, resolve
from tilstede.networks.kit.decoding import MAX_BYTES
from tilstede.networks.kit.errors import (
    UNCLEAR,
    Forbidden,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Throttled,
    TooLarge,
    Unreachable,
)
from tilstede.networks.kit.tcp import Tcp
from tilstede.networks.kit.waiting import retry_after

MAX_HOPS = 5
#: Seconds without a word after which nobody is believed to be at the other end of a stream.
SILENCE = 120.0
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
#: What may follow a redirect to another host; all else (logins, cookies, keys) stays behind.
_HARMLESS = frozenset({"accept", "accept-language", "if-modified-since", "if-none-match"})

Content = bytes | Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds: to connect, between two pieces of an answer, and for the whole with redirects."""

    connect: float = 10.0
    read: float = 20.0
    whole: float = 60.0


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed: the status, and where it led."""

    status: int
    url: str


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, read to its end and unpacked. ``headers`` are found whatever their case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str  #: after redirects
    hops: tuple[Hop, ...] = ()

    @property
    def moved_to(self) -> str:
        """Where the address has moved for good (301, 308 only), or ``""``."""
        address = ""
        for hop in self.hops:
            if hop.status not in _PERMANENT:
                break
            address = hop.url
        return address

    @property
    def fresh_for(self) -> float:
        """Seconds until it is worth asking again, as the server tells (RFC 9111 4.2); 0 where it does not."""
        told = _MAX_AGE.search(self.headers.get("cache-control", ""))
        age = self.headers.get("age", "").strip()
        if told is None:
            return 0.0
        return max(0.0, float(told[1]) - (float(age) if age.isdecimal() else 0.0))


def agent(contact: str = "") -> str:
    """The User-Agent that says who asks, and where to complain: ``tilstede/0.1 (+https://…)``."""
    return f"tilstede/0.1 (+{contact})" if contact else "tilstede/0.1"


@cache
def _certifi() -> ssl.SSLContext:
    """Read once: that takes twenty milliseconds, and a worker opens a pool for every picture."""
    return httpx.create_ssl_context(trust_env=False)


class Http:
    """A pool of connections. Safe to use from several threads; close it when done.

    ``allow_loopback``: services on this machine that may be read, ``host``, ``host:port`` or
    ``host:*``. ``clock``: seconds since 1970, to understand when a server says "not before".
    ``tls``: which certificates are believed, by default those of certifi. ``mail_hosts``: mail servers inside the
    operator's own network that may be reached, ``host:port``; ``tcp`` connects to them.
    Proxies and cookies are never used. ``cost``: US dollars that what was read through it has cost, as told by
    networks that charge for that.
    """

    def __init__(
        self,
        allow_loopback: Collection[str] = (),
        *,
        user_agent: str = agent(),
        timeouts: Timeouts = Timeouts(),
        clock: Callable[[], float] = time.time,
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        mail_hosts: Collection[str] = (),
    ) -> None:
        self.tcp = Tcp(allow_loopback, mail_hosts, resolve, tls)
        self.cost = Decimal(0)
        self._agent = user_agent
        self._timeouts = timeouts
        self._clock = clock
        pool = partial(
            httpcore.ConnectionPool,
            ssl_context=tls or _certifi(),
            max_connections=100,
            network_backend=GuardedBackend(Loopback(allow_loopback), resolve),
        )
        self._pool = pool(max_keepalive_connections=50, keepalive_expiry=15.0)
        # What asks for something to be done goes on a connection of its own: one that was kept may be closed by the
        # server just then, and nobody could tell whether it was done.
        self._once_only = pool(max_keepalive_connections=0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
        self._once_only.close()

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        max_bytes: int = MAX_BYTES,
        accept_status: Collection[int] = (),
    ) -> Response:
        """Read an address. Redirects are followed, at most five, each checked like the first.

        A status outside 2xx is an error unless it is named in `accept_status`.
        :raises NetworkError: the kind says what to do about it; `retry_after` when the server told.
        """
        address = _address(url)
        if params:
            address = address.copy_merge_params(params)
        sent = httpx.Headers(headers)
        hops: list[Hop] = []
        token = attempt.set(Attempt(time.monotonic() + self._timeouts.whole))
        try:
            while True:
                answer = self._once(address, sent, max_bytes)
                if answer.status not in _REDIRECTS or answer.status in accept_status:
                    break
                if len(hops) == MAX_HOPS:
                    raise Forbidden(f"more than {MAX_HOPS} redirects from {_plain(address)}")
                target = _target(address, answer)
                sent = _following(sent, address, target)
                address = target
                hops.append(Hop(answer.status, str(target)))
        finally:
            attempt.reset(token)
        self._check(answer, accept_status)
        return Response(answer.status, answer.headers, answer.content, str(address), tuple(hops))

    def post(
        self,
        url: str,
        content: bytes,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = MAX_BYTES,
        accept_status: Collection[int] = (),
    ) -> Response:
        """Send bytes to an address, once, as `send` does."""
        return self.send(
            "POST", url, content, headers=headers, max_bytes=max_bytes, accept_status=accept_status
        )

    def send(
        self,
        method: str,
        url: str,
        content: Content = b"",
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = MAX_BYTES,
        accept_status: Collection[int] = (),
        patience: float = 0.0,
    ) -> Response:
        """Ask for something to be done, once: nothing is sent again and no redirect is followed.

        ``content``: bytes, or an iterator of them, as for a file (then a Content-Length belongs in ``headers``).
        ``patience``: seconds for the whole, where it takes longer than usual (a film).
        A status outside 2xx is an error unless it is named in `accept_status`.
        :raises NetworkError: as `get` does; a redirect is `NotUnderstood`. ``reached`` tells whether it may have
            been done all the same: the request had left, and no answer or none that is clear came.
        """
        address = _address(url)
        whole = patience or self._timeouts.whole
        tried = Attempt(time.monotonic() + whole)
        token = attempt.set(tried)
        try:
            with _translated(address):
                answer = self._exchange(address, httpx.Headers(headers), max_bytes, method, content)
        except NetworkError as error:
            error.reached = tried.spoken
            raise
        finally:
            attempt.reset(token)
        try:
            self._check(answer, accept_status)
        except NetworkError as error:
            error.reached = answer.status in UNCLEAR
            raise
        return answer

    @contextmanager
    def stream(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        silence: float = SILENCE,
    ) -> Iterator[Iterator[bytes]]:
        """Read an address that answers without end: its bytes as they come, for as long as the block lasts.

        ``silence``: seconds without a byte after which it is given up. No redirect is followed.
        :raises NetworkError: as `get` does; `Unreachable` too when it falls silent or ends in the middle.
        """
        address = _address(url)
        if params:
            address = address.copy_merge_params(params)
        with ExitStack() as stack:
            stack.callback(attempt.reset, attempt.set(Attempt(math.inf)))
            with _translated(address):
                answer = stack.enter_context(self._opened(address, headers, silence))
            found = httpx.Headers(answer.headers)
            self._check(Response(answer.status, found, b"", str(address)), ())
            yield _pieces(answer, address)

    def _opened(
        self, address: httpx.URL, headers: Mapping[str, str] | None, silence: float
    ) -> AbstractContextManager[httpcore.Response]:
        own = {"User-Agent": self._agent, "Accept": "text/event-stream", **_login(address)}
        request = httpx.Request("GET", address, headers={**own, **(headers or {})})
        limits = self._timeouts
        timeout = {
            "connect": limits.connect,
            "read": silence,
            "write": limits.read,
            "pool": limits.whole,
        }
        return self._once_only.stream(
            "GET", _target_of(address), headers=request.headers.raw, extensions={"timeout": timeout}
        )

    def _once(self, address: httpx.URL, headers: httpx.Headers, max_bytes: int) -> Response:
        with _translated(address):
            try:
                return self._exchange(address, headers, max_bytes)
            except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
                if attempt.get().connected:
                    raise
            # The server closed a kept connection just as it was used again: ask once more.
            return self._exchange(address, headers, max_bytes)

    def _exchange(
        self,
        address: httpx.URL,
        headers: httpx.Headers,
        max_bytes: int,
        method: str = "GET",
        content: Content | None = None,
    ) -> Response:
        """One question, one answer."""
        attempt.get().connected = False
        request = httpx.Request(
            method,
            address,
            content=content,
            headers={
                "User-Agent": self._agent,
                "Accept": "*/*",
                "Accept-Encoding": decoding.ACCEPTED,
                **_login(address),
                **headers,
            },
        )
        limits = self._timeouts
        timeout = {
            "connect": limits.connect,
            "read": limits.read,
            "write": limits.read,
            "pool": limits.whole,
        }
        pool = self._pool if content is None else self._once_only
        with pool.stream(
            request.method,
            _target_of(address),
            headers=request.headers.raw,
            content=content,
            extensions={"timeout": timeout},
        ) as answer:
            found = httpx.Headers(answer.headers)
            body = b"" if answer.status in _REDIRECTS else _body(answer, found, max_bytes)
            return Response(answer.status, found, body, str(address))

    def _check(self, answer: Response, accept_status: Collection[int]) -> None:
        if 200 <= answer.status < 300 or answer.status in accept_status:
            return
        wait = retry_after(answer.headers, self._clock())
        kind = _error(answer.status)
        if kind is Refused and answer.headers.get("x-ratelimit-remaining") == "0":
            kind = Throttled
        address = httpx.URL(answer.url)
        busy = kind is Throttled or answer.status == 503
        raise kind(
            f"{_plain(address)} answered {answer.status}",
            retry_after=wait,
            host=_site(address) if busy else "",
        )


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
        host = address.host  # decodes the name, which may be none (RFC 5891)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise Forbidden(f"not an address: {error}") from error
    if address.scheme not in ("http", "https") or not host:
        raise Forbidden(f"not a web address: {address.scheme or 'no scheme'}")
    return address


def _pieces(answer: httpcore.Response, address: httpx.URL) -> Iterator[bytes]:
    with _translated(address):
        yield from answer.iter_stream()


def _target_of(address: httpx.URL) -> httpcore.URL:
    return httpcore.URL(
        scheme=address.raw_scheme,
        host=address.raw_host,
        port=address.port,
        target=address.raw_path,
    )


def _target(address: httpx.URL, answer: Response) -> httpx.URL:
    location = answer.headers.get("location", "")
    if not location:
        raise NotUnderstood(f"{_plain(address)} redirects to nowhere")
    try:
        return _address(str(address.join(location)))
    except (httpx.InvalidURL, UnicodeError) as error:
        raise NotUnderstood(f"{_plain(address)} redirects to no address: {error}") from error


def _following(headers: httpx.Headers, old: httpx.URL, new: httpx.URL) -> httpx.Headers:
    same = (old.scheme, old.host, old.port) == (new.scheme, new.host, new.port)
    upgraded = old.host == new.host and (old.scheme, new.scheme) == ("http", "https")
    if same or (upgraded and old.port is None and new.port is None):
        return headers
    return httpx.Headers({name: value for name, value in headers.items() if name in _HARMLESS})


def _login(address: httpx.URL) -> dict[str, str]:
    """``https://name:secret@host/`` as the Basic credentials of RFC 7617."""
    if not address.userinfo:
        return {}
    pair = f"{address.username}:{address.password}".encode()
    return {"Authorization": f"Basic {b64encode(pair).decode('ascii')}"}


def _body(answer: httpcore.Response, headers: httpx.Headers, max_bytes: int) -> bytes:
    stated = headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > max_bytes:
        raise TooLarge(f"the answer is larger than {max_bytes} bytes")
    return decoding.read(answer.iter_stream(), headers.get("content-encoding", ""), max_bytes)


@contextmanager
def _translated(address: httpx.URL) -> Iterator[None]:
    """Errors of the transport become the contract's; where there is no connection, they are the whole host's."""
    try:
        yield
    except httpcore.ConnectTimeout as error:
        raise Unreachable(f"{_plain(address)} took too long", host=_site(address)) from error
    except httpcore.ConnectError as error:
        detail = f"{_plain(address)}: {error or type(error).__name__}"
        raise Unreachable(detail, host=_site(address)) from error
    except httpcore.TimeoutException as error:
        raise Unreachable(f"{_plain(address)} took too long") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise Unreachable(f"{_plain(address)}: {error or type(error).__name__}") from error


def _error(status: int) -> type[NetworkError]:
    if status == 429:
        return Throttled
    if status in (401, 403, 407, 451):
        return Refused
    if status in (404, 410):
        return NotFound
    if status >= 500 or status in (408, 425):
        return Unreachable
    return NotUnderstood


def _site(address: httpx.URL) -> str:
    return site_of(address.host, address.port)


def _plain(address: httpx.URL) -> str:
    """The address without what may be secret: login, query."""
    return f"{address.scheme}://{address.netloc.decode('ascii')}{address.path}"
