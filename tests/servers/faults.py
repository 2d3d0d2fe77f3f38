"""What the proxy of `proxy.py` can do to a request, an answer, a stream."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.servers.proxy import Answer, Asked, Effect, Exchange

_NONE: Mapping[str, str] = {}


def answered(status: int, body: object = b"", headers: Mapping[str, str] = _NONE) -> Effect:
    """The server never hears of it: 429 with a Retry-After or without one, 500, 503."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = {} if isinstance(body, bytes) else {"Content-Type": "application/json"}
    return lambda exchange: exchange.answer(Answer(status, {**kind, **headers}, content))


def swallowed(*, hold: float = 0.0) -> Effect:
    """The server does what was asked, and its answer is lost: the connection ends after ``hold`` seconds of silence."""

    def effect(exchange: Exchange) -> None:
        exchange.forward()
        if hold:
            exchange.hold(hold)
        exchange.hang_up()

    return effect


def replaced(status: int, body: bytes = b"", headers: Mapping[str, str] = _NONE) -> Effect:
    """The server does what was asked, and what stands before it says something else: a gateway's 502 or 504."""

    def effect(exchange: Exchange) -> None:
        exchange.forward()
        exchange.answer(Answer(status, dict(headers), body))

    return effect


def cut_upload(after: int) -> Effect:
    """Both connections end when so many bytes of the request's body have passed."""

    def effect(exchange: Exchange) -> None:
        exchange.pass_part(after)
        exchange.hang_up()

    return effect


def cut_answer(after: int) -> Effect:
    """The server answers, and the connection ends after so many bytes of the body."""
    return lambda exchange: exchange.answer(exchange.forward(), cut=after)


def refused() -> Effect:
    """The connection ends before the server hears of anything."""
    return Exchange.hang_up


def delayed(seconds: float) -> Effect:
    """Everything goes its way, later."""

    def effect(exchange: Exchange) -> None:
        time.sleep(seconds)
        exchange.pass_on()

    return effect


def rewritten(change: Callable[[Any], Any]) -> Effect:
    """The server's JSON answer in another shape."""

    def effect(exchange: Exchange) -> None:
        answer = exchange.forward()
        answer.body = json.dumps(change(json.loads(answer.body))).encode()
        exchange.answer(answer)

    return effect


def streamed(change: Callable[[Iterator[bytes]], Iterator[bytes]]) -> Effect:
    """What streams, changed by one of the following."""
    return lambda exchange: exchange.stream(change)


def doubled(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Every piece twice."""
    for piece in pieces:
        yield piece
        yield piece


def swapped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Every second piece of those that say something before the first."""
    held = b""
    for piece in pieces:
        if piece.startswith(b":") or not piece.strip():
            yield piece
        elif held:
            yield piece
            yield held
            held = b""
        else:
            held = piece
    yield held


def silent(after: int, *, seconds: float = 3600.0) -> Callable[[Iterator[bytes]], Iterator[bytes]]:
    """Nothing at all after so many pieces, not even a sign of life, with the connection open."""

    def change(pieces: Iterator[bytes]) -> Iterator[bytes]:
        for number, piece in enumerate(pieces):
            if number >= after:
                time.sleep(seconds)
                return
            yield piece

    return change


def dropped(after: int) -> Callable[[Iterator[bytes]], Iterator[bytes]]:
    """The connection ends after so many pieces."""

    def change(pieces: Iterator[bytes]) -> Iterator[bytes]:
        for _, piece in zip(range(after), pieces, strict=False):
            yield piece

    return change


def with_login(asked: Asked) -> bool:
    """Requests that carry a login, for `Proxy.fault`'s ``when``: answered 401, the token is revoked."""
    return "authorization" in asked.headers
