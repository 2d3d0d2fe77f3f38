"""Reading a mailbox on a real mail server."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import psutil
import pytest
from tests.servers.dovecot import HOST, PASSWORD

from tilstede.core.post import content_digest
from tilstede.networks.email import fetch, mailbox
from tilstede.networks.email.network import network
from tilstede.networks.email.tests import letters
from tilstede.networks.email.tests.conftest import NOW, Office, items
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import (
    Expired,
    Forbidden,
    NetworkError,
    NotFound,
    Rejected,
    Unreachable,
)
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.items import Seen, SetAside

pytestmark = pytest.mark.server


def test_a_letter_with_an_attachment(office: Office) -> None:
    letter = letters.with_files().as_bytes()
    office.mail.deliver(letter, office.address)
    (seen,) = office.seen()
    assert seen.raw.rstrip().endswith(letter.replace(b"\n", b"\r\n").rstrip())
    assert [(one.file, one.kind) for one in seen.post.media] == [
        ("søknad æøå.pdf", "file"),
        ("kart.png", "image"),
    ]
    pdf, picture = seen.attachments
    assert pdf.path.read_bytes() == letters.PDF
    assert picture.size == len(picture.path.read_bytes())
    path = pdf.path
    del seen, pdf
    assert not path.exists(), "a file is there only as long as it is wanted"


def test_nothing_in_the_mailbox_is_touched(office: Office) -> None:
    office.mail.deliver(letters.letter("Hei"), office.address)
    office.fetch()
    with office.mail.mailbox(office.address) as client:
        assert client.search(None, "UNSEEN")[1] == [b"1"]
        assert client.search(None, "RECENT")[1] == [b"1"], "our looking does not even count"


def test_only_what_is_new_is_read(office: Office) -> None:
    office.mail.deliver(letters.numbered(1), office.address)
    cursor = office.fetch()[-1].cursor
    assert office.seen(cursor) == []
    office.mail.deliver(letters.numbered(2), office.address)
    assert [seen.post.title for seen in office.seen(cursor)] == ["Brev 2"]


def test_letters_that_were_moved_away_leave_no_trace(office: Office) -> None:
    for number in range(5):
        office.mail.deliver(letters.numbered(number), office.address)
    cursor = office.fetch()[-1].cursor
    with office.mail.mailbox(office.address) as client:
        client.store("2:4", "+FLAGS", "(\\Deleted)")
        client.expunge()
    office.mail.deliver(letters.numbered(9), office.address)
    assert [seen.post.title for seen in office.seen(cursor)] == ["Brev 9"]


def test_answers_from_colleagues_programs_are_read_too(office: Office) -> None:
    told = {"From": office.address, "To": "kari@nes.example", "Message-ID": "<svar@x.example>"}
    with office.mail.mailbox(office.address) as client:
        client.append("Sendt", "", "", letters.letter("Kom i morgon", told).as_bytes())
    (seen,) = office.seen()
    assert seen.post.author.id == f"mailto:{office.address}"


def test_chosen_folders(office: Office) -> None:
    with office.mail.mailbox(office.address) as client:
        client.create('"S&APg-knader"')
        client.append('"S&APg-knader"', "", "", letters.numbered(1))
    office.mail.deliver(letters.numbered(2), office.address)
    access = dataclasses.replace(
        office.access, secrets={**office.access.secrets, "folders": "Søknader"}
    )
    source = dataclasses.replace(office.source, access=access)
    found = items(list(network.fetch(source, office.http, NOW)))
    assert [item.post.title for item in found if isinstance(item, Seen)] == ["Brev 1"]
    gone = dataclasses.replace(access, secrets={**access.secrets, "folders": "Borte"})
    with pytest.raises(NotFound, match="Borte"):
        list(network.fetch(dataclasses.replace(source, access=gone), office.http, NOW))


def test_a_folder_made_anew_is_read_again_and_known_again(office: Office) -> None:
    """UIDVALIDITY: every letter comes twice, under the same name and with the same content."""
    access = dataclasses.replace(office.access, secrets={**office.access.secrets, "folders": "Sak"})
    source = dataclasses.replace(office.source, access=access)
    some = [letters.numbered(number) for number in (1, 2)]
    found = []
    cursor: dict[str, object] = {}
    for _ in range(2):
        with office.mail.mailbox(office.address) as client:
            client.delete("Sak")
            client.create("Sak")
            for one in some:
                client.append("Sak", "", "", one)
        batches = list(network.fetch(dataclasses.replace(source, cursor=cursor), office.http, NOW))
        cursor = batches[-1].cursor
        found.append([item.post for item in items(batches) if isinstance(item, Seen)])
    before, after = found
    assert [post.aliases for post in before] == [post.aliases for post in after]
    assert list(map(content_digest, before)) == list(map(content_digest, after))
    assert (
        list(network.fetch(dataclasses.replace(source, cursor=cursor), office.http, NOW))[-1].cursor
        == cursor
    )


def test_five_thousand_letters_in_bounded_memory(office: Office) -> None:
    office.mail.deliver(letters.numbered(0), office.address)
    filler = ("Dette er eit langt brev. " * 40 + "\n") * 10
    office.mail.put(office.address, [letters.numbered(one, filler) for one in range(1, 5_000)])
    names: set[str] = set()
    process = psutil.Process()
    before = peak = process.memory_info().rss
    for batch in network.fetch(office.source, office.http, NOW):
        assert len(batch.items) <= fetch.BATCH
        names.update(item.post.aliases[0] for item in batch.items if isinstance(item, Seen))
        peak = max(peak, process.memory_info().rss)
    assert len(names) == 5_000
    assert peak - before < 25 << 20, "50 MB were read"


def test_a_letter_too_large_is_counted_and_not_fetched(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "MAX_BYTES", 20_000)
    office.mail.deliver(letters.numbered(1), office.address)
    office.mail.deliver(letters.numbered(2, "stort " * 10_000), office.address)
    office.mail.deliver(letters.numbered(3), office.address)
    found = items(office.fetch())
    assert [item.post.title for item in found if isinstance(item, Seen)] == ["Brev 1", "Brev 3"]
    (aside,) = [item for item in found if isinstance(item, SetAside)]
    assert (aside.where, aside.reason) == ("INBOX, letter 2", "too-large")


def test_letters_nobody_can_read_do_not_stop_the_others(office: Office) -> None:
    office.mail.deliver(letters.numbered(0), office.address)
    some = [b"Subject: hei\n\nhei", b"\xff\xfe\x00" * 100, letters.numbered(1)]
    office.mail.put(office.address, some)
    found = items(office.fetch())
    assert [type(item).__name__ for item in found] == ["Seen", "SetAside", "SetAside", "Seen"]


def test_starttls(office: Office) -> None:
    office.mail.deliver(letters.letter("Hei"), office.address)
    assert _read(office, imap=f"starttls://{HOST}:{office.mail.imap}") == 1


def test_without_encryption_on_this_machine_alone(office: Office) -> None:
    office.mail.deliver(letters.letter("Hei"), office.address)
    assert _read(office, imap=f"imap://127.0.0.1:{office.mail.imap}") == 1
    with pytest.raises(Rejected, match="with encryption"):
        _read(office, imap=f"imap://{HOST}:{office.mail.imap}")


def test_a_wrong_password(office: Office) -> None:
    with pytest.raises(Expired, match="does not accept"):
        _read(office, password="feil")


def test_a_certificate_of_somebody_else(office: Office) -> None:
    with (
        Http(mail_hosts=["*.fjordvik.example:*", "127.0.0.1:*"], resolve=_home) as http,
        pytest.raises((Unreachable, Forbidden)),
    ):
        list(network.fetch(office.source, http, NOW))
    with (
        Http(mail_hosts=office.mail.inside, resolve=_home) as http,
        pytest.raises(Unreachable, match="certificate"),
    ):
        list(network.fetch(office.source, http, NOW))


def test_a_server_inside_is_reached_only_when_it_is_named(office: Office) -> None:
    with (
        Http(resolve=_home, tls=office.mail.tls) as http,
        pytest.raises(Forbidden, match="not among the hosts allowed"),
    ):
        list(network.fetch(office.source, http, NOW))


def test_nobody_answers(office: Office) -> None:
    with pytest.raises(Unreachable, match="does not answer"):
        _read(office, imap=f"imaps://{HOST}:1")


def test_a_server_that_is_none(office: Office) -> None:
    """The SMTP server's port: encryption works, and then somebody says something else."""
    with pytest.raises(NetworkError):
        _read(office, imap=f"imaps://{HOST}:{office.mail.smtp}")


def test_time_is_told_in_utc(office: Office) -> None:
    office.mail.deliver(letters.letter("Hei"), office.address)
    (seen,) = office.seen()
    assert seen.post.published == datetime(2026, 3, 3, 9, 15, tzinfo=UTC)


def test_the_second_letter_of_a_group_is_found_whatever_the_server_leaves_out() -> None:
    """UIDs are told before or behind a letter, as the server likes."""
    data = [(b"1 (BODY[] {3}", b"hei"), b" UID 7)", (b"2 (UID 8 BODY[] {2}", b"du"), b")"]
    assert [mailbox.told_uid(data, place) for place in (0, 2)] == [7, 8]


def _home(host: str, port: int) -> list[str]:
    return ["127.0.0.1"]


def _read(office: Office, **changed: str) -> int:
    """How many letters are read with a login that is a little otherwise."""
    held = {**office.access.secrets, "password": PASSWORD, **changed}
    access = Access("email", f"mailto:{office.address}", office.address, secrets=held)
    source = dataclasses.replace(office.source, access=access)
    found = items(list(network.fetch(source, office.http, NOW)))
    return sum(isinstance(item, Seen) for item in found)
