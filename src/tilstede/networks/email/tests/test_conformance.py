"""E-mail under the suite that every network is held to."""

from __future__ import annotations

import dataclasses
import shutil
import zipfile
from pathlib import Path

import pytest

from tilstede.networks.email.network import network
from tilstede.networks.email.tests import letters
from tilstede.networks.email.tests.conftest import NOW, Office, items
from tilstede.networks.kit.conformance import Conformance, check_batches
from tilstede.networks.kit.contract import NetworkError, Refused, Seen, Source
from tilstede.networks.kit.http import Http
from tilstede.networks.kit.outgoing import Enclosure, Outgoing, Sent, Target


@pytest.mark.server
class TestEmail(Conformance):
    network = network
    folder = Path(__file__).parent

    @pytest.fixture
    def takeouts(self, tmp_path: Path) -> list[Path]:
        return takeouts(tmp_path)

    def test_fetch(self, office: Office) -> None:
        office.mail.deliver(letters.with_files(), office.address)
        found = items(check_batches(network.fetch(office.source, office.http, NOW), network))
        assert [item.post.text for item in found if isinstance(item, Seen)] == ["Sjå vedlegg."]

    def test_mentions(self, office: Office) -> None:
        """What is written to the body is all that a mailbox holds."""
        office.mail.deliver(letters.letter("Hei"), office.address)
        source = dataclasses.replace(office.source, what="mentions")
        found = items(list(network.fetch(source, office.http, NOW)))
        assert [item.post.visibility for item in found if isinstance(item, Seen)] == ["direct"]

    def test_login(self, http: Http) -> None:
        source = Source(network.name, "post@fjordvik.example", what="mailbox")
        with pytest.raises(Refused, match="connect the mailbox"):
            list(network.fetch(source, http, NOW))

    def test_stream(self, office: Office) -> None:
        office.mail.deliver(letters.letter("Hei"), office.address)
        first = next(network.stream(office.source, office.http, lambda: NOW))
        assert [item.post.text for item in first.items if isinstance(item, Seen)] == ["Hei"]

    def test_send(self, office: Office) -> None:
        asked = asked_of(office)
        what = Outgoing(key="1", made=NOW, text="I morgon, på kaia.", language="nn", reply_to=asked)
        sent, read = sent_and_read(office, what)
        assert read.post.aliases == sent.aliases
        assert (read.post.text, read.post.title) == (what.text, "Sv: Søknad om byggjeløyve")

    def test_reply(self, office: Office) -> None:
        asked = asked_of(office)
        _, read = sent_and_read(office, Outgoing(key="1", made=NOW, text="Ja", reply_to=asked))
        assert read.post.reply_to == asked.post.aliases[0]
        assert read.post.thread == asked.post.aliases[0]

    def test_media(self, office: Office, tmp_path: Path) -> None:
        file = tmp_path / "1"
        file.write_bytes(letters.PDF)
        media = (Enclosure(file, "application/pdf", "svar æøå.pdf"),)
        what = Outgoing(key="1", made=NOW, text="Ja", media=media, reply_to=asked_of(office))
        _, read = sent_and_read(office, what)
        assert [(one.file, one.kind) for one in read.post.media] == [("svar æøå.pdf", "file")]
        assert read.attachments[0].path.read_bytes() == letters.PDF

    def test_alt(self, office: Office, tmp_path: Path) -> None:
        picture = tmp_path / "kart.png"
        picture.write_bytes(b"\x89PNG kart")
        media = (Enclosure(picture, "image/png", "kart.png", alt="Kart over kaia – æøå"),)
        what = Outgoing(key="1", made=NOW, text="Ja", media=media, reply_to=asked_of(office))
        _, read = sent_and_read(office, what)
        assert [one.alt for one in read.post.media] == ["Kart over kaia – æøå"]

    def test_other_sources_are_refused(self, office: Office) -> None:
        source = dataclasses.replace(office.source, what="hashtag")
        with pytest.raises(NetworkError, match="only a mailbox"):
            list(network.fetch(source, office.http, NOW))


def asked_of(office: Office) -> Target:
    """A citizen's letter, as it is answered."""
    office.mail.deliver(letters.letter("Når?"), office.address)
    (asked,) = office.seen()
    return Target(asked.post, asked.raw, asked.mime)


def sent_and_read(office: Office, what: Outgoing) -> tuple[Sent, Seen]:
    """An answer that was sent, and how it stands in the mailbox."""
    sender = network.sender()
    assert sender is not None
    sent = sender.send(what, office.access, office.http, NOW)
    read = sender.read(sent.id, office.access, office.http, NOW)
    assert read is not None
    return sent, read


def takeouts(folder: Path) -> list[Path]:
    """Letters in every form they are taken in from."""
    some = [letters.numbered(1), letters.with_files().as_bytes(), letters.numbered(2)]
    single = folder / "brev.eml"
    single.write_bytes(some[0])
    packed = folder / "brev.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for number, one in enumerate(some):
            archive.writestr(f"brev/{number}.eml", one)
        archive.writestr("brev/les meg.txt", "anna")
    gmail = folder / "takeout.zip"
    lone = letters.mbox(folder / "innboks.mbox", some)
    with zipfile.ZipFile(gmail, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(lone, "Takeout/Mail/All mail.mbox")
    maildir = folder / "Maildir"
    for part in ("cur", "new", "tmp", ".Sent/cur"):
        (maildir / part).mkdir(parents=True)
    (maildir / "cur" / "1.fjordvik:2,S").write_bytes(some[0])
    (maildir / "cur" / "2.fjordvik:2,DS").write_bytes(some[2])
    (maildir / ".Sent" / "cur" / "3.fjordvik:2,S").write_bytes(some[1])
    loose = folder / "lause"
    loose.mkdir()
    shutil.copy(single, loose)
    return [single, packed, gmail, lone, maildir, loose]
