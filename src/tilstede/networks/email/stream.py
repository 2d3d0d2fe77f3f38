"""New letters as they come: the first folder is watched (IDLE, RFC 2177), the others looked into now and then."""

from __future__ import annotations

import time
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from tilstede.networks.email.fetch import Visit, mailbox_of
from tilstede.networks.email.mailbox import Mailbox
from tilstede.networks.kit.contract import Batch, Source
from tilstede.networks.kit.errors import NotFound

if TYPE_CHECKING:
    from tilstede.networks.kit.http import Http

#: Seconds until we say that we live, and IDLE anew: RFC 2177 demands it every 29 minutes, what stands between us
#: and the server (NAT, firewalls) much oftener.
BEAT: Final = 25.0
#: Seconds between two looks into the folders that are not watched.
ROUND: Final = 300.0


def stream(source: Source, http: Http, beat: float = BEAT) -> Iterator[Batch]:
    """What is new since the cursor, then what comes; ends only by an error.

    :raises NotFound: the server cannot tell of what comes. :raises NetworkError: the connection is gone.
    """
    box = mailbox_of(source)
    with Mailbox(box, http) as mailbox:
        if not mailbox.offers("IDLE"):
            raise NotFound(f"{box.imap} does not tell of new letters")
        visit = Visit(mailbox, box, source.cursor)
        while True:
            yield from visit.batches()
            yield from _until_news(mailbox, visit, beat)


def _until_news(mailbox: Mailbox, visit: Visit, beat: float) -> Iterator[Batch]:
    """Wait for something new, or until the other folders' turn."""
    first, ends = visit.folders[0], time.monotonic() + ROUND
    opened = mailbox.open(first)
    if mailbox.entries(visit.following(first), opened.letters, 1):
        return  # it came while the other folders were read
    while not mailbox.wait(beat) and time.monotonic() < ends:
        yield Batch((), deepcopy(visit.cursor))
