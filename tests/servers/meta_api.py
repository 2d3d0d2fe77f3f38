"""Meta's Graph API as far as its documentation and recorded answers tell: objects with fields, and lists of them.

Only the fields asked for are answered, pages follow by address, tokens are looked at. What is Facebook's, Instagram's
and Threads' own lies in `meta_networks`. Nobody else wrote a server of it that could be run.
"""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode

from tests.servers.stand_in import Answer, Asked, StandIn

_NAME: Final = re.compile(r"[a-z_]+")


class GraphFault(Exception):
    """``{"error": …}``, as Meta writes it."""

    def __init__(self, status: int, code: int, message: str, subcode: int = 0) -> None:
        super().__init__(message)
        self.answer = Answer(
            {
                "error": {
                    "message": message,
                    "type": "OAuthException" if code in (100, 190) else "GraphMethodException",
                    "code": code,
                    "error_subcode": subcode,
                    "fbtrace_id": "A1m6KK6iBqvjzPeQd4DYbKM",
                }
            },
            status,
        )


ABSENT: Final = (
    "Unsupported get request. Object with ID '{}' does not exist, cannot be loaded due to missing permissions, "
    "or does not support this operation."
)


class MetaApi(StandIn):
    """``objects`` by id; ``lists``: the ids on an edge, newest first, by ``<id>/<edge>``."""

    app_secret = "løyndom"

    def __init__(self) -> None:
        self.clear()
        super().__init__()

    def clear(self) -> None:
        """Nobody there, nothing said."""
        self.now = datetime(2026, 11, 20, 12, tzinfo=UTC)
        self.objects: dict[str, dict[str, Any]] = {}
        self.lists: dict[str, list[str]] = {}
        self.tokens: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.page = 100
        self.log: list[Asked] = []
        self.serial = 0

    def login(self, account: str, token: str = "") -> str:
        """An access token of that account."""
        token = token or f"token-{len(self.tokens)}"
        self.tokens[token] = account
        return token

    def add(self, found_id: str, *edges: str, **fields: Any) -> str:
        """Something new, a minute after what came before, on these edges."""
        self.now += timedelta(minutes=1)
        self.objects[found_id] = {"id": found_id, **fields}
        for edge in edges:
            self.lists.setdefault(edge, []).insert(0, found_id)
        return found_id

    def remove(self, found_id: str) -> None:
        self.objects.pop(found_id, None)
        for ids in self.lists.values():
            if found_id in ids:
                ids.remove(found_id)

    def number(self) -> str:
        self.serial += 1
        return str(122_100_000_000_000 + self.serial)

    def written(self) -> str:
        """The time as Meta writes it."""
        return self.now.strftime("%Y-%m-%dT%H:%M:%S+0000")

    def answer(self, asked: Asked) -> Answer:
        try:
            parts = [one for one in asked.path.split("/") if one]
            if parts and re.fullmatch(r"v\d+\.\d", parts[0]):
                parts.pop(0)
            body = self.respond(asked, parts)
        except GraphFault as fault:
            return fault.answer
        return Answer(
            body, 200, {"x-app-usage": '{"call_count":28,"total_time":25,"total_cputime":25}'}
        )

    def respond(self, asked: Asked, parts: list[str]) -> Any:
        """What is answered. :raises GraphFault:"""
        found = self.open_to_all(asked, parts)
        if found is not None:
            return found
        account = self.account(asked)
        parts = [account if one == "me" else one for one in parts]
        if asked.method == "GET":
            return self.read(asked, parts)
        return self.write(asked, parts, account)

    def open_to_all(self, asked: Asked, parts: list[str]) -> Any:
        """What is answered without a token; None when nothing is."""

    def write(self, asked: Asked, parts: list[str], account: str) -> Any:
        raise NotImplementedError

    def account(self, asked: Asked) -> str:
        """Whose token it is; where the app's secret is used it must be the right one."""
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        token = token or asked.query.get("access_token", "")
        if token not in self.tokens:
            raise GraphFault(400, 190, "Invalid OAuth access token - Cannot parse access token")
        form = asked.form() if asked.method == "POST" else {}
        proof = asked.query.get("appsecret_proof") or form.get("appsecret_proof")
        right = hmac.new(self.app_secret.encode(), token.encode(), sha256).hexdigest()
        if proof is not None and proof != right:
            raise GraphFault(400, 100, "Invalid appsecret_proof provided in the API argument")
        return self.tokens[token]

    def read(self, asked: Asked, parts: list[str]) -> Any:
        if not parts:
            ids = asked.query["ids"].split(",")
            return {one: self.shown(self.existing(one), asked.query["fields"]) for one in ids}
        if len(parts) == 1:
            return self.shown(self.existing(parts[0]), asked.query.get("fields", "id,name"))
        self.existing(parts[0])
        return self.listed(asked, "/".join(parts))

    def existing(self, found_id: str) -> dict[str, Any]:
        if found_id not in self.objects:
            raise GraphFault(400, 100, ABSENT.format(found_id), 33)
        return self.objects[found_id]

    def listed(self, asked: Asked, edge: str) -> dict[str, Any]:
        """A page of a list, with the address of the next, which holds the token as Meta's does."""
        query = dict(asked.query)
        ids = [one for one in self.lists.get(edge, []) if one in self.objects]
        if since := query.get("since"):
            moment = datetime.fromtimestamp(int(since), UTC)
            ids = [one for one in ids if self._made(one) >= moment]
        if query.get("order") == "chronological":
            ids.reverse()
        after = query.get("after") or "0"
        if not after.isdecimal():
            raise GraphFault(400, 100, "Invalid cursors values")
        start = int(after)
        most = min(int(query.get("limit", "25")), self.page)
        page = ids[start : start + most]
        fields = query.get("fields", "id")
        found: dict[str, Any] = {"data": [self.shown(self.objects[one], fields) for one in page]}
        if page:
            after = str(start + len(page))
            found["paging"] = {"cursors": {"before": str(start), "after": after}}
            if start + len(page) < len(ids):
                following = urlencode({**query, "access_token": "REDACTED", "after": after})
                found["paging"]["next"] = f"{self.base}{asked.path}?{following}"
        return found

    def _made(self, found_id: str) -> datetime:
        made = self.objects[found_id]
        return datetime.fromisoformat(made.get("created_time") or made["timestamp"])

    def shown(self, thing: dict[str, Any], fields: str) -> dict[str, Any]:
        """Only what was asked for, ``a,b{c,d},e.limit(0).summary(true)``; and always the id."""
        found = {"id": thing["id"]}
        for name, inner, options in _asked_for(fields):
            if name == "comments" and "summary" in options:
                total = len(self.lists.get(f"{thing['id']}/comments", []))
                found[name] = {"data": [], "summary": {"total_count": total}}
            elif thing.get(name) is not None:
                found[name] = _inner(thing[name], inner)
        return found


def _asked_for(fields: str) -> list[tuple[str, str, str]]:
    """Each field with what is asked for inside it and with its options."""
    found, at = [], 0
    while at < len(fields):
        name = _NAME.match(fields, at)
        assert name, f"not a list of fields: {fields[at:]}"
        at = name.end()
        inner = options = ""
        while at < len(fields) and fields[at] != ",":
            end = _closing(fields, at) if fields[at] in "{(" else at + 1
            if fields[at] == "{":
                inner = fields[at + 1 : end - 1]
            else:
                options += fields[at:end]
            at = end
        at += 1
        found.append((name[0], inner, options))
    return found


def _closing(text: str, at: int) -> int:
    depth = 0
    while True:
        depth += (text[at] in "{(") - (text[at] in "})")
        at += 1
        if not depth:
            return at


def _inner(value: Any, fields: str) -> Any:
    if not fields:
        return value
    if isinstance(value, list):
        return [_inner(one, fields) for one in value]
    if isinstance(value, dict) and isinstance(value.get("data"), list):
        return {**value, "data": _inner(value["data"], fields)}
    if not isinstance(value, dict):
        return value
    return {
        name: _inner(value[name], inner) for name, inner, _ in _asked_for(fields) if name in value
    }
