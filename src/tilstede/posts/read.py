"""What pages, feeds, the API and the command line read: posts as they stand, with their words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from tilstede.core import alias
from tilstede.core.post import Post, decode
from tilstede.posts import models
from tilstede.record import read as record

#: Events that tell of a post itself, and no more than its page does. Decisions about it (`withheld`) do.
OF_THE_POST = frozenset(
    {
        "seen",
        "heard",
        "edited",
        "witnessed",
        "returned",
        "gone",
        "fetched",
        "captured",
        "embedded",
        "reparsed",
    }
)
THREAD = 500  #: posts of one thread that are shown; a longer one says so


@dataclass(frozen=True, slots=True)
class Shown:
    """A post as it may be shown. ``post`` is None when its words may not be (withdrawn, or destroyed)."""

    row: models.Post
    author: models.Author
    post: Post | None
    media: tuple[models.Media, ...] = ()

    @property
    def number(self) -> int:
        """The post's lasting public id."""
        return self.row.number

    @property
    def withdrawn(self) -> bool:
        """Deleted by its author at the source."""
        return self.row.gone_event is not None


@dataclass(frozen=True, slots=True)
class Wording:
    """One version of a post. ``seen``: when it came; ``reread``: when it was read again by a better parser, whose
    reading ``event`` holds."""

    n: int
    event: int
    at: datetime
    seen: datetime
    language: str
    language_sure: bool
    post: Post | None
    reread: datetime | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """What a post answers, nearest last, and what answers it or its answers, in time order.

    ``cut_before``, ``cut_after``: there are more than THREAD that way.
    """

    before: tuple[Shown, ...]
    after: tuple[Shown, ...]
    cut_before: bool
    cut_after: bool
    missing_parent: bool = False

    @property
    def cut(self) -> bool:
        """Whether there are more, one way or the other."""
        return self.cut_before or self.cut_after


@dataclass(frozen=True, slots=True)
class Stretch:
    """A gap, for people."""

    event: int
    since: datetime | None
    until: datetime | None
    why: str
    detail: str
    open: bool = field(default=True)


def shown(numbers: Sequence[int], *, public: bool = True) -> list[Shown]:
    """The posts of these numbers, in that order; those that are not public are left out of a public list."""
    rows = {row.number: row for row in models.Post.objects.filter(number__in=numbers)}
    kept = [rows[n] for n in numbers if n in rows and (rows[n].public or not public)]
    return with_words(kept)


def shown_at(keys: Sequence[int]) -> list[Shown]:
    """The public posts with these keys, in that order: a look in the table itself, where a number is looked for in its
    index first."""
    rows = models.Post.objects.filter(public=True).in_bulk(keys)
    return with_words(rows[key] for key in keys if key in rows)


def with_words(rows: Iterable[models.Post], *, policy: str | None = None) -> list[Shown]:
    """Rows joined with authors, words and pictures: four queries however many rows there are."""
    rows = list(rows)
    policy = policy or settings.WITHDRAWN
    authors = models.Author.objects.in_bulk({row.author_id for row in rows})
    told = {row.number: row.event for row in rows if row.gone_event is None or policy == "show"}
    words = record.current_posts(told.values())
    media: dict[int, list[models.Media]] = {}
    for item in models.Media.objects.filter(number__in=told).order_by("position"):
        media.setdefault(item.number, []).append(item)
    return [
        Shown(
            row,
            authors[row.author_id],
            decode(words[row.event]) if row.number in told and words.get(row.event) else None,
            tuple(media.get(row.number, ())),
        )
        for row in rows
        if row.gone_event is None or policy != "hide"
    ]


def one(number: int, *, public: bool = True) -> Shown | None:
    """The post of that number, if there is one that may be shown."""
    row = models.Post.objects.filter(number=number).first()
    found = with_words([row]) if row and (row.public or not public) else []
    return found[0] if found else None


