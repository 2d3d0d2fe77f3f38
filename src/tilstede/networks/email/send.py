"""Answering a letter, so that it is known at every moment how far it has come.

Mail has no way to ask whether a letter was taken. So the answer is first put among the mailbox's drafts (RFC 5550 does
alike with a letter under way), then handed in, and the copy then moved to what was sent:

=====================================  =================================================================
where the answer lies                  what is certain
=====================================  =================================================================
nowhere                                it was not handed in
among the drafts, marked as a draft    it was about to be handed in; whether it was, a person must find out
among the drafts, no longer so marked  it was taken
among what was sent                    it was taken
=====================================  =================================================================

So the record and the mailbox agree, and colleagues see in their mail program what was answered.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from tilstede.networks.email import compose, folders
from tilstede.networks.email.headers import mid
from tilstede.networks.email.limits import documented
from tilstede.networks.email.mailbox import Mailbox
from tilstede.networks.email.servers import box_of
from tilstede.networks.email.submit import Submission
from tilstede.networks.email.taken import take
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.errors import CannotTell, NetworkError, NotUnderstood, Rejected
from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import Outgoing, Sent, Target

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http


class Sending:
    """See `kit.sending.Sender`. ``Sent.id``: the Message-ID without its angle brackets."""

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """As the server tells the size it takes, where it can be asked."""
        if access is None or http is None:
            return documented()
        with Submission(box_of(access), http) as server:
            return documented(server.largest, str(box_of(access).smtp))

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """Hand the answer in and keep a copy in the mailbox. :raises NetworkError:"""
        box = box_of(access)
        raw, to = compose.letter(what, box, now)
        name = compose.message_id(what.key, box.address)
        with Submission(box, http) as server, Mailbox(box, http) as mailbox:
            copy = Copy(mailbox, name)
            copy.keep(raw)
            try:
                server.hand_in(raw, box.address, to)
            except NetworkError as error:
                if not error.reached:
                    copy.drop()
                raise
            with suppress(
                NetworkError
            ):  # it is taken; what is left to do `find` does, and `read` waits for it
                copy.mark_taken()
        return Sent(name, (mid(name),))

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """By the name we gave it, in the mailbox. :raises CannotTell: it was being handed in, and nobody answered."""
        box = box_of(access)
        name = compose.message_id(what.key, box.address)
        with Mailbox(box, http) as mailbox:
            return Sent(name, (mid(name),)) if Copy(mailbox, name).is_taken() else None

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        """The copy in the mailbox. None: a person has deleted it there."""
        with Mailbox(box_of(access), http) as mailbox:
            copy = Copy(mailbox, sent)
            if not copy.is_taken():
                return None
            return copy.read()

    def edit(self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        raise Rejected("a letter that was sent cannot be changed")

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None:
        raise Rejected("a letter that was sent cannot be taken back")

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        raise Rejected("a letter cannot be hidden")

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None:
        raise Rejected("a letter cannot be boosted")

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        raise Rejected("a letter cannot be liked")

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None:
        raise Rejected("nobody is followed by e-mail")


class Copy:
    """The copy of one answer of ours in its mailbox."""

    def __init__(self, mailbox: Mailbox, message_id: str) -> None:
        self._mailbox = mailbox
        self._id = message_id

    def keep(self, raw: bytes) -> None:
        """Put it among the drafts, in place of one from an earlier try."""
        drafts = folders.found_or_made(self._mailbox, folders.DRAFTS)
        for uid in self._open(drafts):
            self._mailbox.remove(uid)
        self._mailbox.put(drafts, raw, "(\\Draft \\Seen)")

    def drop(self) -> None:
        """It was refused: nothing of it stays. One that stays all the same only makes a person look."""
        with suppress(NetworkError):
            for uid in self._open(folders.found_or_made(self._mailbox, folders.DRAFTS)):
                self._mailbox.remove(uid)

    def mark_taken(self) -> None:
        """Move it to what was sent."""
        for uid in self._open(folders.found_or_made(self._mailbox, folders.DRAFTS)):
            self._mailbox.mark(uid, "-FLAGS", "(\\Draft)")
            self._mailbox.put_away(uid, folders.found_or_made(self._mailbox, folders.SENT))

    def is_taken(self) -> bool:
        """Whether it was handed in; a step that was left out is done now. :raises CannotTell:"""
        if self._sent():
            return True
        drafts = folders.found(self._mailbox, folders.DRAFTS)
        found = self._open(drafts) if drafts else []
        if not found:
            return False
        if any("\\draft" not in self._mailbox.flags(uid) for uid in found):
            self.mark_taken()
            return True
        detail = "the answer lies among the drafts: the mail server did not say whether it took it"
        raise CannotTell(detail)

    def read(self) -> Seen:
        """As `fetch` gives it. :raises NotUnderstood: it cannot be read."""
        sent = folders.found(self._mailbox, folders.SENT)
        for _, raw in self._mailbox.letters(self._sent()[-1:]):
            found = take(raw, "api", f"{sent}, <{self._id}>")
            if isinstance(found, Seen):
                return found
        raise NotUnderstood(f"our own letter <{self._id}> cannot be read", reached=True)

    def _sent(self) -> list[int]:
        sent = folders.found(self._mailbox, folders.SENT)
        return self._open(sent, to_write=False) if sent else []

    def _open(self, folder: str, *, to_write: bool = True) -> list[int]:
        """Where it lies in the folder, which is open then."""
        self._mailbox.open(folder, to_write=to_write)
        return self._mailbox.having(self._id)
