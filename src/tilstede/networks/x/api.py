"""What is asked of X: API v2 (docs.x.com, OpenAPI 2.167, August 2026)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tilstede.networks.kit.errors import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Rejected,
    Throttled,
)
from tilstede.networks.x.prices import price

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http, Response

BASE: Final = "https://api.x.com"
#: Answers that X gives in words; 408 is as unclear as 5xx.
_WORDED: Final = frozenset({*range(400, 408), *range(409, 500)})
_DAY: Final = 86_400.0
#: In the detail of a 403: what the post says is the matter, not who sends it.
_CONTENT: Final = ("duplicate", "too long", "cashtag", "already been posted")
#: What is asked for with every post.
FIELDS: Final = {
    "post.fields": "attachments,conversation_id,created_at,display_text_range,entities,id,lang,note_post,"
    "possibly_sensitive,scopes,text",
    "expansions": "attachments.media_keys,attachments.poll_ids,author_id,edit_history_post_ids,referenced_posts",
    "media.fields": "alt_text,height,media_key,type,url,variants,width",
    "poll.fields": "end_datetime,id,options",
    "user.fields": "id,name,profile_image_url,protected,username",
}


class Problem(msgspec.Struct):
    """RFC 9457, or what X writes in its place."""

    type: str = ""
    title: str = ""
    detail: str = ""
    message: str = ""
    error_description: str = ""
    resource_id: str = ""
    errors: list[dict[str, Any]] = []

    def words(self) -> str:
        inner = [str(one.get("message") or one.get("detail") or "") for one in self.errors]
        told = (self.detail, self.error_description, self.message, *inner, self.title)
        return next((one for one in told if one), "")


class Api:
    """X, asked with a login."""

    def __init__(self, http: Http, token: str, now: datetime, base: str = "") -> None:
        self._http = http
        self._base = base or BASE
        self._headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        self._now = now.timestamp()
        self._cost = Decimal(0)

    def count(self, ability: str, things: int) -> None:
        """So many things were read that X charges for."""
        cost = price(ability, things)
        self._cost += cost
        self._http.cost += cost

    def taken_cost(self) -> Decimal:
        """What was read since this was last asked, in US dollars."""
        cost, self._cost = self._cost, Decimal(0)
        return cost

    def get(self, path: str, params: Mapping[str, str]) -> bytes:
        """The answer's bytes. :raises NetworkError:"""
        answer = self._http.get(
            self._base + path, headers=self._headers, params=params, accept_status=_WORDED
        )
        return self._checked(answer)

    def send(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        content: bytes = b"",
        kind: str = "application/json",
        patience: float = 0.0,
    ) -> bytes:
        """Have something done, once. ``content`` of ``kind`` in place of a JSON ``body``. :raises NetworkError:"""
        data = json.dumps(body).encode() if body is not None else content
        headers = {**self._headers, "Content-Type": kind} if data else self._headers
        answer = self._http.send(
            method,
            self._base + path,
            data,
            headers=headers,
            accept_status=_WORDED,
            patience=patience,
        )
        return self._checked(answer)

    def _checked(self, answer: Response) -> bytes:
        if answer.status >= 400:
            raise error_of(answer, self._now)
        return answer.content


def error_of(answer: Response, now: float) -> NetworkError:
    """What an answer over 400 means, in X's own words."""
    problem = _problem(answer.content)
    detail = f"X: {problem.words() or answer.status}"
    match answer.status:
        case 401:
            return Expired(detail)
        case 403 if any(word in detail.lower() for word in _CONTENT):
            return Rejected(detail)
        case 402 | 403:
            return Refused(detail)
        case 404 | 410:
            return NotFound(detail)
        case 429:
            return Throttled(detail, retry_after=_wait(answer, problem, now))
        case 400 | 413 | 415 | 422:
            return Rejected(detail)
        case _:
            return NotUnderstood(detail)


def _wait(answer: Response, problem: Problem, now: float) -> float | None:
    """Seconds. X writes ``x-rate-limit-reset``, seconds since 1970; a monthly cap names no time."""
    if problem.type.endswith("/usage-capped"):
        return _DAY
    told = answer.headers.get("x-rate-limit-reset", "")
    return max(0.0, float(told) - now) if told.isdecimal() else None


def _problem(content: bytes) -> Problem:
    try:
        return msgspec.json.decode(content, type=Problem, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Problem()


def decoded(content: bytes, kind: type[Any], *, sent: bool = False) -> Any:
    """An answer as that kind. ``sent``: it answers something that was to be done.

    :raises NotUnderstood: it is shaped otherwise.
    """
    try:
        return msgspec.json.decode(content, type=kind, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotUnderstood(f"X answered in another form: {error}", reached=sent) from error
