"""The pump in: items from a network become events, payloads and rows, in one transaction a batch."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from msgspec.structs import replace

from tilstede.core import alias, canonical
from tilstede.core.decide import decide
from tilstede.core.post import Author
from tilstede.core.ready import Ready, author_of
from tilstede.intake import held, own_sites
from tilstede.intake.embeds.providers import provider_of
from tilstede.intake.models import Source
from tilstede.intake.tally import Tally
from tilstede.networks.kit.contract import Gone, Item, Left, Missing, Seen, SetAside
from tilstede.networks.kit.prepared import Prepared, prepare, transcribed
from tilstede.posts import models, read
from tilstede.posts.project import Happening, apply, mime_type
from tilstede.posts.standing import Standing
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append
from tilstede.record.entry import milliseconds, moment

log = logging.getLogger(__name__)

MEDIA = 60  #: an event has room for so many beside the post and the raw item
BATCH = 1_000
BATCH_BYTES = 32 << 20


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the items come from, for gap events: a source's network and address, or an import's."""

    network: str = ""
    address: str = ""
    account_id: str = ""
    live: bool = False  #: read from the network now, so that pictures can still be fetched
    heard: bool = False  #: others' words, met by listening; not for the public stream
    source: int = (
        0  #: the row of the source that tells what is heard, and is to be asked for it again
    )


