"""What we ask a server of, in the Mastodon API (docs.joinmastodon.org/methods, 2026). Reading only."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import parse_qs, quote, urlsplit

from tilstede.networks.kit.containers import BrokenJson
from tilstede.networks.kit.contract import (
    Expired,
    NetworkError,
    NotFound,
    NotUnderstood,
    Refused,
    Throttled,
)
from tilstede.networks.kit.jsonstream import Broken, elements
from tilstede.networks.kit.waiting import retry_after
from tilstede.networks.mastodon.answers import PROFILES, Profile
from tilstede.networks.mastodon.reading import Fields, Refusal, line, load

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http, Response

PAGE: Final = 40  #: statuses on a page, the most a server gives
MANY: Final = 20  #: statuses asked for by number at once, the most a server gives (4.3 and later)
_NEXT = re.compile(r'<([^<>]*)>[^,<>]*;\s*rel="?next\b', re.IGNORECASE)
_CLOSED: Final = frozenset({401, 403, 422})
_GONE: Final = frozenset({404, 410})
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def base_of(address: str) -> str:
    """Scheme and host of an address: always https, but http for a service on this very machine."""
    parts = urlsplit(address)
    scheme = "http" if parts.hostname in _LOOPBACK and parts.scheme == "http" else "https"
    return f"{scheme}://{parts.netloc.rpartition('@')[2].lower()}"


class Listing(NamedTuple):
    """A page of an answer. ``older``: the number its next page lies before, ``""`` when the server names none."""

    elements: list[bytes | Broken]
    older: str


class Api:
    """One server, asked politely: when its limit is used up, nothing more is asked before it allows."""

    def __init__(self, http: Http, base: str, *, token: str = "", now: datetime) -> None:
        self.host = base.partition("://")[2]
        self._http = http
        self._base = base
        self._headers = {"Accept": "application/json"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._now = now.timestamp()
        self._wait: float | None = None
        self._many = True  #: whether several statuses can be asked for at once

    def lookup(self, name: str) -> Profile:
        """The account of that user name. :raises NotFound: there is none, or it is suspended."""
        answer = self._get("/api/v1/accounts/lookup", {"acct": name}, accept=_GONE)
        if answer.status in _GONE:
            raise NotFound(f"{self.host} has no account {name}")
        try:
            account = PROFILES.read(answer.content)
        except Refusal as error:
            raise NotUnderstood(f"{self.host}: {error.detail}") from error
        if not line(account.id, {}):
            raise NotUnderstood(f"{self.host} does not answer as a Mastodon server does")
        if account.suspended:
            raise NotFound(f"{self.host} has suspended the account {name}")
        return account

    def domain(self) -> str:
        """What the handles of its accounts end in, which need not be its own host."""
        for path, name in (("/api/v2/instance", "domain"), ("/api/v1/instance", "uri")):
            answer = self._get(path, accept=_GONE | _CLOSED)
            try:
                found = self._object(answer).name("domain", name)
            except NotUnderstood:
                continue
            if answer.status == 200 and found:
                return found.partition("://")[2] or found
        return self.host

    def notice(self) -> str:
        """What the server says of itself to those who come to it: its description, and why it takes in nobody new."""
        answer = self._get("/api/v2/instance", accept=_GONE | _CLOSED)
        if answer.status != 200:
            return ""
        found = self._object(answer)
        return "\n".join((found.name("description"), found.object("registrations").name("message")))

    def page(self, account: str, before: str = "") -> Listing:
        """Up to `PAGE` of an account's statuses, newest first: the newest, or those before a number."""
        path = f"/api/v1/accounts/{_part(account)}/statuses"
        params = {"limit": str(PAGE)} | ({"max_id": before} if before else {})
        answer = self._get(path, params)
        return Listing(self._list(answer), _older(answer))

    def status(self, number: str) -> tuple[bytes, Response]:
        """One status and the answer it came in; no bytes when it is gone."""
        answer = self._get(f"/api/v1/statuses/{_part(number)}", accept=_GONE)
        return (b"" if answer.status in _GONE else answer.content), answer

    def statuses(self, numbers: Sequence[str]) -> dict[str, bytes] | None:
        """At most `MANY` statuses by number, without those not to be seen; None: the server cannot do that."""
        if not self._many:
            return None
        query = "&".join(f"id[]={_part(number)}" for number in numbers)
        answer = self._get(f"/api/v1/statuses?{query}", accept={400, 405} | _GONE | _CLOSED)
        if answer.status != 200:
            self._many = False
            return None
        found = {}
        for element in self._list(answer):
            if isinstance(element, bytes) and (number := _number(element)):
                found[number] = element
        return found

    def history(self, number: str) -> list[bytes]:
        """Every wording of a status, oldest first; none where the server keeps no history."""
        path = f"/api/v1/statuses/{_part(number)}/history"
        answer = self._get(path, accept=_GONE | _CLOSED)
        if answer.status != 200:
            return []
        return [element for element in self._list(answer) if isinstance(element, bytes)]

    def has(self, uri: str) -> bool:
        """Whether the object itself still stands at its address. A server that tells nobody leaves it to the one that
        was asked first."""
        try:
            return bool(self.is_shown(uri))
        except Refused:
            return False
        except NetworkError:
            return True

    def is_shown(self, uri: str) -> bool | None:
        """Ask for the object itself, as the public may, where it was written. None: it is gone for good (410)."""
        headers = {"Accept": "application/activity+json"}
        status = self._http.get(uri, headers=headers, accept_status={404, 410}).status
        return None if status == 410 else status != 404

    def _get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        accept: frozenset[int] | set[int] = frozenset(),
    ) -> Response:
        if self._wait is not None:
            raise Throttled(f"{self.host} allows no more requests now", retry_after=self._wait)
        answer = self._http.get(
            self._base + path, headers=self._headers, params=params, accept_status=_CLOSED | accept
        )
        if answer.headers.get("x-ratelimit-remaining", "").strip() == "0":
            self._wait = retry_after(answer.headers, self._now)
        if answer.status in _CLOSED and answer.status not in accept:
            kind = Expired if answer.status == 401 and self._knows_us else Refused
            raise kind(self._closed(answer))
        return answer

    @property
    def _knows_us(self) -> bool:
        return "Authorization" in self._headers

    def _closed(self, answer: Response) -> str:
        if self._knows_us:
            return f"{self.host} does not accept the login that was given ({answer.status})"
        return f"{self.host} shows its accounts to nobody without a login ({answer.status})"

    def _object(self, answer: Response) -> Fields:
        try:
            return Fields(load(answer.content))
        except Refusal as error:
            raise NotUnderstood(f"{self.host}: {error.detail}") from error

    def _list(self, answer: Response) -> list[bytes | Broken]:
        try:
            return list(elements(io.BytesIO(answer.content)))
        except BrokenJson as error:
            raise NotUnderstood(f"{self.host}: {error}") from error


def _older(answer: Response) -> str:
    """What the Link header's "next" is asked for with (RFC 8288; docs.joinmastodon.org/api/guidelines#pagination)."""
    found = _NEXT.search(answer.headers.get("link", ""))
    asked: dict[str, list[str]] = parse_qs(found[1].partition("?")[2]) if found else {}
    return asked.get("max_id", [""])[0]


def _part(number: str) -> str:
    return quote(number, safe="")


def _number(element: bytes) -> str:
    try:
        return Fields(load(element)).name("id")
    except Refusal:
        return ""


def joined(status: bytes, **more: bytes) -> bytes:
    """Several answers about one status as one object (see `status.py`), each with its own bytes."""
    parts = b"".join(b',"%s":%s' % (name.encode(), value) for name, value in more.items())
    return b'{"status":%s%s}' % (status, parts)


def evidence(answer: Response) -> bytes:
    """What was asked and answered, for the record of a deletion."""
    body = answer.content[:4096].decode("utf-8", "replace")
    found = {"asked": answer.url, "status": answer.status, "answer": body}
    return json.dumps(found, ensure_ascii=False).encode()
