"""What a network must offer, and the shapes it hands over. `conformance.py` holds every network to this.

Fetching, parsing and deciding are apart: a network reads (`fetch`, `open_export`) and translates (`parse`);
it never knows what is stored and never decides what is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

from tilstede.core.post import Author, Post
from tilstede.networks.kit.errors import (
    AccountChanged as AccountChanged,
)
from tilstede.networks.kit.errors import (
    CannotTell as CannotTell,
)
from tilstede.networks.kit.errors import (
    Expired as Expired,
)
from tilstede.networks.kit.errors import (
    Forbidden as Forbidden,
)
from tilstede.networks.kit.errors import (
    NetworkError as NetworkError,
)
from tilstede.networks.kit.errors import (
    NotFound as NotFound,
)
from tilstede.networks.kit.errors import (
    NotUnderstood as NotUnderstood,
)
from tilstede.networks.kit.errors import (
    Refused as Refused,
)
from tilstede.networks.kit.errors import (
    Rejected as Rejected,
)
from tilstede.networks.kit.errors import (
    Throttled as Throttled,
)
from tilstede.networks.kit.errors import (
    TooLarge as TooLarge,
)
from tilstede.networks.kit.errors import (
    Unreachable as Unreachable,
)
from tilstede.networks.kit.items import (
    REASONS as REASONS,
)
from tilstede.networks.kit.items import (
    Attachment as Attachment,
)
from tilstede.networks.kit.items import (
    Gone as Gone,
)
from tilstede.networks.kit.items import (
    Item as Item,
)
from tilstede.networks.kit.items import (
    Left as Left,
)
from tilstede.networks.kit.items import (
    Missing as Missing,
)
from tilstede.networks.kit.items import (
    Seen as Seen,
)
from tilstede.networks.kit.items import (
    SetAside as SetAside,
)

if TYPE_CHECKING:
    from tilstede.networks.kit.access import Access, Connector
    from tilstede.networks.kit.http import Http
    from tilstede.networks.kit.sending import Sender

Cursor = dict[str, Any]

#: What a source is: an account's own posts; what others say to it; what is said under a hashtag or with given words;
#: the answers to one post; the letters in a mailbox. All but the first are others' words, heard rather than followed.
What = Literal["account", "mentions", "hashtag", "search", "thread", "mailbox"]


@dataclass(frozen=True, slots=True)
class Batch:
    """Items to be committed together with the place to go on from. At most about 1,000 items.

    ``wait``: seconds the source asks to be left alone, where it says so. ``moved``: the address it is read at from now
    on, once it has moved for good; it keeps its name. ``cost``: US dollars the network charges for what was read.
    """

    items: tuple[Item, ...]
    cursor: Cursor
    wait: float = 0.0
    moved: str = ""
    cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Source:
    """What `fetch` is told: whom to read and where it stopped.

    ``known``: posts that this source has told of and that still stand, at most a few hundred, as (alias, url), for
    networks that must ask for each whether it does: first the ``turn`` whose turn it is (`kit.turn`; 0: these are
    all), then the newest. ``names``: every name of each of them, by its alias. ``token``: a login where one was
    given to read with. ``access``: a connected account's login, where there is one; for ``mentions`` and ``mailbox``
    it is needed.
    ``what``: see `What`; ``address`` is then the account's, the hashtag without its sign, the words, the post's alias.
    """

    network: str
    address: str
    account_id: str = ""  #: permanent id as learnt when followed; another raises AccountChanged
    cursor: Cursor = field(default_factory=dict)
    known: tuple[tuple[str, str], ...] = ()
    turn: int = 0
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    token: str = ""
    what: What = "account"
    access: Access | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What an address pasted by a person turned out to be."""

    network: str
    address: str  #: what to fetch from now on (feed address, account's actor URI)
    author: Author
    title: str = ""


class Export(Protocol):
    """An opened takeout: one account's own archive, or a feed/JSON file on disk."""

    network: str
    title: str
    account: Author | None

    def items(self) -> Iterator[Item]:
        """Stream the items; never holds more than one in memory; one bad item never ends it."""

    def progress(self) -> tuple[int, int]:
        """Bytes read so far and bytes in all (0 when unknown)."""

    def close(self) -> None: ...


class Network(Protocol):
    """One folder under `networks/`, one object of this kind named ``network`` in its `network.py`."""

    name: str  #: 'mastodon': stable, in the record
    title: str  #: 'Mastodon'
    parser: str  #: 'mastodon/1': raised when the translation improves
    interval: int  #: seconds between polite visits when the server says nothing
    abilities: frozenset[str]  #: of `abilities.ABILITIES`

    def parse(self, raw: bytes, mime: str, context: Mapping[str, str]) -> Post:
        """Translate one raw item. ``context``: what lay around it
        (feed address, account). :raises ValueError: says what is wrong."""

    def again(self, raw: bytes, post: Post) -> Post:
        """A recorded item as today's `parse` reads it. ``post``: as it was read then; what lay around the item
        and is in none of its bytes (media type, feed, archive, server) is taken over from there.
        :raises ValueError: it can no longer be read; says why."""

    def recognise(self, address: str, http: Http) -> Found | None:
        """What the pasted address is, or None when it is not of this network.
        :raises NetworkError: it is of this network, but cannot be read now."""

    def fetch(self, source: Source, http: Http, now: datetime) -> Iterator[Batch]:
        """Read what is new since the cursor, oldest page last or first as the network allows.
        Each batch can be committed alone. :raises NetworkError:"""

    def open_export(self, path: Path) -> Export | None:
        """The file or folder as this network's takeout, or None when it is not one. Must look, not guess
        by name alone. :raises ValueError: it is one, but unusable; says why."""

    def sender(self) -> Sender | None:
        """What sends, loaded now; None where nothing is sent to this network."""

    def connector(self) -> Connector | None:
        """How an account is connected, loaded now; None where there is nothing to connect."""

    def stream(self, source: Source, http: Http, now: Callable[[], datetime]) -> Iterator[Batch]:
        """What is said, as it happens, from the cursor on; ends only by an error. A batch without items says that the
        connection lives, at least every half minute. :raises NetworkError: `NotFound` where there is no stream."""


@runtime_checkable
class Closed(Protocol):
    """A network that shows nothing without a login (the ability ``closed``): what an address is, asked with one."""

    def look_up(self, address: str, access: Access, http: Http, now: datetime) -> Found:
        """:raises Refused: this login does not let us read it. :raises NetworkError:"""


@runtime_checkable
class Carrying(Protocol):
    """A network whose posts name files beside pictures (captions of a film) that anyone may read at their address."""

    def files(self, post: Post, http: Http) -> tuple[Attachment, ...]:
        """Each is fetched when it is asked for. For a post that comes by itself; `fetch` hands them over."""


class Listening:
    """For networks that are only read: nothing is sent, nothing connected, nothing streamed."""

    def sender(self) -> Sender | None:
        return None

    def connector(self) -> Connector | None:
        return None

    def stream(self, source: Source, http: Http, now: Callable[[], datetime]) -> Iterator[Batch]:
        raise NotFound(f"{source.network} has no stream")
