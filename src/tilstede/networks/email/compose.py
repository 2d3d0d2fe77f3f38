"""An answer as a letter: addressed, named, put in its thread, and readable in every mail program.

Plain text in UTF-8 as quoted-printable, so that paragraphs are as long as they were written and nothing is changed on
the way. Source: RFC 5322 (3.6.4 for the thread), RFC 2045, RFC 2047; RFC 3834: written by a person, so nothing says
otherwise.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final, NamedTuple

from tilstede.networks.email.headers import Headers, message_id_of, read
from tilstede.networks.email.parse import AGENT
from tilstede.networks.email.servers import Box
from tilstede.networks.kit.errors import Rejected
from tilstede.networks.kit.outgoing import Enclosure, Outgoing, Target

#: A long thread's letters are named from its first and its latest (RFC 5322, 2.1.1 limits a line, not their number).
_REFERENCES: Final = 40
_ANSWERED: Final = re.compile(
    r"\s*(?:(?:re|sv|svar|aw|antw|odp|ref|vs)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_SCANDINAVIAN: Final = ("nb", "nn", "no", "da", "sv")


class Written(NamedTuple):
    """A letter ready to be handed in. ``to``: the one address it goes to."""

    raw: bytes
    to: str


def message_id(key: str, address: str) -> str:
    """Our own name for the answer, without angle brackets: the same at every try, and nobody else's."""
    digest = hashlib.sha256(f"{key}\n{address}".encode()).hexdigest()
    return f"{digest[:40]}@{address.rpartition('@')[2]}"


def letter(what: Outgoing, box: Box, now: datetime) -> Written:
    """The letter. :raises Rejected: it cannot be one."""
    target = _target(what)
    asked = Headers(read(target.raw), {})
    to = _recipient(target, asked)
    made = EmailMessage(policy=SMTP)
    made["From"] = _address(box.name, box.address)
    made["To"] = to
    made["Subject"] = _subject(what, target)
    made["Date"] = format_datetime(now)
    made["User-Agent"] = f"{AGENT}/0.1"
    made.set_content(what.text, cte="quoted-printable")
    for file in what.media:
        _attach(made, file)
    names = [f"Message-ID: <{message_id(what.key, box.address)}>", *_thread(target, asked)]
    if what.language.isascii() and what.language.isprintable() and what.language:
        names.append(f"Content-Language: {what.language}")
    # Written by hand: the standard library would encode ids that are long or hold other letters than ASCII, and
    # counts a letter's language among what belongs to its first part.
    head = "".join(f"{line}\r\n" for line in names).encode("utf-8", "surrogateescape")
    return Written(head + made.as_bytes(), to.addr_spec)


def _target(what: Outgoing) -> Target:
    """The letter that is answered. :raises Rejected: there is none, or what is asked for is not for a letter."""
    if what.reply_to is None or what.reply_to.post.network != "email":
        raise Rejected("by e-mail letters are answered; a letter out of the blue is not sent")
    if what.poll is not None or what.quote_of is not None or what.warning:
        raise Rejected("a letter holds no poll, no quoted post and no warning")
    if what.card is not None and what.card.url not in what.text:
        raise Rejected("a letter has no card: write the address in its text")
    return what.reply_to


def _recipient(target: Target, asked: Headers) -> Address:
    """Where the writer wants the answer (Reply-To), else who wrote. :raises Rejected: nobody can be answered there."""
    if "bounce" in target.post.odd:
        raise Rejected(
            "it is a mail server's report that a letter did not arrive: nobody reads an answer to it"
        )
    found = asked.addresses("reply-to") or asked.addresses("from")
    name, address = found[0] if found else (target.post.author.name, target.post.author.handle)
    return _address(name, address)


def _address(name: str, address: str) -> Address:
    """:raises Rejected: mail cannot be sent there."""
    local, _, domain = address.rpartition("@")
    if not local.isascii():
        raise Rejected(f"{address}: an address with such letters before the @ is not sent to")
    try:
        return Address(name, addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (
        ValueError,
        IndexError,
        HeaderParseError,
    ) as error:  # as the standard library's parser raises
        raise Rejected(f"{address} is no e-mail address") from error


def _subject(what: Outgoing, target: Target) -> str:
    """As the person wrote it; else as the letter's, marked as an answer once."""
    if what.title:
        return " ".join(what.title.split())
    asked = " ".join(target.post.title.split())
    if _ANSWERED.match(asked):
        return asked
    language = (what.language or target.post.language).partition("-")[0].lower()
    mark = "Sv:" if language in _SCANDINAVIAN else "Re:"
    return f"{mark} {asked}".strip()


def _thread(target: Target, asked: Headers) -> Iterator[str]:
    """The headers that put it in its thread; each id is on a line of its own (RFC 5322, 2.1.1)."""
    own = (asked.ids("message-id") or [message_id_of(target.post.aliases[0])])[0]
    if not own:
        return  # it has no name, so nothing can point to it
    before = asked.ids("references") or asked.ids("in-reply-to")[:1]
    whole = list(dict.fromkeys([*before, own]))
    if len(whole) > _REFERENCES:
        whole = [whole[0], *whole[1 - _REFERENCES :]]
    yield f"In-Reply-To: <{own}>"
    yield "References: " + "\r\n ".join(f"<{one}>" for one in whole)


def _attach(made: EmailMessage, file: Enclosure) -> None:
    kind, _, inner = (file.mime or "application/octet-stream").partition("/")
    name = file.name or file.path.name
    if kind in (
        "text",
        "message",
        "multipart",
    ):  # as it lies on the disk, not opened and written anew
        kind, inner = "application", "octet-stream"
    made.add_attachment(file.path.read_bytes(), maintype=kind, subtype=inner, filename=name)
    if file.alt:
        list(made.iter_attachments())[-1]["Content-Description"] = file.alt
