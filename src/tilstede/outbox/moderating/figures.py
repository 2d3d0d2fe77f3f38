"""How much was hidden, deleted and blocked, by which rule, where and when; and what came of the appeals. Never who."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractYear

from tilstede.outbox.models import Act
from tilstede.outbox.moderating import measures
from tilstede.outbox.moderating.models import Appeal, Decision

#: Columns of the file.
COLUMNS: Final = ("year", "network", "rule", *Decision.Kind.values, "taken_back")
APPEALS: Final = ("year", "appeals", *Appeal.Verdict.values, "waiting")


@dataclass(frozen=True, slots=True)
class Done:
    """So often something was carried out for an account in a year. ``rule``: its number; 0 for what was done before
    there were rules. ``taken_back``: how often of these."""

    kind: str
    year: int
    network: str
    handle: str
    rule: int
    times: int
    taken_back: int


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
    """Everything carried out: by the networks' word where they did it, by a person's where it was done by hand. The
    database counts, however much it is."""
    yield from _by_networks(since)
    yield from _by_hand(since)


def _by_networks(since: datetime | None) -> Iterator[Done]:
    rows = Act.objects.filter(kind__in=Decision.Kind.values, state__in=measures.DONE)
    rows = rows.filter(tried__gte=since) if since else rows.filter(tried__isnull=False)
    shown = _shown_before(rows)
    by = rows.annotate(year=ExtractYear("tried")).values_list(
        "kind", "year", "network", "handle", "rule"
    )
    taken_back = Count("pk", filter=Q(decision__undone__state__in=measures.DONE))
    counted = by.annotate(times=Count("pk"), taken_back=taken_back)
    for kind, year, network, handle, rule, times, undone in counted.order_by():
        by_rule = int(rule.rpartition(".")[2] or 0)
        back = shown[kind, year, network, handle] if not by_rule else undone
        yield Done(kind, year, network, handle, by_rule, times, back)


def _shown_before(rows: QuerySet[Act]) -> Counter[tuple[str, int, str, str]]:
    """How much of what was done before there were rules was shown again, by kind, year, network and account."""
    again = Act.objects.filter(kind=Act.Kind.SHOW, state__in=measures.DONE, rule="")
    found = frozenset(again.values_list("network", "handle", "post"))
    before = rows.filter(rule="", post__in=again.values("post"))
    told = before.annotate(year=ExtractYear("tried"))
    return Counter(
        (kind, year, network, handle)
        for kind, year, network, handle, post in told.values_list(
            "kind", "year", "network", "handle", "post"
        )
        if (network, handle, post) in found
    )


def _by_hand(since: datetime | None) -> Iterator[Done]:
    rows = Decision.objects.filter(act=None)
    rows = rows.filter(at__gte=since) if since else rows
    by = rows.annotate(year=ExtractYear("at")).values_list(
        "kind", "year", "network", "handle", "rule__number"
    )
    taken_back = Count("pk", filter=Q(undone_at__isnull=False))
    for told in by.annotate(times=Count("pk"), taken_back=taken_back).order_by():
        yield Done(*told)


def lines() -> list[Line]:
    """The newest year first, then by network and rule."""
    found = Counter[tuple[int, str, int, str]]()
    for one in done():
        key = (one.year, one.network, one.rule)
        found[*key, one.kind] += one.times
        found[*key, "taken_back"] += one.taken_back
    keys = sorted({key[:3] for key in found}, key=lambda key: (-key[0], *key[1:]))
    names = (*Decision.Kind.values, "taken_back")
    return [Line(*key, *(found[*key, name] for name in names)) for key in keys]


def appeals() -> list[Appeals]:
    """The newest year first."""
    found = Counter[tuple[int, str]]()
    rows = Appeal.objects.annotate(year=ExtractYear("received")).values_list("year", "verdict")
    for year, verdict, times in rows.annotate(times=Count("pk")).order_by():
        found[year, "appeals"] += times
        found[year, verdict or "waiting"] += times
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
