"""What the tests of e-mail share: a mail server, and a mailbox of the body's own on it for every test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from tests.servers.dovecot import HOST, PASSWORD, Mail

from tilstede.networks.email.network import network
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Batch, Cursor, Source
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Item, Seen

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
_numbers = itertools.count(1)


@dataclass
class Office:
    """The body's mailbox, and what it takes to read and answer in it."""

    mail: Mail
    http: Http
    address: str

    @property
    def access(self) -> Access:
        held = {
            "user": self.address,
            "password": PASSWORD,
            "name": "Fjordvik kommune",
            "imap": f"imaps://{HOST}:{self.mail.imaps}",
            "smtp": f"smtps://{HOST}:{self.mail.smtp}",
        }
        return Access("email", f"mailto:{self.address}", self.address, secrets=held)

    @property
    def source(self) -> Source:
        return Source("email", self.address, what="mailbox", access=self.access)

    def fetch(self, cursor: Cursor | None = None) -> list[Batch]:
        source = replace(self.source, cursor=cursor or {})
        return list(network.fetch(source, self.http, NOW))

    def seen(self, cursor: Cursor | None = None) -> list[Seen]:
        return [item for item in items(self.fetch(cursor)) if isinstance(item, Seen)]


def items(batches: list[Batch]) -> list[Item]:
    return [item for batch in batches for item in batch.items]


@pytest.fixture
def http(mail_server: Mail) -> Iterator[Http]:
    """The guarded client, allowed to reach the mail server, which goes by a name of its own."""
    with Http(
        ["localhost:*", "127.0.0.1:*"],
        resolve=lambda host, port: ["127.0.0.1"],
        mail_hosts=mail_server.inside,
        tls=mail_server.tls,
    ) as client:
        yield client


@pytest.fixture
def office(mail_server: Mail, http: Http) -> Office:
    mail_server.handed_in.be_usual()
    return Office(mail_server, http, f"post{next(_numbers)}@fjordvik.example")
