"""What a network must be able to do to send a post.

A sender does one thing at a time and keeps nothing. Whether something is sent again is decided above
(`outbox.pump`), by what the sender can find out: `Sender.find`.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from tilstede.networks.kit.items import Seen
from tilstede.networks.kit.limits import Limits
from tilstede.networks.kit.outgoing import (
    Ballot as Ballot,
)
from tilstede.networks.kit.outgoing import (
    Captions as Captions,
)
from tilstede.networks.kit.outgoing import (
    Card as Card,
)
from tilstede.networks.kit.outgoing import (
    Enclosure as Enclosure,
)
from tilstede.networks.kit.outgoing import (
    Outgoing as Outgoing,
)
from tilstede.networks.kit.outgoing import (
    Sent as Sent,
)
from tilstede.networks.kit.outgoing import (
    Target as Target,
)

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access
    from tilstede.networks.kit.http import Http


class Sender(Protocol):
    """One object per network. Methods whose ability is not declared are never called.

    Every method raises `NetworkError`: `Expired` (connect again), `Refused` (this is not allowed), `Rejected` (not as
    it is), `Throttled` (``retry_after``), `Unreachable`. **What an error leaves open must be told**: ``reached`` is
    true when the network may have done what was asked. Acts (`delete`, `boost`, `like`, `follow`, `hide`,
    `remove`, `block`) done twice leave things as done once; of something that is gone already they say nothing.
    """

    def limits(self, access: Access | None, http: Http | None) -> Limits:
        """What the network takes: as the server tells when it can be asked, else as documented."""

    def send(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent:
        """Send it, once. Pictures first. With the network's idempotency key or a name of our own made of
        ``what.key`` and ``what.made``, where it has such."""

    def find(self, what: Outgoing, access: Access, http: Http, now: datetime) -> Sent | None:
        """The post as sent by an earlier try, or None when it is certain that there is none.
        :raises CannotTell: it cannot be found out."""

    def read(self, sent: str, access: Access, http: Http, now: datetime) -> Seen | None:
        """The post as it stands there now, as `fetch` would give it; None when it is gone."""

    def edit(
        self, sent: str, what: Outgoing, access: Access, http: Http, now: datetime
    ) -> Sent: ...

    def delete(self, sent: str, access: Access, http: Http, now: datetime) -> None: ...

    def hide(
        self, target: Target, access: Access, http: Http, now: datetime, *, hidden: bool
    ) -> None:
        """Hide an answer under one of our posts from others, or show it again."""

    def boost(self, target: Target, access: Access, http: Http, now: datetime) -> Sent | None: ...

    def like(self, target: Target, access: Access, http: Http, now: datetime) -> None: ...

    def follow(self, address: str, access: Access, http: Http, now: datetime) -> None: ...


@runtime_checkable
class Remover(Protocol):
    """A sender with the ability `remove`."""

    def remove(self, target: Target, access: Access, http: Http, now: datetime) -> None:
        """Delete an answer of another under one of our posts. Nobody can bring it back."""


@runtime_checkable
class Blocker(Protocol):
    """A sender with the ability `block`."""

    def block(
        self, address: str, access: Access, http: Http, now: datetime, *, blocked: bool
    ) -> None:
        """Keep an account from reaching ours, or let it in again. ``address``: its id (`core.post.Author`)."""
