"""Reading a mailbox, visit by visit: in every folder that is read, the letters after the last one seen.

The cursor::

    folders   {name: [validity, the UID to go on from]}

Where the validity is another than before (RFC 3501, 2.3.1.1), the folder was made anew and is read from its beginning;
a letter that was taken in before is known again by its Message-ID.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from tilstede.networks.email.folders import usual
from tilstede.networks.email.mailbox import Entry, Mailbox
from tilstede.networks.email.parse import MAX_BYTES
from tilstede.networks.email.servers import Box, box_of
from tilstede.networks.email.taken import take
from tilstede.networks.kit.contract import Batch, Cursor, Source
from tilstede.networks.kit.errors import NotFound, Refused
from tilstede.networks.kit.items import Item, SetAside

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: Letters and bytes of them that are committed together.
BATCH: Final = 100
BATCH_BYTES: Final = 8 << 20


def fetch(source: Source, http: Http) -> Iterator[Batch]:
    """What is new in the mailbox since the cursor. :raises NetworkError: the batches before that hold."""
    box = mailbox_of(source)
    with Mailbox(box, http) as mailbox:
        yield from Visit(mailbox, box, source.cursor).batches()


def mailbox_of(source: Source) -> Box:
    """:raises NotFound: it is no mailbox that is to be read. :raises Refused: there is no login to it."""
    if source.what not in ("mailbox", "mentions"):
        raise NotFound(f"of e-mail only a mailbox is read, no {source.what}")
    if source.access is None:
        raise Refused(f"{source.address} is read with a login only: connect the mailbox")
    return box_of(source.access)


class Visit:
    """One reading of an open mailbox. ``cursor``: moves on with each batch."""

    def __init__(self, mailbox: Mailbox, box: Box, cursor: Cursor) -> None:
        self.cursor: Cursor = deepcopy(cursor) if cursor else {}
        self._mailbox = mailbox
        self.folders = box.folders or usual(mailbox)

    def batches(self) -> Iterator[Batch]:
        """What is new in every folder, and the place that was reached. :raises NetworkError:"""
        for name in self.folders:
            yield from self._folder(name)
        yield Batch((), deepcopy(self.cursor))

    def following(self, folder: str) -> int:
        """The UID from which on a folder's letters are new."""
        return int(self.cursor["folders"][folder][1])

    def _folder(self, name: str) -> Iterator[Batch]:
        opened = self._mailbox.open(name)
        known: dict[str, list[int]] = self.cursor.setdefault("folders", {})
        validity, following = known.get(name, [opened.validity, 1])
        if validity != opened.validity:
            following = 1
        while entries := self._mailbox.entries(following, opened.letters, BATCH):
            for group in _groups(entries):
                items = tuple(self._items(name, group))
                following = group[-1].uid + 1
                known[name] = [opened.validity, following]
                yield Batch(items, deepcopy(self.cursor))
            if self._mailbox.is_changed():
                opened = self._mailbox.open(name)
        known[name] = [opened.validity, max(following, opened.following)]

    def _items(self, folder: str, group: list[Entry]) -> Iterator[Item]:
        for entry in group:
            if entry.size > MAX_BYTES:
                detail = f"{entry.size} bytes, more than {MAX_BYTES}"
                yield SetAside(f"{folder}, letter {entry.uid}", "too-large", detail)
        wanted = [entry.uid for entry in group if entry.size <= MAX_BYTES]
        if wanted:
            for uid, raw in self._mailbox.letters(wanted):
                yield take(raw, "api", f"{folder}, letter {uid}")


def _groups(entries: list[Entry]) -> Iterator[list[Entry]]:
    """The letters in their order, so few at a time that they fit in memory together."""
    group: list[Entry] = []
    size = 0
    for entry in entries:
        if group and size + entry.size > BATCH_BYTES:
            yield group
            group, size = [], 0
        group.append(entry)
        size += entry.size if entry.size <= MAX_BYTES else 0
    if group:
        yield group
