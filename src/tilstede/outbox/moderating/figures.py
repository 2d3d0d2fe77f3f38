"""How much was hidden, deleted and blocked, by which rule, where and when; and what came of the appeals. Never who."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils import timezone

from tilstede.outbox.models import Act
from tilstede.outbox.moderating import measures
from tilstede.outbox.moderating.models import Appeal, Decision

#: Columns of the file.
COLUMNS: Final = ("year", "network", "rule", *Decision.Kind.values, "taken_back")
APPEALS: Final = ("year", "appeals", *Appeal.Verdict.values, "waiting")


@dataclass(frozen=True, slots=True)
class Done:
    """Something that was carried out. ``rule``: its number; 0 for what was done before there were rules."""

    kind: str
    day: date
    network: str
    handle: str
    rule: int
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Line:
    """So much in a year, at a network, by a rule."""

    year: int
    network: str
    rule: int
    hide: int
    remove: int
    block: int
    taken_back: int


@dataclass(frozen=True, slots=True)
class Appeals:
    """Appeals that came in a year, and what came of them."""

    year: int
    appeals: int
    upheld: int
    stands: int
    none: int
    waiting: int


def done(since: datetime | None = None) -> Iterator[Done]:
    """Everything carried out: by the networks' word where they did it, by a person's where it was done by hand."""
    yield from _by_networks(since)
    yield from _by_hand(since)


def _by_networks(since: datetime | None) -> Iterator[Done]:
    taken_back = Decision.objects.filter(undone__state__in=measures.DONE)
    back = frozenset(taken_back.values_list("act_id", flat=True))
    shown = _shown_before()
    rows = Act.objects.filter(kind__in=Decision.Kind.values, state__in=measures.DONE)
    rows = rows.filter(tried__gte=since) if since else rows.filter(tried__isnull=False)
    for act in rows.only("kind", "tried", "network", "handle", "rule", "post"):
        assert act.tried is not None
        was_shown = not act.rule and (act.network, act.handle, act.post) in shown
        yield Done(
            kind=act.kind,
            day=timezone.localdate(act.tried),
            network=act.network,
            handle=act.handle,
            rule=int(act.rule.rpartition(".")[2] or 0),
            taken_back=act.pk in back or was_shown,
        )


def _shown_before() -> frozenset[tuple[str, str, int | None]]:
    """What was hidden before there were rules, and shown again: network, account and post."""
    rows = Act.objects.filter(kind=Act.Kind.SHOW, state__in=measures.DONE, rule="")
    return frozenset(rows.values_list("network", "handle", "post"))


def _by_hand(since: datetime | None) -> Iterator[Done]:
    rows = Decision.objects.filter(act=None).select_related("rule")
    for one in rows.filter(at__gte=since) if since else rows:
        yield Done(
            kind=one.kind,
            day=timezone.localdate(one.at),
            network=one.network,
            handle=one.handle,
            rule=one.rule.number,
            taken_back=one.undone_at is not None,
        )


def lines() -> list[Line]:
    """The newest year first, then by network and rule."""
    found = Counter[tuple[int, str, int, str]]()
    for one in done():
        key = (one.day.year, one.network, one.rule)
        found[*key, one.kind] += 1
        found[*key, "taken_back"] += one.taken_back
    keys = sorted({key[:3] for key in found}, key=lambda key: (-key[0], *key[1:]))
    names = (*Decision.Kind.values, "taken_back")
    return [Line(*key, *(found[*key, name] for name in names)) for key in keys]


def appeals() -> list[Appeals]:
    """The newest year first."""
    found = Counter[tuple[int, str]]()
    for received, verdict in Appeal.objects.values_list("received", "verdict"):
        year = timezone.localdate(received).year
        found[year, "appeals"] += 1
        found[year, verdict or "waiting"] += 1
    years = sorted({year for year, _name in found}, reverse=True)
    return [Appeals(year, **{name: found[year, name] for name in APPEALS[1:]}) for year in years]


def table() -> bytes:
    """The lines as a file, comma-separated, UTF-8."""
    return _written(COLUMNS, lines())


def appeals_table() -> bytes:
    """The appeals, the same way."""
    return _written(APPEALS, appeals())


def _written(columns: Iterable[str], rows: Iterable[Line | Appeals]) -> bytes:
    out = io.StringIO(newline="")
    sheet = csv.writer(out, lineterminator="\n")
    names = tuple(columns)
    sheet.writerow(names)
    sheet.writerows([getattr(row, name) for name in names] for row in rows)
    return out.getvalue().encode()
