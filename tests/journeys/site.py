"""The demo, loaded and served as anyone would, for browsers to visit."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml

from tests.journeys.prepared import COMMAND
from tests.servers.program import free_port, wait_for_port

#: A witness that never answers: a page shows it all the same.
WITNESS = "log.kyst.example/witness+f444493c+BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA https://kyst.example/log"
DEMO = Path(__file__).parents[2] / "src" / "tilstede" / "intake" / "demo"

#: What keeps Chromium to itself: no outside calls at start, no sandbox (tests may run as root).
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


@dataclass(frozen=True)
class Site:
    """A running installation with the demo. ``url`` has no slash at its end."""

    url: str
    environment: dict[str, str]
    destroyed: int = 0  #: a post that was destroyed before the pages were served
    mail_port: int = 0  #: where it hands in mail; nobody listens there unless a test does

    def run(self, *arguments: str) -> str:
        """What a command of the installation prints."""
        return subprocess.run(
            [COMMAND, *arguments], env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def number(self, query: str) -> int:
        """The public number of the newest post a search finds."""
        told = httpx.get(f"{self.url}/api/v1/posts", params={"q": query, "limit": 1}, timeout=60)
        found = told.json()["posts"]
        assert found, f"the demo has no post for {query}"
        return int(found[0]["id"])

    def pages(self) -> dict[str, str]:
        """Every kind of page, by name."""
        return {
            "posts": "/",
            "posts-filtered": "/?network=mastodon&language=nn&since=2026-01-01",
            "posts-none": "/?until=1999-12-31",
            "search": "/search",
            "search-hits": "/search?q=ferj*",
            "search-nothing": "/search?q=nettby",
            "search-mistake": "/search?q=fra:ordforar+ferje",
            "post-edited": f"/post/{self.number('is:edited network:mastodon')}",
            "post-withdrawn": f"/post/{self.number('is:withdrawn')}",
            "post-thread": f"/post/{self.number('is:reply network:mastodon')}",
            "post-picture": f"/post/{self.number('has:image network:mastodon')}",
            "post-poll": f"/post/{self.number('has:poll')}",
            "post-article": f"/post/{self.number('network:feeds -from:youtube.com')}",
            "post-long-thread": f"/post/{self.number('from:ungdomsrad is:reply')}",
            "post-destroyed": f"/post/{self.destroyed}",
            "account": "/account/1",
            "find": "/find",
            "find-one": "/find?q=fjordvik",
            "bodies": "/bodies",
            "body": "/body/NO-BRC-310100013",
            "person": "/person/ragnhild-nesgard",
            "role": "/role/ordforar",
            "absent": "/absent",
            "find-nothing": "/find?q=nettby",
            "bodies-none": "/bodies?q=nettby",
            "absent-people": "/absent?who=people&on=open",
            "active": "/active",
            "active-none": "/active?week=1999-12-31",
            "topics": "/topics",
            "topic": "/topic/Budsjett2027",
            "topic-none": "/topic/nettby",
            "compare": "/compare",
            "compared": "/compare?q=budsjett*&with=body:NO-BRC-310100021&with=person:amund-storevik",
            "compare-mistake": "/compare?q=fra:x&with=nettby",
            "changes": "/changes",
            "changes-none": "/changes?until=1999-12-31",
            "thread": f"/post/{self.number('from:ungdomsrad is:reply')}/thread",
            "register": "/kontoer/",
            "register-body": "/kontoer/NO-BRC-310100013",
            "accounts": "/accounts",
            "embed-how": "/embed/how",
            "embed": "/embed?network=mastodon",
            "subscribe": "/subscribe",
            "subscribe-asked": "/subscribe/asked",
            "remove-me": "/remove-me",
            "remove-me-received": "/remove-me/received/2026-1",
            "open-data": "/data/",
            "guide": "/guide/",
            "guide-reading": "/guide/reading",
            "sources": "/sources",
            "checkpoints": "/checkpoints",
            "api": "/api/",
            "privacy": "/about/privacy",
            "accessibility": "/about/accessibility",
            "sign-in": "/sign-in",
            "not-found": "/nowhere",
        }

    def staff_pages(self) -> dict[str, str]:
        """Every kind of page that only staff see, by name."""
        number = self.number("is:question network:mastodon")
        return {
            "setup": "/setup/",
            "first": "/setup/first",
            "directory": "/setup/directory/",
            "directory-file": "/setup/directory/file",
            "handover": "/setup/directory/handover",
            "verification": "/setup/accounts/",
            "verified-account": "/setup/accounts/5",
            "staff-people": "/setup/people",
            "invite": "/setup/people/invite",
            "teams": "/setup/teams",
            "my-sign-in": "/my-sign-in",
            "connections": "/setup/connect/",
            "connection": "/setup/connect/1",
            "outbox": "/setup/outbox/",
            "drafts": "/publish/drafts",
            "campaign": "/publish/campaigns/1",
            "elections": "/publish/elections",
            "must-see": "/publish/must-see",
            "avoided": "/publish/words",
            "engage": f"/publish/about/{number}",
            "conversations": "/inbox/conversations",
            "write-down": "/inbox/conversations/new",
            "sources-staff": "/sources",
            "post-staff": f"/post/{number}",
            "withhold": f"/post/{number}/withhold",
            "release": f"/post/{number}/release",
            "withheld": "/withheld",
            "removals": "/removals",
        }

    def desk_pages(self) -> dict[str, str]:
        """Pages about what the body writes, by name; journeys of their own look for faults on them."""
        return {
            "calendar": "/publish/calendar",
            "tryouts": "/publish/try-outs",
            "share-kit": "/publish/kits/1",
            "balance": "/publish/balance",
            "moderation": "/publish/moderation",
            "house-rules": "/house-rules",
            "figures": "/house-rules/figures",
        }


@contextmanager
def served(data: Path, *, destroyed: int, **settings: str) -> Iterator[Site]:
    """Serve a folder with the demo until done. ``destroyed``: the post that was; ``settings``: more of them, as in the
    environment."""
    port, mail_port = free_port(), free_port()
    environment = {
        **os.environ,
        "TILSTEDE_DATA": str(data),
        "TILSTEDE_CONTACT": "personvern@fjordvik.example",
        "TILSTEDE_LOOPBACK": "127.0.0.1",
        "TILSTEDE_WITNESSES": WITNESS,
        "TILSTEDE_MAIL": f"smtp://127.0.0.1:{mail_port}",
        "TILSTEDE_MAIL_FROM": "Fjordvik kommune <innlegg@fjordvik.example>",
        "PORT": str(port),
        **settings,
    }
    environment.pop("TILSTEDE_ORIGIN", None)
    with (data / "serve.log").open("w") as log:
        server = subprocess.Popen([COMMAND, "serve"], env=environment, stdout=log, stderr=log)
        try:
            wait_for_port(port)
            yield Site(f"http://127.0.0.1:{port}", environment, destroyed, mail_port)
        finally:
            server.terminate()
            server.wait(20)


def administrator() -> dict[str, Any]:
    """The demo's administrator: e-mail and password."""
    return _person("administrator")


def communicator() -> dict[str, Any]:
    """The demo's communicator: e-mail and password."""
    return _person("communicator")


def _person(right: str) -> dict[str, Any]:
    users = yaml.safe_load((DEMO / "body.yaml").read_text())["users"]
    return next(user for user in users if right in user["rights"])
