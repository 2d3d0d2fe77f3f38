"""Asking a server of the AT Protocol (atproto.com/specs/xrpc, 2026): answers are JSON or bytes, errors have names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
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
    from tilstede.networks.bluesky.login import Login
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
#: What becomes JSON; or bytes from their beginning, as often as they are asked for.
Body = Mapping[str, Any] | Callable[[], Iterator[bytes]] | None


def ask(
    http: Http,
    base: str,
    method: str,
    params: Params,
    *,
    login: Login | None = None,
    max_bytes: int = MAX_BYTES,
) -> Response:
    """Read something. ``base``: the server; ``login``: to it.

    :raises NotFound: there is no such thing, or it is no longer shown. :raises NetworkError: as `Http.get`.
    """
    url = f"{base}/xrpc/{method}{_query(params)}"

    def once(headers: dict[str, str]) -> Response:
        return http.get(url, headers=headers, accept_status=_TOLD, max_bytes=max_bytes)

    return _held(_answered(once, login, "GET", url), login, method)


def do(
    http: Http,
    base: str,
    method: str,
    body: Body,
    *,
    login: Login | None = None,
    headers: Mapping[str, str] | None = None,
    patience: float = 0.0,
) -> dict[str, Any]:
    """Have something done, once. ``headers``: the type and length of a body that is bytes.

    :raises Rejected: it will not be done so, in the server's words. :raises NetworkError: as `Http.send`.
    """
    url = f"{base}/xrpc/{method}"
    kind = {"Content-Type": "application/json"} if isinstance(body, Mapping) else {}

    def once(shown: dict[str, str]) -> Response:
        return http.send(
            "POST",
            url,
            _content(body),
            headers={**kind, **shown, **(headers or {})},
            accept_status=_TOLD,
            patience=patience,
        )

    answer = _answered(once, login, "POST", url)
    return told(_held(answer, login, method, sending=True), reached=True)


def told(answer: Response, *, reached: bool = False) -> dict[str, Any]:
    """The answer's JSON object; nothing where there is none. :raises NotUnderstood:"""
    if not answer.content:
        return {}
    try:
        return load(answer.content)
    except Refusal as error:
        raise NotUnderstood(f"{answer.url}: {error}", reached=reached) from error


def _content(body: Body) -> Content:
    if isinstance(body, Mapping):
        return msgspec.json.encode(body)
    return b"" if body is None else body()


def _answered(
    once: Callable[[dict[str, str]], Response], login: Login | None, verb: str, url: str
) -> Response:
    """Asked again where the server refused to look at it before it had got a newer number of its own."""
    if login is None:
        return once({})
    answer = once(login.headers(verb, url))
    return once(login.headers(verb, url)) if login.is_to_be_asked_again(answer) else answer


def _held(answer: Response, login: Login | None, method: str, *, sending: bool = False) -> Response:
    if answer.status not in _TOLD:
        return answer
    name, words = _error(answer)
    said = f"{method}: {words or name or answer.status}"
    raise _kind(answer.status, name, words, login, sending=sending)(said)


def _kind(
    status: int, name: str, words: str, login: Login | None, *, sending: bool
) -> type[NetworkError]:
    if login and (name in _EXPIRED or (status == 401 and name not in _REFUSED)):
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


def _query(params: Params) -> str:
    """A list is the same name several times; what is empty is not asked."""
    told = {name: value for name, value in params.items() if value != ""}
    return f"?{urlencode(told, doseq=True)}" if told else ""