class Pump:
    """One batch on its way in. Make it inside a transaction, feed it, then `close`."""

    def __init__(
        self, items: Iterable[Item | Prepared], *, now: datetime, origin: Origin, tally: Tally
    ) -> None:
        # As the record keeps it, so that a rebuild gives the same.
        self._now = moment(milliseconds(now))
        self._origin = origin
        self._tally = tally
        self._entries: list[append.Entry] = []
        self._pictures: list[tuple[int, int, str]] = []
        self._pages: list[tuple[int, str]] = []
        self._told_of: list[tuple[int, str]] = []
        self._gaps: set[bytes] = set()
        self._sites: frozenset[str] | None = None
        self._followed: dict[tuple[str, str], bool] = {}
        self._items = [_prepared(item) for item in items]
        self._held = append.hold()
        self._first = append.next_number(self._held)
        self._posts = WorkingSet(_keys(self._items), _authors(self._items))

    def decide(self) -> None:
        """Count what each item is, and what events it asks for."""
        for item in self._items:
            if isinstance(item, Prepared):
                self._take_post(item)
            else:
                self._take_other(item)

    def run(self) -> None:
        """Decide what each item is, then append the events and write the rows."""
        self.decide()
        if self._entries:
            first = append.append(self._entries, now=self._now, held=self._held)
            assert first == self._first, "another writer came between"
            self._posts.flush()
        if self._origin.source:
            held.remember(self._origin.source, self._heard())
        if self._pictures or self._pages or self._told_of:
            self._have_fetched()

    def _heard(self) -> Iterator[int]:
        """The posts of this batch that are others' words."""
        for item in self._items:
            standing = self._posts.find(item.ready.keys) if isinstance(item, Prepared) else None
            if standing is not None and standing.heard:
                yield standing.number

    def _have_fetched(self) -> None:
        from tilstede.intake import tasks  # noqa: PLC0415 - slow to load, and an import of files has no use for it

        for number, position, url in self._pictures:
            tasks.fetch_picture.enqueue(number, position, url)
        for number, url in self._pages:
            tasks.keep_page.enqueue(number, url)
        for number, url in self._told_of:
            tasks.ask_about_link.enqueue(number, url)

    def _take_other(self, item: Gone | SetAside | Left | Missing) -> None:
        match item:
            case Gone():
                self._take_deletion(item)
            case SetAside():
                self._tally.set_aside(item)
            case Left():
                self._tally.leave(item)
            case Missing():
                self._open_gap(item)

    def _take_post(self, item: Prepared) -> None:
        ready = item.ready
        standing = self._posts.find(ready.keys)
        if standing is None and self._posts.is_destroyed(ready.keys):
            self._tally.took("had")
            return
        if standing is not None and self._belongs_to_other(standing, ready):
            self._take_others(item)
            return
        if standing is not None and standing.heard and self._is_followed(item):
            self._include(standing)
        decision = (
            decide(standing.known, item.post(), ready.digest, live=self._origin.live)
            if standing is not None
            else "seen"
        )
        self._tally.took(decision)
        if decision == "had":
            return
        item = transcribed(item) if item.attachments else item
        payloads: dict[str, append.Payload] = {"post": item.packed, "raw": item.raw}
        media = self._attach(item, payloads) if item.attachments else ()
        kind = "heard" if decision == "seen" and not self._is_followed(item) else decision
        self._tally.heard += kind == "heard"
        self._record(kind, payloads, wording=item, media=media)
        if self._origin.live:
            self._want_pictures(item)
            self._want_links(item, kind)

    def _is_followed(self, item: Prepared) -> bool:
        """Whether it belongs in the public stream. In an answer's thread lie posts of our own too."""
        if not (self._origin.heard or item.heard):
            return True
        name = item.ready.network, author_of(item.ready).id
        if name not in self._followed:
            self._followed[name] = Source.objects.filter(
                network=name[0], account_id=name[1], what="account"
            ).exists()
        return self._followed[name]

    def _include(self, standing: Standing) -> None:
        """What was heard before is now met where it was written: it belongs to the public stream."""
        about = {"post": standing.number}
        self._record("included", {"about": canonical.dumps(about)}, about=about)

    def _take_others(self, item: Prepared) -> None:
        """Two feeds may carry the same item: the first one's words count. Elsewhere an id is one author's."""
        if item.ready.network == "feeds":
            self._tally.took("had")
        else:
            why = f"{author_of(item.ready).id} uses a known post's id"
            self._tally.set_aside(SetAside(item.where, "same-id", why))

    def _attach(
        self, item: Prepared, payloads: dict[str, append.Payload]
    ) -> tuple[tuple[int, str], ...]:
        """Add the media that can be read. A damaged one is counted, and its post is taken in without it."""
        media: list[tuple[int, str]] = []
        post = item.post()
        for attachment in item.attachments:
            try:
                if len(media) == MEDIA:
                    raise ValueError("more media than a post can have")
                payloads[f"media.{attachment.position}"] = attachment.path
            except (ValueError, OSError) as error:
                log.warning("%s: media %d: %s", item.where, attachment.position, error)
                self._tally.leave(Left("media", 1))
            else:
                media.append((attachment.position, mime_type(post.media[attachment.position])))
        return tuple(media)

    def _want_pictures(self, item: Prepared) -> None:
        standing = self._posts.find(item.ready.keys)
        held = {attachment.position for attachment in item.attachments}
        for position, medium in enumerate(item.post().media):
            if standing and medium.kind == "image" and medium.url and position not in held:
                self._pictures.append((standing.number, position, medium.url))

    def _want_links(self, item: Prepared, kind: str) -> None:
        """Pages of the body's own, and what others tell of slides and films. Others' posts are no reason to ask."""
        standing = self._posts.find(item.ready.keys)
        links = item.post().links
        if kind == "heard" or standing is None or not links:
            return
        if self._sites is None:
            self._sites = own_sites.hosts()
        addresses = [link.url for link in links]
        told_of = filter(provider_of, dict.fromkeys(addresses))
        self._told_of.extend((standing.number, url) for url in told_of)
        pages = own_sites.among(addresses, self._sites)
        self._pages.extend((standing.number, url) for url in pages)

    def _take_deletion(self, item: Gone) -> None:
        keys = [alias.key(name) for name in item.aliases]
        standing = self._posts.find(keys)
        known = standing.gone_event if standing else self._posts.tombstone(keys)
        if known is not None or (standing is None and self._posts.is_destroyed(keys)):
            self._tally.took("had")
            return
        if standing is not None and item.when and read.returned_after(standing.number, item.when):
            self._tally.took("had")  # a takeout older than its coming back
            return
        if standing is not None and self._by_other(standing):
            why = "only the author's own archive can tell of its deletion"
            self._tally.set_aside(SetAside(item.where or item.aliases[0], "other-author", why))
            return
        self._tally.took("gone")
        about = {
            "aliases": list(item.aliases),
            "when": item.when.isoformat() if item.when else None,
        }
        self._record("gone", {"about": canonical.dumps(about), "raw": item.raw}, about=about)

    def _by_other(self, standing: Standing) -> bool:
        """Whether the post was written by another account of the network than the one whose items these are."""
        if self._origin.heard or not self._origin.account_id:
            return False
        if standing.network != self._origin.network:
            return False
        author = models.Author.objects.filter(id=standing.author_id).first()
        return author is not None and author.native_id != self._origin.account_id

    def _open_gap(self, item: Missing) -> None:
        about = {
            "network": self._origin.network,
            "address": self._origin.address,
            "account": self._origin.account_id,
            "since": item.since.isoformat() if item.since else None,
            "until": item.until.isoformat() if item.until else None,
            "why": item.why,
            "detail": item.detail,
        }
        told = canonical.dumps(about)
        if told in self._gaps or read.is_open_gap(about):
            return
        self._gaps.add(told)
        self._tally.gaps += 1
        self._record("gap", {"about": told}, about=about)

    def _record(self, kind: str, payloads: Mapping[str, append.Payload], **what: Any) -> None:
        number = self._first + len(self._entries)
        self._entries.append(append.Entry(kind, payloads))
        apply(Happening(number, self._now, kind, **what), self._posts)

    def _belongs_to_other(self, standing: Standing, ready: Ready) -> bool:
        """The same id from another author of the same network: another post, or another feed with the same item."""
        if standing.network != ready.network:
            return False
        return not self._posts.authors.is_of(standing.author_id, ready)


