"""Asking a server of the AT Protocol (atproto.com/specs/xrpc, 2026): answers are JSON or bytes, errors have names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

import msgspec

from tilstede.networks.bluesky.reading import Refusal, load
from tilstede.networks.kit.contract import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
)
from tilstede.networks.kit.decoding import MAX_BYTES

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Content, Http, Response

#: Answers that say in words what is wrong.
_TOLD: Final = frozenset({400, 401, 403, 404})
_GONE: Final = frozenset(
    {
        *("RepoNotFound", "RecordNotFound", "NotFound", "AccountNotFound", "BlobNotFound"),
        *("RepoDeactivated", "RepoTakendown", "RepoSuspended"),
        *("AccountDeactivated", "AccountTakedown", "AccountSuspended"),
    }
)
_EXPIRED: Final = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AccountTakedown"})
_REFUSED: Final = frozenset({"AuthenticationRequired", "AuthFactorTokenRequired", "Forbidden"})
#: An account that is not known, which the application does not give a name of its own.
_NO_PROFILE: Final = ("Profile not found", "Could not find repo", "Could not locate record")

Params = Mapping[str, str | int | list[str]]


def ask(
    http: Http,
    base: str,
    method: str,
    params: Params,
    *,
    token: str = "",
    max_bytes: int = MAX_BYTES,
) -> Response:
    """Read something. ``base``: the server; ``token``: a login to it.

    :raises NotFound: there is no such thing, or it is no longer shown. :raises NetworkError: as `Http.get`.
    """
    answer = http.get(
        f"{base}/xrpc/{method}{_query(params)}",
        headers=_login(token),
        accept_status=_TOLD,
        max_bytes=max_bytes,
    )
    return _held(answer, token, method)


def do(
    http: Http,
    base: str,
    method: str,
    body: Mapping[str, Any] | Iterator[bytes] | None,
    *,
    token: str = "",
    headers: Mapping[str, str] | None = None,
    patience: float = 0.0,
) -> dict[str, Any]:
    """Have something done, once. ``body``: what becomes JSON; or bytes, with their type and length in ``headers``.

    :raises Rejected: it will not be done so, in the server's words. :raises NetworkError: as `Http.send`.
    """
    kind: dict[str, str] = {}
    content: Content = b""
    if isinstance(body, Mapping):
        kind, content = {"Content-Type": "application/json"}, msgspec.json.encode(body)
    elif body is not None:
        content = body
    answer = http.send(
        "POST",
        f"{base}/xrpc/{method}",
        content,
        headers={**kind, **_login(token), **(headers or {})},
        accept_status=_TOLD,
        patience=patience,
    )
    return told(_held(answer, token, method, sending=True), reached=True)


def told(answer: Response, *, reached: bool = False) -> dict[str, Any]:
    """The answer's JSON object; nothing where there is none. :raises NotUnderstood:"""
    if not answer.content:
        return {}
    try:
        return load(answer.content)
    except Refusal as error:
        raise NotUnderstood(f"{answer.url}: {error}", reached=reached) from error


def _held(answer: Response, token: str, method: str, *, sending: bool = False) -> Response:
    if answer.status not in _TOLD:
        return answer
    name, words = _error(answer)
    said = f"{method}: {words or name or answer.status}"
    raise _kind(answer.status, name, words, token, sending=sending)(said)


def _kind(status: int, name: str, words: str, token: str, *, sending: bool) -> type[NetworkError]:
    if token and (name in _EXPIRED or (status == 401 and name not in _REFUSED)):
        return Expired
    if name in _GONE or words.startswith(_NO_PROFILE) or status == 404:
        return NotFound
    if name in _REFUSED or status in (401, 403):
        return Refused
    return Rejected if sending else NotUnderstood


def _error(answer: Response) -> tuple[str, str]:
    try:
        found = load(answer.content)
    except Refusal:
        return "", ""
    name, words = found.get("error"), found.get("message")
    return (name if isinstance(name, str) else ""), (words[:300] if isinstance(words, str) else "")


def _login(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def _query(params: Params) -> str:
    """A list is the same name several times; what is empty is not asked."""
    told = {name: value for name, value in params.items() if value != ""}
    return f"?{urlencode(told, doseq=True)}" if told else ""