def versions(number: int) -> list[Wording]:
    """Every wording, the earliest written first. :raises models.Post.DoesNotExist: no such post."""
    rows = list(models.Version.objects.filter(number=number).order_by("written", "event"))
    if not rows:
        rows = [_only_version(models.Post.objects.get(number=number))]
    words = record.current_posts([row.event for row in rows])
    came = _came([row.event for row in rows], number)
    times = record.times({*came, *came.values()})
    return [
        Wording(
            n,
            row.event,
            row.at,
            times[came[row.event]],
            row.language,
            row.language_sure,
            decode(words[row.event]) if words.get(row.event) else None,
            times[row.event] if came[row.event] != row.event else None,
        )
        for n, row in enumerate(rows, 1)
    ]


def _came(events: Sequence[int], number: int) -> dict[int, int]:
    """The event by which each wording came that is held by one of these, perhaps read again since."""
    abouts = record.abouts(event for event in events if event != number)
    return {
        event: int(json.loads(abouts[event])["of"]) if event in abouts else event
        for event in events
    }


def posts_of(events: Sequence[int]) -> dict[int, int]:
    """The post that each of these events is about, where it is still held."""
    found: dict[int, int] = {}
    for table in (models.Version, models.Trace):
        found.update(table.objects.filter(event__in=events).values_list("event", "number"))
    first = models.Post.objects.filter(number__in=[one for one in events if one not in found])
    found.update({number: number for number in first.values_list("number", flat=True)})
    return found


def read_again(posts: Iterable[int]) -> dict[int, int]:
    """Of the events about these posts, those that were read again: which event holds the newest reading."""
    found: dict[int, int] = {}
    traces = models.Trace.objects.filter(number__in=list(posts)).order_by("event")
    for event in traces.values_list("event", flat=True):
        about = json.loads(record.payload(event, "about") or b"{}")
        if "instead" in about:
            found[about["of"]] = event
    return found


def _only_version(row: models.Post) -> models.Version:
    return models.Version(
        event=row.event,
        number=row.number,
        written=int(row.at.timestamp()),
        form=row.form,
        language=row.language,
        language_sure=row.language_sure,
    )


def history(number: int) -> list[int]:
    """Every event about the post, in order: what a bundle hands out."""
    found = {number}
    found.update(models.Version.objects.filter(number=number).values_list("event", flat=True))
    found.update(models.Trace.objects.filter(number=number).values_list("event", flat=True))
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Captured:
    """A page as it was: the event that holds it, its address, when it was fetched, and how large its archive is."""

    event: int
    url: str
    at: datetime
    size: int


def captured(number: int) -> list[Captured]:
    """The pages of the body's own that were kept with a post, oldest first."""
    return [
        Captured(event.number, told["url"], event.at, told["size"])
        for event, told in _told(number, "captured")
    ]


@dataclass(frozen=True, slots=True)
class Embedded:
    """What a provider tells of a link. ``mimes``: of the files that are held, ``thumbnail`` and ``file``."""

    event: int
    url: str
    provider: str
    title: str
    author: str
    licence: str
    mimes: Mapping[str, str]


def embedded(number: int) -> list[Embedded]:
    """What is told of a post's links, oldest first."""
    names = ("url", "provider", "title", "author", "licence", "mimes")
    return [
        Embedded(event.number, *[told[name] for name in names])
        for event, told in _told(number, "embedded")
    ]


def _told(number: int, kind: str) -> Iterator[tuple[record.Event, dict[str, Any]]]:
    """The events of a kind about a post, with what they say, as far as it is not destroyed."""
    for event in map(record.event, history(number)):
        if event is None or event.kind != kind:
            continue
        about = record.payload(event.number, "about")
        if about is not None:
            yield event, json.loads(about)


def returned_after(number: int, when: datetime) -> bool:
    """Whether the post was seen to stand again after it had been withdrawn, later than that."""
    events = (record.event(event) for event in history(number))
    return any(event.kind == "returned" and event.at > when for event in events if event)


def names(number: int) -> list[bytes]:
    """The key (`core.alias`) of every name the post is known by."""
    rows = models.Alias.objects.filter(key__in=_names([number]), number=number)
    return sorted(bytes(row.key) for row in rows)