def take(
    items: Iterable[Item | Prepared],
    *,
    now: datetime,
    origin: Origin | None = None,
    tally: Tally | None = None,
) -> Tally:
    """Take in one batch whole or not at all, inside the caller's transaction or one of its own."""
    counted = Tally()
    with transaction.atomic(savepoint=False):
        Pump(items, now=now, origin=origin or Origin(), tally=counted).run()
    if tally is not None:
        tally.add(counted)
    return counted


class Foresight:
    """What `take` would count, batch after batch. Nothing is written, and no file is taken out of its archive."""

    def __init__(self) -> None:
        self._met: set[bytes] = set()  #: names of the posts of earlier batches

    def take(self, items: Sequence[Item], *, now: datetime, origin: Origin, tally: Tally) -> None:
        """A post that an earlier batch told of counts as had, also where it is worded otherwise now."""
        new: list[Item] = []
        for item in items:
            if isinstance(item, Seen) and not self._met.isdisjoint(
                map(alias.key, item.post.aliases)
            ):
                tally.took("had")
            else:
                new.append(replace(item, attachments=()) if isinstance(item, Seen) else item)
        with transaction.atomic():
            Pump(new, now=now, origin=origin, tally=tally).decide()
            transaction.set_rollback(True)
        posts = (item.post for item in new if isinstance(item, Seen))
        self._met.update(alias.key(name) for post in posts for name in post.aliases)


def note(kind: str, about: dict[str, Any], now: datetime) -> int:
    """Append one event about what is known already, and show it, inside the caller's transaction. Its number."""
    number = append.append([append.Entry(kind, {"about": canonical.dumps(about)})], now=now)
    posts = WorkingSet((), ())
    apply(Happening(number, now, kind, about=about), posts)
    posts.flush()
    return number


def in_batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Groups of at most BATCH items or BATCH_BYTES of raw bytes."""
    batch: list[Item] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(getattr(item, "raw", b""))
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _prepared(item: Item | Prepared) -> Prepared | Gone | SetAside | Left | Missing:
    if not isinstance(item, Seen):
        return item
    try:
        return prepare(item)
    except ValueError:
        return SetAside(item.where or item.post.aliases[0], "not-text")


def _keys(items: Iterable[object]) -> Iterator[bytes]:
    """The keys of every name the batch mentions."""
    for item in items:
        if isinstance(item, Prepared):
            yield from item.ready.keys
        elif isinstance(item, Gone):
            yield from map(alias.key, item.aliases)


def _authors(items: Iterable[object]) -> Iterator[tuple[str, Author]]:
    told = {
        (item.ready.network, item.ready.author): item.ready
        for item in items
        if isinstance(item, Prepared)
    }
    for (network, _author), ready in told.items():
        yield network, author_of(ready)
