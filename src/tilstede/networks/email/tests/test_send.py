"""Answers: in the citizen's mailbox, in their thread, once, whatever breaks on the way."""

from __future__ import annotations

import dataclasses
import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pytest
from tests.servers.dovecot import HOST, LARGEST

from tilstede.core.post import Post
from tilstede.networks.email import compose
from tilstede.networks.email.mailbox import Mailbox
from tilstede.networks.email.send import Copy, Sending
from tilstede.networks.email.servers import box_of
from tilstede.networks.email.tests import letters
from tilstede.networks.email.tests.conftest import NOW, Office
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import CannotTell, Expired, NetworkError, Rejected, Unreachable
from tilstede.networks.kit.limits import faults
from tilstede.networks.kit.outgoing import Ballot, Enclosure, Outgoing, Target

pytestmark = pytest.mark.server
SENDER = Sending()


@pytest.fixture
def asked(office: Office) -> Target:
    """A letter from a citizen whose mailbox is this test's own."""
    told = {
        "From": f"Kåre Nes <{citizen(office)}>",
        "References": "<først@nes.example> <andre@nes.example>",
        "In-Reply-To": "<andre@nes.example>",
        "Message-ID": "<brev-" + "x" * 120 + "@nes.example>",
    }
    letter = letters.letter("Når blir det svar?", {**told, "References": ""})
    raw = letter.as_bytes().replace(
        b"In-Reply-To", f"References: {told['References']}\nIn-Reply-To".encode()
    )
    office.mail.deliver(raw, office.address)
    (seen,) = office.seen()
    return Target(seen.post, seen.raw, seen.mime)


def citizen(office: Office) -> str:
    return office.address.replace("post", "kare").replace("fjordvik", "nes")


def answer(asked: Target, **changed: object) -> Outgoing:
    usual: dict[str, object] = {
        "key": "k",
        "made": NOW,
        "text": "I morgon.\n\nMvh\n-- \nKari",
        "reply_to": asked,
    }
    return Outgoing(**{**usual, **changed})  # type: ignore[arg-type]


def received(office: Office) -> EmailMessage:
    (raw,) = office.mail.letters(citizen(office))
    made = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(made, EmailMessage)
    return made


def test_an_answer_comes_to_the_citizen_in_its_thread(
    office: Office, asked: Target, tmp_path: Path
) -> None:
    file = tmp_path / "vedtak"
    file.write_bytes(letters.PDF)
    media = (Enclosure(file, "application/pdf", "vedtak æøå.pdf"),)
    long = "Ei lang line med æøå. " * 20
    SENDER.send(
        answer(asked, text=long, media=media, language="nn"), office.access, office.http, NOW
    )
    letter = received(office)
    assert letter["From"] == f"Fjordvik kommune <{office.address}>"
    assert letter["To"].addresses[0].addr_spec == citizen(office)
    assert letter["Subject"] == "Sv: Søknad om byggjeløyve"
    assert letter["In-Reply-To"] == f"<brev-{'x' * 120}@nes.example>"
    raw = letters_raw(office)
    thread = "References: <først@nes.example>\r\n <andre@nes.example>\r\n <brev-"
    assert thread.encode() in raw
    assert letter["Auto-Submitted"] is None
    assert letter["Content-Language"] == "nn"
    body = letter.get_body(("plain",))
    assert body is not None
    assert body.get_content().strip() == long.strip(), "no paragraph is broken"
    (attached,) = letter.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("vedtak æøå.pdf", letters.PDF)
    assert max(map(len, raw.split(b"\r\n"))) < 998


def letters_raw(office: Office) -> bytes:
    return office.mail.letters(citizen(office))[0]


def test_the_mailbox_and_the_record_agree(office: Office, asked: Target) -> None:
    sent = SENDER.send(answer(asked), office.access, office.http, NOW)
    (copy,) = office.mail.letters(office.address, "Sendt")
    assert letters_raw(office).endswith(copy.rstrip()) or copy.rstrip() in letters_raw(office)
    assert office.mail.letters(office.address, "Drafts") == []
    read = SENDER.read(sent.id, office.access, office.http, NOW)
    assert read is not None
    assert read.post.text == "I morgon.\n\nMvh\n-- \nKari", "our own words are not cut"
    fetched = [
        seen.post for seen in office.seen() if seen.post.author.id == office.access.account_id
    ]
    assert fetched == [read.post]
    with office.mail.mailbox(office.address, "Sendt") as client:
        assert client.fetch("1", "(FLAGS)")[1][0].count(b"Seen") == 1