def thread(item: Shown, *, public: bool = True) -> Thread:
    """The thread as far as it is held, put together now, whatever order its posts came in."""
    above, missing, cut_before = _above(item.row)
    below, cut_after = _below(item.row)
    kept_above = [row for row in above if row.public or not public]
    kept_below = [row for row in below if row.public or not public]
    before, after = tuple(with_words(kept_above)), tuple(with_words(kept_below))
    return Thread(before, after, cut_before, cut_after, missing)


def root(number: int) -> int:
    """The number of the first post of the thread that is held."""
    row = models.Post.objects.get(number=number)
    above, _missing, _more = _above(row)
    return above[0].number if above else number


def thread_numbers(number: int) -> list[int]:
    """Every post of the thread that `number` is in, at most THREAD."""
    first = models.Post.objects.get(number=root(number))
    return [first.number, *(row.number for row in _below(first)[0])]


def by_alias(name: str) -> int | None:
    """The number of the post known by that name (an address, ``x:<id>``, …)."""
    found = models.Alias.objects.filter(key=alias.key(name)).first()
    return found.number if found else None


def gone_by(names: Iterable[str]) -> int | None:
    """The event that told last that the post known by any of these names is gone, though it may never have been seen;
    None while it stands."""
    keys = [alias.key(name) for name in names]
    numbers = models.Alias.objects.filter(key__in=keys).values("number")
    rows = models.Post.objects.filter(number__in=numbers)
    events = list(rows.values_list("gone_event", flat=True))
    if not events:
        events = list(models.Tombstone.objects.filter(key__in=keys).values_list("event", flat=True))
    return max((event for event in events if event is not None), default=None)


def gaps(*, network: str, address: str = "", account_id: str = "") -> list[Stretch]:
    """What could not be seen of a source or an account, newest first."""
    rows = models.Gap.objects.filter(network=network).order_by("-event")
    rows = rows.filter(address=address) if address else rows.filter(account_id=account_id)
    return [
        Stretch(
            row.event, _time(row.since), _time(row.until), row.why, row.detail, row.closed is None
        )
        for row in rows
    ]


def is_open_gap(about: Mapping[str, Any]) -> bool:
    """Whether the very same gap was opened before and still stands; ``about`` as in the event's payload."""
    told = [about.get(name) for name in ("since", "until")]
    since, until = (
        int(datetime.fromisoformat(value).timestamp()) if value else None for value in told
    )
    return models.Gap.objects.filter(
        network=about["network"],
        address=about["address"],
        account_id=about["account"],
        since=since,
        until=until,
        why=about["why"],
        closed=None,
    ).exists()


def _above(row: models.Post) -> tuple[list[models.Post], bool, bool]:
    """What the post answers, nearest last; whether the first answers what is not held; whether there are more."""
    found: list[models.Post] = []
    met = {row.number}
    while row.parent is not None:
        keyed = models.Alias.objects.filter(key=bytes(row.parent)).values("number")[:1]
        above = models.Post.objects.filter(number=keyed).first()
        if above is None:
            return found[::-1], True, False
        if above.number in met:  # two posts that each claim to answer the other
            break
        if len(found) == THREAD:
            return found[::-1], False, True
        row = above
        met.add(row.number)
        found.append(row)
    return found[::-1], False, False


def _below(row: models.Post) -> tuple[list[models.Post], bool]:
    found: dict[int, models.Post] = {}
    level = [row.number]
    while level and len(found) <= THREAD:
        keys = _names(level)
        rows = models.Post.objects.filter(parent__in=keys).exclude(number__in=[row.number, *found])
        children = list(rows[: THREAD + 1])
        level = [child.number for child in children]
        found.update({child.number: child for child in children})
    ordered = sorted(found.values(), key=lambda child: child.key)
    return ordered[:THREAD], len(ordered) > THREAD


def _names(numbers: Sequence[int]) -> set[bytes]:
    """Every name these posts are known by, read from their payloads: no index is kept for it."""
    events = [*numbers]
    for table in (models.Version, models.Trace):
        events.extend(table.objects.filter(number__in=numbers).values_list("event", flat=True))
    return {
        alias.key(name)
        for data in record.current_posts(events).values()
        for name in decode(data).aliases
    }


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
