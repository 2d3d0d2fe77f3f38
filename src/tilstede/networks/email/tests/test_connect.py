"""Connecting a mailbox: what is typed in, what the domain tells, and what is said when it is wrong."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.message
import dns.resolver
import dns.rrset
import pytest
from tests.servers.dovecot import HOST, PASSWORD

from tilstede.networks.email import servers, srv
from tilstede.networks.email.connect import Connecting
from tilstede.networks.email.network import network
from tilstede.networks.email.servers import Server
from tilstede.networks.email.tests import letters
from tilstede.networks.email.tests.conftest import NOW, Office, items
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.contract import Source
from tilstede.networks.kit.errors import Expired, NetworkError, Refused, Rejected, Unreachable

CONNECTOR = Connecting()


def typed(office: Office, **changed: str) -> dict[str, str]:
    usual = {
        "email": office.address.upper(),
        "password": PASSWORD,
        "name": "Fjordvik  kommune",
        "imap": f"{HOST}:{office.mail.imaps}",
        "smtp": f"{HOST}:{office.mail.smtp}",
    }
    return {**usual, **changed}


def begin(office: Office, **changed: str) -> Access:
    found = CONNECTOR.begin("mailbox", typed(office, **changed), "", office.http, NOW)
    assert isinstance(found, Access)
    return found


@pytest.mark.server
class TestAgainstAServer:
    def test_connected_and_read(self, office: Office) -> None:
        access = begin(office)
        assert (access.account_id, access.handle) == (f"mailto:{office.address}", office.address)
        assert PASSWORD not in repr(access)
        office.mail.deliver(letters.letter("Hei"), office.address)
        source = Source("email", access.account_id, what="mailbox", access=access)
        assert len(items(list(network.fetch(source, office.http, NOW)))) == 1
        tested = CONNECTOR.test(access, office.http, NOW)
        assert (tested.author.id, tested.author.name) == (access.account_id, "Fjordvik kommune")
        assert tested.lacking == ()
        assert CONNECTOR.renew(access, office.http, NOW) is access
        CONNECTOR.end(access, office.http)

    def test_a_wrong_password(self, office: Office) -> None:
        with pytest.raises(Refused, match="user name or the password"):
            begin(office, password="feil")

    def test_a_password_that_was_changed_since(self, office: Office) -> None:
        access = begin(office)
        changed = Access(
            "email", access.account_id, access.handle, secrets={**access.secrets, "password": "ny"}
        )
        with pytest.raises(Expired):
            CONNECTOR.test(changed, office.http, NOW)

    def test_a_server_for_letters_that_lets_nobody_in(self, office: Office) -> None:
        with pytest.raises(Unreachable, match="does not answer"):
            begin(office, smtp=f"{HOST}:1")

    def test_the_second_usual_port_is_tried(self, office: Office) -> None:
        """Where no port is typed in: here nobody answers at either."""
        with pytest.raises(NetworkError, match=":993"):
            begin(office, imap=HOST)

    def test_folders_that_are_not_there(self, office: Office) -> None:
        with pytest.raises(Rejected, match=r"there is no folder Borte; there are .*INBOX"):
            begin(office, folders="INBOX, Borte")
        assert servers.box_of(begin(office, folders="INBOX, Sendt")).folders == ("INBOX", "Sendt")

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"email": "ikkje ei adresse"}, "no e-mail address"),
            ({"imap": "https://fjordvik.example"}, "no server"),
            ({"imap": "fjordvik.example:99999"}, "no such port"),
            ({"imap": f"imap://{HOST}:143"}, "with encryption"),
        ],
    )
    def test_what_cannot_be_used(self, office: Office, changed: dict[str, str], said: str) -> None:
        with pytest.raises(Rejected, match=said):
            begin(office, **changed)

    def test_other_ways(self, office: Office) -> None:
        with pytest.raises(Rejected):
            CONNECTOR.begin("token", {}, "", office.http, NOW)
        with pytest.raises(Rejected):
            CONNECTOR.finish({}, {}, office.http, NOW)


@pytest.mark.parametrize(
    ("written", "kind", "meant"),
    [
        (
            "imap.x.example",
            "imap",
            [("imap.x.example", 993, "tls"), ("imap.x.example", 143, "starttls")],
        ),
        (
            "smtp.x.example",
            "smtp",
            [("smtp.x.example", 465, "tls"), ("smtp.x.example", 587, "starttls")],
        ),
        ("x.example:587", "smtp", [("x.example", 587, "starttls")]),
        ("x.example:10993", "imap", [("x.example", 10993, "tls")]),
        ("starttls://x.example", "imap", [("x.example", 143, "starttls")]),
        ("starttls://x.example:2525", "smtp", [("x.example", 2525, "starttls")]),
        ("smtps://x.example/", "smtp", [("x.example", 465, "tls")]),
        ("imap://127.0.0.1:143", "imap", [("127.0.0.1", 143, "plain")]),
        ("[::1]:993", "imap", [("::1", 993, "tls")]),
    ],
)
def test_servers_as_people_write_them(
    written: str, kind: str, meant: list[tuple[str, int, servers.Way]]
) -> None:
    found = servers.parse(written, kind)
    assert found == [Server(*one) for one in meant]
    for one in found:
        assert servers.parse(servers.written(one, kind), kind) == [one]


def test_servers_that_the_domain_tells() -> None:
    records = {
        "_imaps._tcp.fjordvik.example.": [
            "20 1 993 imap2.fjordvik.example.",
            "10 1 993 imap.fjordvik.example.",
        ],
        "_imap._tcp.fjordvik.example.": ["0 1 143 imap.fjordvik.example."],
        "_submission._tcp.fjordvik.example.": ["0 1 587 smtp.fjordvik.example."],
        "_submissions._tcp.fjordvik.example.": ["0 0 0 ."],
        "_imaps._tcp.nes.example.": ["0 1 993 imap.storleverandor.example."],
    }
    with answering(records) as resolver:
        assert srv.servers("fjordvik.example", "imap", resolver) == [
            Server("imap.fjordvik.example", 993, "tls"),
            Server("imap2.fjordvik.example", 993, "tls"),
            Server("imap.fjordvik.example", 143, "starttls"),
        ]
        assert srv.servers("fjordvik.example", "smtp", resolver) == [
            Server("smtp.fjordvik.example", 587, "starttls")
        ]
        assert srv.servers("ukjend.example", "imap", resolver) == []
        with pytest.raises(Rejected, match=r"imap\.storleverandor\.example: type it in"):
            srv.servers("nes.example", "imap", resolver)


@contextmanager
def answering(records: dict[str, list[str]]) -> Iterator[dns.resolver.Resolver]:
    """A name server on this machine with these SRV records."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=_answer, args=(server, records), daemon=True)
        thread.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = server.getsockname()[1]
        yield resolver
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", server.getsockname())
        thread.join(10)


def _answer(server: socket.socket, records: dict[str, list[str]]) -> None:
    while True:
        data, client = server.recvfrom(4096)
        if not data:
            return
        question = dns.message.from_wire(data)
        name = question.question[0].name
        answer = dns.message.make_response(question)
        if found := records.get(name.to_text()):
            answer.answer.append(dns.rrset.from_text_list(name, 60, "IN", "SRV", found))
        else:
            answer.set_rcode(3)
        server.sendto(answer.to_wire(), client)
