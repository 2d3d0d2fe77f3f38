"""Recorded items read again with today's parsers: what they understand better is appended, and shown.

An item that today's parser has read already is left as it is. Each batch is committed alone, and what it changed is
then today's reading: run again, also after being killed, nothing is doubled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from tilstede.core import canonical
from tilstede.core.alias import key
from tilstede.core.post import Author, Media, Post, decode, encode
from tilstede.core.ready import Told
from tilstede.intake import tasks
from tilstede.networks.kit import registry, webvtt
from tilstede.posts import read
from tilstede.posts.project import Happening, apply
from tilstede.posts.working_set import WorkingSet
from tilstede.record import append, checkpoint
from tilstede.record import read as record
from tilstede.record.entry import milliseconds, moment

NETWORKS: Final = registry.names()
BATCH: Final = 500
#: What brings a post together with its raw item.
_KINDS: Final = ("seen", "heard", "edited", "witnessed", "returned")


@dataclass
class Count:
    """What came of reading again; ``reasons``: why what could not be read could not."""

    changed: int = 0
    same: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def unread(self) -> int:
        return self.reasons.total()

    @property
    def looked(self) -> int:
        """Every item met, whatever came of it."""
        return self.changed + self.same + self.unread

    def line(self) -> str:
        """The closing line, in the reader's language."""
        return _(
            "looked at {looked}, read again {changed}, same {same}, could not {unread}"
        ).format(looked=self.looked, changed=self.changed, same=self.same, unread=self.unread)


#: Told after each batch: the last event looked at, and what has come of it so far.
Watcher = Callable[[int, Count], None]


class _Unread(ValueError):
    """An item that cannot be read again. ``reason``: its code in `contract.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Reading(NamedTuple):
    """How event ``of``, about the post of that number, reads by now: as event ``held`` says."""

    of: int
    post: int
    held: int
    then: Post


class _Change(NamedTuple):
    """A reading, and the better one."""

    reading: _Reading
    now: Post

    def about(self) -> dict[str, Any]:
        return {"instead": self.reading.held, "of": self.reading.of, "post": self.reading.post}


def reparse(
    network: str = "", *, dry_run: bool = False, watch: Watcher = lambda event, count: None
) -> Count:
    """Read every recorded item again, or those of one network. ``dry_run``: only say what would come of it."""
    count = Count()
    after = -1
    while events := [event.number for event in record.events(after, _KINDS, BATCH)]:
        changes = list(_changes(events, network, count))
        count.changed += len(changes) if dry_run else _append(changes, datetime.now(UTC))
        after = events[-1]
        watch(after, count)
    if count.changed and not dry_run:
        checkpoint.make(now=datetime.now(UTC))
    return count


def _changes(events: Sequence[int], network: str, count: Count) -> Iterator[_Change]:
    """What reads better among these events; the rest is counted."""
    for reading in _readings(events):
        # What a person told has no item of the network's to be read again.
        if network not in ("", reading.then.network) or reading.then.form == "told":
            continue
        try:
            now = _read_again(reading)
        except (ValueError, OSError) as error:
            count.reasons[getattr(error, "reason", "not-a-post")] += 1
            continue
        if replace(now, parser=reading.then.parser) == reading.then:
            count.same += 1
        else:
            yield _Change(reading, now)


def _readings(events: Sequence[int]) -> Iterator[_Reading]:
    """How these events read by now, without those of which nothing is held any more."""
    posts = read.posts_of(events)
    held = read.read_again(set(posts.values()))
    words = record.current_posts([held.get(event, event) for event in events])
    for event in events:
        where = held.get(event, event)
        if event in posts and where in words:
            yield _Reading(event, posts[event], where, decode(words[where]))


def _read_again(reading: _Reading) -> Post:
    """:raises ValueError: it cannot be read; mostly with a ``reason``. :raises OSError: its file is lost."""
    then = reading.then
    if not registry.exists(then.network):
        raise _Unread("unknown-format")
    network = registry.get(then.network)
    if then.parser == network.parser:
        return _with_captions(then, reading)
    raw = record.payload(reading.of, "raw")
    if raw is None:
        raise _Unread("no-raw")
    now = network.again(raw, then)
    if (now.network, now.form) != (then.network, then.form):
        raise _Unread("other-form")
    encode(now)  # which says whether it can be kept
    return _with_captions(now, reading)


def _with_captions(now: Post, reading: _Reading) -> Post:
    """What is said in a film comes with its captions' file and not with the item."""
    said = {medium.url: medium.text for medium in reading.then.media}
    media = tuple(
        replace(medium, text=said.get(medium.url) or _said(reading, medium))
        if medium.mime == webvtt.MIME and not medium.text
        else medium
        for medium in now.media
    )
    return replace(now, media=media)


def _said(reading: _Reading, medium: Media) -> str:
    """Of captions whose file was kept before their words were."""
    places = [place for place, one in enumerate(reading.then.media) if one.url == medium.url]
    data = record.payload(reading.of, f"media.{places[0]}") if places else None
    return webvtt.words(data) if data else ""


def _append(changes: Sequence[_Change], now: datetime) -> int:
    """Append and show them, in one transaction; how many. What was meanwhile destroyed, or read again by another
    process, is passed over."""
    if not changes:
        return 0
    now = moment(milliseconds(now))
    with transaction.atomic():
        held = append.hold()
        first = append.next_number(held)
        changes = list(_still_so(changes))
        posts = WorkingSet(_keys(changes), _authors(changes))
        entries = []
        for number, change in enumerate(changes, first):
            about, told = change.about(), encode(change.now)
            entries.append(
                append.Entry("reparsed", {"about": canonical.dumps(about), "post": told})
            )
            apply(Happening(number, now, "reparsed", Told(change.now), about), posts)
        append.append(entries, now=now, held=held)
        posts.flush()
        for change in changes:
            _want_pictures(change)
    return len(changes)


def _want_pictures(change: _Change) -> None:
    """Ask for those that the better reading finds, unless it is of an archive: what is in those was there to be had.

    Whether the picture is the post's, and not held, is asked by the task.
    """
    known = {medium.url for medium in change.reading.then.media}
    for position, medium in enumerate(change.now.media if change.now.form != "archive" else ()):
        if medium.kind == "image" and medium.url and medium.url not in known:
            tasks.fetch_picture.enqueue(change.reading.post, position, medium.url)


def _still_so(changes: Sequence[_Change]) -> Iterator[_Change]:
    standing = {(one.of, one.held) for one in _readings([change.reading.of for change in changes])}
    return (change for change in changes if (change.reading.of, change.reading.held) in standing)


def _keys(changes: Sequence[_Change]) -> Iterator[bytes]:
    for change in changes:
        yield from map(key, (*change.reading.then.aliases, *change.now.aliases))


def _authors(changes: Sequence[_Change]) -> Iterator[tuple[str, Author]]:
    for change in changes:
        yield change.now.network, change.now.author