def test_reply_to_is_where_it_goes(office: Office) -> None:
    told = {"Reply-To": f"Saka <{citizen(office)}>", "Message-ID": "<1@nes.example>"}
    office.mail.deliver(letters.letter("Hei", told), office.address)
    (seen,) = office.seen()
    assert seen.post.odd == ("reply-elsewhere",)
    SENDER.send(answer(Target(seen.post, seen.raw)), office.access, office.http, NOW)
    assert received(office)["To"].addresses[0].addr_spec == citizen(office)


def test_the_line_is_cut_after_the_letter_was_handed_in(office: Office, asked: Target) -> None:
    """The server has taken it and nobody said so: it is not sent again, a person is asked."""
    office.mail.handed_in.cut = True
    with pytest.raises(Unreachable) as caught:
        SENDER.send(answer(asked), office.access, office.http, NOW)
    assert caught.value.reached
    assert len(office.mail.letters(citizen(office))) == 1
    with pytest.raises(CannotTell, match="drafts"):
        SENDER.find(answer(asked), office.access, office.http, NOW)
    office.mail.handed_in.be_usual()
    SENDER.send(answer(asked), office.access, office.http, NOW)  # a person said so
    first, second = office.mail.letters(citizen(office))
    ids = {email.message_from_bytes(one)["Message-ID"] for one in (first, second)}
    assert len(ids) == 1, "the citizen's program can see that it is the same letter"
    assert office.mail.letters(office.address, "Drafts") == []


def test_an_answer_that_was_never_sent_is_not_found(office: Office, asked: Target) -> None:
    assert SENDER.find(answer(asked), office.access, office.http, NOW) is None
    assert SENDER.read("borte@fjordvik.example", office.access, office.http, NOW) is None


def test_an_answer_that_was_sent_is_found(office: Office, asked: Target) -> None:
    sent = SENDER.send(answer(asked), office.access, office.http, NOW)
    assert SENDER.find(answer(asked), office.access, office.http, NOW) == sent


@pytest.mark.parametrize("marked", [True, False])
def test_killed_after_the_server_took_it(office: Office, asked: Target, marked: bool) -> None:
    """Between the server's yes and the copy's last step: once the mark of a draft is gone, it is certain."""
    raw, _ = compose.letter(answer(asked), box_of(office.access), NOW)
    name = compose.message_id("k", office.address)
    with Mailbox(box_of(office.access), office.http) as mailbox:
        Copy(mailbox, name).keep(raw)
        if not marked:
            mailbox.open("Drafts", to_write=True)
            mailbox.mark(mailbox.having(name)[0], "-FLAGS", "(\\Draft)")
    if marked:
        with pytest.raises(CannotTell):
            SENDER.find(answer(asked), office.access, office.http, NOW)
    else:
        found = SENDER.find(answer(asked), office.access, office.http, NOW)
        assert found is not None
        assert len(office.mail.letters(office.address, "Sendt")) == 1


def test_other_drafts_are_left_alone(office: Office, asked: Target) -> None:
    with office.mail.mailbox(office.address, "Drafts") as client:
        client.append("Drafts", "(\\Draft \\Deleted)", "", letters.numbered(1))
    SENDER.send(answer(asked), office.access, office.http, NOW)
    assert len(office.mail.letters(office.address, "Drafts")) == 1


def test_a_mailbox_without_folders_gets_them(office: Office, asked: Target) -> None:
    with office.mail.mailbox(office.address) as client:
        client.delete("Sendt")
        client.delete("Drafts")
    sent = SENDER.send(answer(asked), office.access, office.http, NOW)
    assert SENDER.read(sent.id, office.access, office.http, NOW) is not None


@pytest.mark.parametrize(
    ("said", "kind", "reached"),
    [
        ("550 5.1.1 no such mailbox", Rejected, False),
        ("451 4.7.1 greylisted", Unreachable, False),
        ("530 5.7.0 sign in", Expired, False),
    ],
)
def test_a_recipient_is_refused(
    office: Office, asked: Target, said: str, kind: type[NetworkError], reached: bool
) -> None:
    office.mail.handed_in.refused = said
    with pytest.raises(kind, match=said[4:9]) as caught:
        SENDER.send(answer(asked), office.access, office.http, NOW)
    assert caught.value.reached == reached
    assert office.mail.letters(office.address, "Drafts") == [], "nothing is left of it"
    assert SENDER.find(answer(asked), office.access, office.http, NOW) is None


