"""A body and the servers its accounts are on, as tests arrange them.

The body's site is a real web server. The two networks' servers are real ones too, but what they answer is written
here after the networks' own documentation: no real server takes back an account's name or proves a link on demand.
What real servers answer is in test_real_servers.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from tilstede.core.account_address import parse
from tilstede.intake.verification import checking
from tilstede.networks.kit.tests.server import Page, Site, serving
from tilstede.office.models import Account, Body, Finding

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HTML = {"Content-Type": "text/html; charset=utf-8"}


@contextmanager
def body_site(*links: str) -> Iterator[str]:
    """The address of a body's site on this machine, whose front page links to these."""
    with serving() as site:
        anchors = "".join(f'<a href="{link}">konto</a>' for link in links)
        site.pages["/"] = Page(anchors.encode(), headers=HTML)
        yield site.url("/")


class Town:
    """The body of a directory, with a clock that only `later` moves."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.now = NOW
        self.links()
        self.body = Body.objects.create(
            key="fjordvik", name_nb="Fjordvik", own=True, url=site.url("/")
        )

    def links(self, *addresses: str, path: str = "/", more: str = "") -> None:
        """From now on this page links to these addresses."""
        anchors = "".join(f'<p><a href="{address}">konto</a></p>' for address in addresses)
        page = f"<!doctype html><title>Fjordvik</title><body>{more}{anchors}"
        self.site.pages[path] = Page(page.encode(), headers=HTML)

    def account(self, url: str, **fields: Any) -> Account:
        told = parse(url)
        return Account.objects.create(
            **{
                "url": url,
                "network": told.network,
                "handle": told.handle,
                "address": told.address,
                "body": self.body,
                **fields,
            }
        )

    def check(self, *accounts: Account) -> Finding:
        """What is found of the first."""
        rows = Account.objects.filter(id__in=[account.id for account in accounts])
        checking.check(rows, now=lambda: self.now)
        accounts[0].refresh_from_db()
        return Finding.objects.get(account=accounts[0])

    def later(self, span: timedelta) -> None:
        self.now += span


class Mastodon:
    """One account, ``ordforar``, on a server with Mastodon's API (docs.joinmastodon.org, 4.6)."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.actor = site.url("/users/ordforar")
        self.page = site.url("/@ordforar")
        self.tell()

    def tell(self, **profile: Any) -> None:
        """From now on the account is shown so. ``actor``: its permanent id."""
        actor = profile.pop("actor", self.actor)
        links = [{"rel": "self", "type": "application/activity+json", "href": actor}]
        finger = {"subject": f"acct:ordforar@{self.site.host}", "links": links}
        account = {
            "id": "1",
            "acct": "ordforar",
            "username": "ordforar",
            "uri": actor,
            "url": self.page,
            **profile,
        }
        resource = f"acct%3Aordforar%40{self.site.host.replace(':', '%3A')}"
        self._answer(f"/.well-known/webfinger?resource={resource}", finger)
        self._answer("/api/v1/accounts/lookup?acct=ordforar", account)

    def verified(self, *links: str) -> None:
        """The profile links to these, and the server has seen that they link back."""
        when = "2026-11-01T00:00:00.000+00:00"
        fields = [
            {
                "name": "Nettstad",
                "value": f'<a href="{link}" rel="me">nett</a>',
                "verified_at": when,
            }
            for link in links
        ]
        self.tell(fields=fields)

    def close(self) -> None:
        """No account is left, and no server that knows of one."""
        self.site.pages.clear()

    def _answer(self, path: str, told: Any) -> None:
        self.site.pages[path] = Page(
            json.dumps(told).encode(), headers={"Content-Type": "application/json"}
        )


class Bluesky:
    """The public directory of ids (plc.directory) and an application that resolves names (atproto.com, 2026)."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def names(self, name: str, did: str) -> None:
        """The name leads to the id; "" : to none."""
        told = {"did": did} if did else {"error": "InvalidRequest", "message": "cannot resolve"}
        path = f"/xrpc/com.atproto.identity.resolveHandle?handle={name}"
        self.site.pages[path] = Page(json.dumps(told).encode(), status=200 if did else 400)

    def calls_itself(self, did: str, *names: str) -> None:
        """The id's document says that these are its names; none: the id is gone."""
        told = {"id": did, "alsoKnownAs": [f"at://{name}" for name in names]}
        gone = Page(b"{}", status=404)
        self.site.pages[f"/{did}"] = Page(json.dumps(told).encode()) if names else gone

    def has(self, name: str, did: str) -> None:
        """Name and id point at each other."""
        self.names(name, did)
        self.calls_itself(did, name)
