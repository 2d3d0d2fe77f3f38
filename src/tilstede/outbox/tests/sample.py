"""The network that `place` serves, as small as a network can be: it sends, finds, reads back, edits and deletes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

from tilstede.core.post import Author, Media, Poll, Post
from tilstede.networks.kit.access import Access, Asked, Permission, Tested, Visit, Way
from tilstede.networks.kit.contract import (
    CannotTell,
    Expired,
    Found,
    Listening,
    NotFound,
    Refused,
    Rejected,
    Seen,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target

BODY = Author(id="fjordvik", handle="fjordvik", name="Fjordvik kommune")


def ask(
    method: str, path: str, login: Access, http: Http, given: Mapping[str, Any] | None = None
) -> Any:
    """One question to the server, and what its answer means."""
    answer = http.send(
        method,
        login.server + path,
        json.dumps(given or {}).encode(),
        headers={"Authorization": f"Bearer {login.secrets['token']}"},
        accept_status={401, 403, 404, 422},
    )
    told = json.loads(answer.content)
    said = told["error"] if answer.status != 200 else ""
    match answer.status:
        case 401:
            raise Expired(said)
        case 403:
            raise Refused(said)
        case 404:
            raise NotFound(said)
        case 422:
            raise Rejected(said)
    return told


def post_of(told: Mapping[str, Any]) -> Post:
    """The server's own form, as ours."""
    return Post(
        aliases=(f"sample:{told['id']}",),
        author=BODY,
        edited=datetime(2026, 11, 23, 12, tzinfo=UTC) if "edited" in told else None,
        form="api",
        language=told.get("language", ""),
        media=tuple(Media(alt=one["alt"], mime=one["mime"]) for one in told.get("media", ())),
        network="sample",
        parser="sample/1",
        poll=Poll(options=tuple(told["poll"])) if told.get("poll") else None,
        published=datetime(2026, 11, 23, 10, tzinfo=UTC),
        reply_to=told.get("reply_to", ""),
        text=told["text"],
        url=f"https://sample.example/{told['id']}",
    )


def sent_of(told: Mapping[str, Any]) -> Sent:
    post = post_of(told)
    return Sent(told["id"], post.aliases, post.url)


class SampleSender:
    """See `kit.sending.Sender`."""

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        return Limits(source="here", day=date(2026, 11, 23), text=500, pictures=2)

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        if "BOOM" in what.text:
            raise ZeroDivisionError("a fault in a network's code")
        given = {
            "key": what.key,
            "text": what.text,
            "language": what.language,
            "reply_to": what.reply_to.post.aliases[0] if what.reply_to else "",
            "poll": list(what.poll.options) if what.poll else [],
            "media": [
                {"alt": one.alt, "mime": one.mime, "size": len(one.path.read_bytes())}
                for one in what.media
            ],
        }
        return sent_of(ask("POST", "/posts", access, http, given))

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        try:
            found = ask("GET", f"/posts?key={what.key}", access, http)
        except Refused as error:
            raise CannotTell(error.detail) from error
        return sent_of(found[0]) if found else None

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        try:
            told = ask("GET", f"/posts/{sent}", access, http)
        except NotFound:
            return None
        return Seen(json.dumps(told).encode(), "application/json", post_of(told))

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        return sent_of(ask("PUT", f"/posts/{sent}", access, http, {"text": what.text}))

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        try:
            ask("DELETE", f"/posts/{sent}", access, http)
        except NotFound:
            return

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        ask(
            "POST",
            f"/acts/{'hide' if hidden else 'show'}",
            access,
            http,
            {"on": target.post.aliases[0]},
        )

    def remove(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        ask("POST", "/acts/remove", access, http, {"on": target.post.aliases[0]})

    def block(
        self, address: str, access: Access, http: Http, now: datetime, *, blocked: bool
    ) -> None:
        ask("POST", f"/acts/{'block' if blocked else 'unblock'}", access, http, {"on": address})

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        ask("POST", "/acts/boost", access, http, {"on": target.post.aliases[0]})
        return None

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        ask("POST", "/acts/like", access, http, {"on": target.post.aliases[0]})

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        ask("POST", "/acts/follow", access, http, {"on": address})


class SampleConnector:
    """See `kit.access.Connector`. A token whose refresh token is used up by being used."""

    ways = (
        Way(
            "oauth",
            (Asked("server"),),
            (Permission("write", ("send", "edit", "delete")),),
            back="shown",
        ),
        Way("token", (Asked("server"), Asked("token", secret=True)), ()),
    )

    def begin(
        self, way: str, given: Mapping[str, str], back: str, http: Http, now: datetime
    ) -> Access | Visit:
        if way == "oauth":
            kept = {"state": "tilstand", "verifier": "hemmeleg-verifier", "server": given["server"]}
            return Visit(f"{given['server']}/yes?state=tilstand", kept)
        login = Access("sample", "fjordvik", "fjordvik", given["server"], {"token": given["token"]})
        try:
            told = ask("GET", "/me", login, http)
        except Expired as error:
            raise Refused(error.detail) from error
        return Access("sample", told["id"], "fjordvik", given["server"], {"token": given["token"]})

    def finish(
        self, kept: Mapping[str, str], answered: Mapping[str, str], http: Http, now: datetime
    ) -> Access:
        if answered.get("state") != kept["state"]:
            raise Refused("the answer does not belong to this question")
        secrets = {"token": answered["code"], "refresh": "fornye-1"}
        expires = now + timedelta(hours=1)
        return Access(
            "sample", "fjordvik", "fjordvik", kept["server"], secrets, ("write",), expires
        )

    def renew(self, access: Access, http: Http, now: datetime) -> Access:
        told = ask("POST", "/token", access, http, {"refresh": access.secrets["refresh"]})
        expires = now + timedelta(hours=1)
        return Access(
            access.network,
            access.account_id,
            access.handle,
            access.server,
            told,
            access.scopes,
            expires,
        )

    def test(self, access: Access, http: Http, now: datetime) -> Tested:
        ask("GET", "/me", access, http)
        return Tested(BODY, ())

    def end(self, access: Access, http: Http) -> None:
        ask("DELETE", "/token", access, http)


class Sample(Listening):
    """Only in tests."""

    name = "sample"
    title = "Sample"
    parser = "sample/1"
    interval = 600
    abilities = frozenset(
        {
            *("send", "reply", "media", "alt", "edit", "delete", "boost", "like", "follow"),
            *("hide", "remove", "block"),
        }
    )
    seconds: ClassVar[float] = 0.0

    def recognise(self, address: str, http: Http) -> Found | None:
        return None

    def sender(self) -> SampleSender:
        return SampleSender()

    def connector(self) -> SampleConnector:
        return SampleConnector()


network = Sample()