def test_the_letter_is_refused_in_words(office: Office, asked: Target) -> None:
    office.mail.handed_in.answer = "554 5.7.1 this looks like spam"
    with pytest.raises(Rejected, match="looks like spam") as caught:
        SENDER.send(answer(asked), office.access, office.http, NOW)
    assert not caught.value.reached


def test_a_letter_larger_than_the_server_takes(
    office: Office, asked: Target, tmp_path: Path
) -> None:
    file = tmp_path / "film"
    file.write_bytes(bytes(LARGEST))
    what = answer(asked, media=(Enclosure(file, "video/mp4", "film.mp4"),))
    limits = SENDER.limits(office.access, office.http)
    assert HOST in limits.source
    assert [fault.code for fault in faults(what, limits)] == ["size"]
    with pytest.raises(Rejected, match=str(LARGEST)):
        SENDER.send(what, office.access, office.http, NOW)
    assert SENDER.limits(None, None).film_bytes > 0


@pytest.mark.parametrize("way", ["starttls", "plain"])
def test_other_ways_to_hand_in(office: Office, asked: Target, way: str) -> None:
    servers = {
        "starttls": f"starttls://{HOST}:{office.mail.submission}",
        "plain": f"smtp://127.0.0.1:{office.mail.plain}",
    }
    SENDER.send(answer(asked), _with(office, smtp=servers[way]), office.http, NOW)
    assert received(office)["From"]


def test_a_password_that_no_longer_counts(office: Office, asked: Target) -> None:
    with pytest.raises(Expired, match="not accepted") as caught:
        SENDER.send(answer(asked), _with(office, password="feil"), office.http, NOW)
    assert not caught.value.reached


def test_nobody_answers(office: Office, asked: Target) -> None:
    with pytest.raises(Unreachable) as caught:
        SENDER.send(answer(asked), _with(office, smtp=f"smtps://{HOST}:1"), office.http, NOW)
    assert not caught.value.reached


def _with(office: Office, **changed: str) -> Access:
    return dataclasses.replace(office.access, secrets={**office.access.secrets, **changed})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reply_to": None}, "out of the blue"),
        ({"poll": Ballot(("ja", "nei"), 60)}, "no poll"),
        ({"warning": "obs"}, "no warning"),
    ],
)
def test_what_a_letter_is_not(
    office: Office, asked: Target, changed: dict[str, object], said: str
) -> None:
    with pytest.raises(Rejected, match=said):
        SENDER.send(answer(asked, **changed), office.access, office.http, NOW)
    assert office.mail.letters(citizen(office)) == []


def test_bounces_are_not_answered(office: Office, asked: Target) -> None:
    post = with_changes(asked.post, odd=("bounce",))
    with pytest.raises(Rejected, match="nobody reads"):
        SENDER.send(answer(Target(post, asked.raw)), office.access, office.http, NOW)


@pytest.mark.parametrize(
    ("subject", "language", "becomes"),
    [
        ("Naust", "nn", "Sv: Naust"),
        ("Naust", "en", "Re: Naust"),
        ("SV: Naust", "en", "SV: Naust"),
        ("Re[2]: Naust", "nb", "Re[2]: Naust"),
        ("VS: Naust", "se", "VS: Naust"),
        ("", "nb", "Sv:"),
        ("Naust\r\nBcc: alle@nes.example", "nb", "Sv: Naust Bcc: alle@nes.example"),
    ],
)
def test_subjects(office: Office, asked: Target, subject: str, language: str, becomes: str) -> None:
    target = Target(with_changes(asked.post, title=subject), asked.raw)
    raw, _ = compose.letter(answer(target, language=language), box_of(office.access), NOW)
    made = email.message_from_bytes(raw, policy=email.policy.default)
    assert made["Subject"] == becomes
    assert made["Bcc"] is None


def with_changes(post: Post, **changed: object) -> Post:
    return msgspec.structs.replace(post, **changed)
