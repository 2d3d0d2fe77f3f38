"""tilstede's stream page, narrowed by each filter, over a directory of ten thousand accounts.

The directory is made for the measurement and rolled back: the collection stays as it was for the other questions.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.test import Client
from django.utils import timezone

from bench import turns
from tilstede.core import order
from tilstede.office.models import Account, Body, Holding, Person, Role
from tilstede.posts.models import Author, Post

ACCOUNTS = 10_000
MINISTRY = 300  #: accounts of one ministry, over thirty units
QUIET = 2_000  #: accounts of one body besides, of each an author is held and no post
_UNITS, _COUNTIES, _PARTIES = 30, 15, 9


class _Undone(Exception):
    """Raised to roll back what was made for the measurement."""


def pages(measured: int, warming: int) -> dict[str, Any]:
    """Seconds of each page and of processor time for it, by filter, and how many posts the pages had."""
    told: dict[str, Any] = {}
    try:
        with transaction.atomic():
            told = _measured(_addresses(), measured, warming)
            raise _Undone
    except _Undone:
        return told


def _measured(addresses: dict[str, list[str]], measured: int, warming: int) -> dict[str, Any]:
    client = Client(headers={"host": "localhost"})
    times: dict[str, list[float]] = {kind: [] for kind in addresses}
    worked: dict[str, list[float]] = {kind: [] for kind in addresses}
    found: dict[str, list[int]] = {kind: [] for kind in addresses}
    for kind, some in addresses.items():
        for place in range(warming + measured):
            turns.wait()
            started, begun = time.perf_counter(), time.process_time()
            answer = client.get(f"/en/?{some[place % len(some)]}")
            taken, work = time.perf_counter() - started, time.process_time() - begun
            assert answer.status_code == 200, answer.status_code
            if place >= warming:
                times[kind].append(taken)
                worked[kind].append(work)
                found[kind].append(answer.content.count(b"<article"))
    seconds = sum(map(sum, times.values()))
    return {"seconds": seconds, "times": times, "worked": worked, "found": found}


def _addresses() -> dict[str, list[str]]:
    """Filter -> query strings, turn by turn."""
    _directory()
    newest = Post.objects.order_by("-key").values_list("key", flat=True)[:1][0]
    day = order.time(newest).date() - timedelta(days=30)
    return {
        "none": [""],
        "ministry of 300 accounts": ["ministry=ministry"],
        "2,000 accounts, no posts": ["body=quiet"],
        "body of one account": [f"body=body-{n}" for n in range(50)],
        "county": [f"county=County+{n}" for n in range(_COUNTIES)],
        "party": [f"party=Party+{n}" for n in range(_PARTIES)],
        "role": [f"role=role-{n}" for n in range(50)],
        "person": [f"person=person-{n}" for n in range(50)],
        "network, days": [f"network=x&until={day}"],
        "county, days": [f"county=County+{n}&until={day}" for n in range(_COUNTIES)],
    }


def _directory() -> None:
    """A ministry with units, bodies in counties, and a role in each tenth that changed hands half-way."""
    names = list(Author.objects.order_by("id").values_list("network", "native_id")[:ACCOUNTS])
    names += [("x", f"silent-{n}") for n in range(ACCOUNTS - len(names))]
    ministry = Body.objects.create(key="ministry", kind="ministry", name_nb="Ministry")
    units = Body.objects.bulk_create(
        Body(key=f"unit-{n}", parent=ministry, name_nb=f"Unit {n}") for n in range(_UNITS)
    )
    bodies = Body.objects.bulk_create(
        Body(key=f"body-{n}", name_nb=f"Body {n}", county=f"County {n % _COUNTIES}")
        for n in range(ACCOUNTS - MINISTRY)
    )
    roles = Role.objects.bulk_create(
        Role(key=f"role-{n}", body=bodies[n], title_nb=f"Role {n}") for n in range(ACCOUNTS // 10)
    )
    _holdings(roles)
    _quiet()
    owners: list[dict[str, Any]] = [{"body": units[n % _UNITS]} for n in range(MINISTRY)]
    owners += [
        {"role": roles[n]} if n < len(roles) else {"body": body} for n, body in enumerate(bodies)
    ]
    Account.objects.bulk_create(
        Account(network=network, native_id=native_id, address=f"{network}:{native_id}", **owner)
        for (network, native_id), owner in zip(names, owners, strict=True)
    )


def _quiet() -> None:
    body = Body.objects.create(key="quiet", name_nb="Quiet")
    first = Author.objects.aggregate(last=Max("id"))["last"] + 1
    ids = {number: f"quiet-{number}" for number in range(first, first + QUIET)}
    Author.objects.bulk_create(
        Author(id=number, network="x", native_id=native_id) for number, native_id in ids.items()
    )
    Account.objects.bulk_create(
        Account(network="x", native_id=native_id, address=native_id, body=body)
        for native_id in ids.values()
    )


def _holdings(roles: list[Role]) -> None:
    ends = Post.objects.aggregate(first=Min("key"), last=Max("key"))
    middle = order.time((ends["first"] + ends["last"]) // 2)
    day = timezone.localtime(middle).date()
    people = Person.objects.bulk_create(
        Person(key=f"person-{n}", name=f"Person {n}") for n in range(2 * len(roles))
    )
    for first, since, until in ((0, None, day), (len(roles), day + timedelta(days=1), None)):
        Holding.objects.bulk_create(
            Holding(
                role=role,
                person=people[first + n],
                party=f"Party {n % _PARTIES}",
                since=since,
                until=until,
            )
            for n, role in enumerate(roles)
        )
