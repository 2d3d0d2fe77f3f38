"""How much of what the body publishes is in each written form of Norwegian, counted from what stands in the record."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final, Literal

import msgspec
from django.db.models import Q
from django.utils import timezone

from tilstede.core import language
from tilstede.office.models import Account, Body
from tilstede.posts.search import authored
from tilstede.posts.search.authored import Stands
from tilstede.record import read as record

#: `nb`, `nn`; `undecided`: neither its author nor its words decide; `other`: another language; `repost`: others' words.
Kind = Literal["nb", "nn", "undecided", "other", "repost"]
KINDS: Final[tuple[Kind, ...]] = ("nb", "nn", "undecided", "other", "repost")
_FORMS: Final[dict[str, Kind]] = {"nb": "nb", "nn": "nn"}
#: Posts whose words are read at a time.
_PAGE: Final = 1_000
#: How far ahead one is asked to look, in posts; of these no more than `_BEARABLE` in one form.
_AHEAD: Final = (5, 10, 20, 50, 100, 200, 500, 1_000)
_BEARABLE: Final = 0.6


class _Words(msgspec.Struct):
    """What of a post is counted: to read no more is half the work."""

    language: str = ""
    text: str = ""
    title: str = ""
    warning: str = ""


_WORDS: Final = msgspec.json.Decoder(_Words)


@dataclass(slots=True)
class Tally:
    """Posts, and characters in them, by kind."""

    posts: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    characters: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    def add(self, kind: Kind, characters: int) -> None:
        """One post more."""
        self.posts[kind] += 1
        self.characters[kind] += characters

    def join(self, other: Tally) -> None:
        """With all that the other has."""
        for kind in KINDS:
            self.posts[kind] += other.posts[kind]
            self.characters[kind] += other.characters[kind]

    @property
    def own(self) -> int:
        """Posts that are the body's own words."""
        return sum(self.posts.values()) - self.posts["repost"]


def share(counted: dict[Kind, int], form: Kind) -> float | None:
    """The form's part of what is decided to be in one of the two, in per cent; None: nothing is."""
    decided = counted["nb"] + counted["nn"]
    return 100 * counted[form] / decided if decided else None


@dataclass(frozen=True, slots=True)
class Channel:
    """An account, and what was counted of it."""

    network: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Year:
    """What the body's accounts published in a year."""

    year: int
    channels: tuple[Channel, ...]
    total: Tally


def own_body() -> Body | None:
    """The body that this installation belongs to."""
    return Body.objects.filter(own=True).first()


def accounts() -> list[Account]:
    """Those of the body, of its units and of roles in them; what people write for themselves is not the body's."""
    bodies = _with_units()
    owned = Q(body__in=bodies) | Q(role__body__in=bodies)
    rows = Account.objects.filter(owned).exclude(native_id="")
    official = rows.exclude(capacity=Account.Capacity.PERSONAL)
    return list(official.order_by("network", "handle", "since", "pk"))


def _with_units() -> set[int]:
    found: set[int] = set()
    new = set(Body.objects.filter(own=True).values_list("pk", flat=True))
    while new:
        found |= new
        below = Body.objects.filter(parent__in=new).values_list("pk", flat=True)
        new = set(below) - found
    return found


def count(year: int) -> Year:
    """All channels that published something that year, each by itself and together."""
    owned: dict[tuple[str, str], list[Account]] = {}
    for account in accounts():
        owned.setdefault((account.network, account.native_id), []).append(account)
    channels = []
    for (network, native_id), rows in owned.items():
        tally = Tally()
        for since, until in _stretches(rows, year):
            tally.join(_counted(authored.between(network, native_id, since, until)))
        if any(tally.posts.values()):
            channels.append(Channel(network, rows[-1].handle or rows[-1].url or native_id, tally))
    total = Tally()
    for channel in channels:
        total.join(channel.tally)
    return Year(year, tuple(channels), total)


def _stretches(rows: Iterable[Account], year: int) -> Iterator[tuple[datetime, datetime]]:
    """When in the year the account was the body's, by the body's own clock; no moment twice."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    reached = first
    for row in sorted(rows, key=lambda one: one.since or date.min):
        since = max(row.since or first, reached)
        until = min(row.until + timedelta(days=1) if row.until else after, after)
        if since < until:
            yield midnight(since), midnight(until)
            reached = until


def midnight(day: date) -> datetime:
    """When the day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def _counted(posts: Iterator[Stands]) -> Tally:
    tally = Tally()
    while page := list(islice(posts, _PAGE)):
        words = record.current_posts([one.event for one in page])
        for one in page:
            told = _WORDS.decode(words[one.event]) if words.get(one.event) else _Words()
            length = len(told.title) + len(told.warning) + len(told.text)
            tally.add(_kind(one, told.language), length)
    return tally


def _kind(post: Stands, said: str) -> Kind:
    """What its author said of the language first; else what its words say, where they do."""
    if post.repost:
        return "repost"
    code = language.declared(said) or (post.language if post.sure else "")
    if code in ("", "und"):
        return "undecided"
    return _FORMS.get(code, "other")


@dataclass(frozen=True, slots=True)
class Missing:
    """``more`` of the next ``of`` posts in ``form``, and it has its part."""

    form: Kind
    more: int
    of: int


def missing(tally: Tally, aim: int) -> Missing | None:
    """What it takes until the smaller form has ``aim`` per cent of the posts; None: it has, or there is no aim."""
    form: Kind = "nn" if tally.posts["nn"] <= tally.posts["nb"] else "nb"
    decided = tally.posts["nb"] + tally.posts["nn"]
    if not aim or not decided or 100 * tally.posts[form] >= aim * decided:
        return None
    for ahead in _AHEAD:
        more = math.ceil((aim * (decided + ahead) - 100 * tally.posts[form]) / 100)
        if more <= _BEARABLE * ahead:
            return Missing(form, more, ahead)
    more = math.ceil((aim * decided - 100 * tally.posts[form]) / (100 - aim))
    return Missing(form, more, more)


def years() -> list[int]:
    """Those that can be asked for: from the first in which an account wrote, the newest first."""
    this = timezone.localdate().year
    first = min(
        (
            timezone.localtime(at).year
            for one in accounts()
            if (at := authored.first_at(one.network, one.native_id))
        ),
        default=this,
    )
    return list(range(this, min(first, this) - 1, -1))
