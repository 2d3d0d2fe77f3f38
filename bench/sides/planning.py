"""tilstede's calendar and list of drafts over few posts and many, and what the worker does when a thousand are due."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench import turns
from tilstede.jobs.worker import Worker
from tilstede.office.models import Account, Body, Grant, User
from tilstede.outbox.drafting import clocks, content, due, sealing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Judgement, Manuscript, Wording
from tilstede.outbox.models import Delivery

CHANNELS = 5
#: In the month that is looked at, so many.
NEAR = 200
_DAYS = 28
_AHEAD = 10  #: of so many others one is planned, and the rest was sent
_BATCH = 1_000
_ZONE = "Europe/Oslo"
_TEXT = "Ferja går kvart kvarter frå måndag. Kva tid reiser du? https://www.fjordvik.example/ferja"


def pages(posts: int, measured: int, warming: int) -> dict[str, Any]:
    """Seconds of each page, by its name. ``posts``: 200 lie round today, the others in the years before and after."""
    user, accounts = _ground()
    first = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    first -= timedelta(days=first.day - 1)
    times = [first + timedelta(minutes=_DAYS * 1440 * place // NEAR) for place in range(NEAR)]
    step = timedelta(days=_DAYS) / NEAR
    away = posts - NEAR
    ahead = away // _AHEAD
    times += [first - timedelta(days=40) - step * place for place in range(away - ahead)]
    times += [first + timedelta(days=70) + step * place for place in range(ahead)]
    _drafts(user, accounts, times)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    calendar = f"/en{reverse('publish-calendar')}"
    addresses = {
        "calendar, a month": f"{calendar}?view=month",
        "calendar, a week": f"{calendar}?view=week",
        "calendar, as a list": f"{calendar}?view=list",
        "list of drafts": f"/en{reverse('drafts')}",
    }
    found: dict[str, list[float]] = {name: [] for name in addresses}
    for place in range(warming + measured):
        for name, address in addresses.items():
            turns.wait()
            started = time.perf_counter()
            answer = client.get(address)
            taken = time.perf_counter() - started
            assert answer.status_code == 200, answer.status_code
            if place >= warming:
                found[name].append(taken)
    return {"seconds": sum(map(sum, found.values())), "times": found}


def handing(posts: int) -> dict[str, Any]:
    """Seconds until so many that are due in the same minute are all in the outbox, and whether each is there once and
    in its order in every channel. The channels are published on by hand, so that no server is waited for."""
    user, accounts = _ground()
    now = datetime.now(UTC)
    drafts = _drafts(user, accounts, [now] * posts)
    before = now - timedelta(days=1)
    judged = [
        Judgement(
            manuscript=row,
            revision=1,
            seal=sealing.seal(row),
            harm="none",
            author=user,
            by=user.email,
            at=before,
        )
        for row in drafts
    ]
    Judgement.objects.bulk_create(judged)
    Manuscript.objects.update(state=Manuscript.State.PLANNED)
    started = time.perf_counter()
    due.look(now=now)
    looked = time.perf_counter() - started
    Worker().drain()
    seconds = time.perf_counter() - started
    went = Delivery.objects.order_by("id").values_list("account_id", "cleared__text")
    expected = [f"{place}: {_TEXT}" for place in range(posts)]
    in_order = all(
        [text for account, text in went if account == one.pk]
        == [text for place, text in enumerate(expected) if place % CHANNELS == number]
        for number, one in enumerate(accounts)
    )
    return {"seconds": seconds, "looked": looked, "went": len(went), "in_order": in_order}


def _ground() -> tuple[User, list[Account]]:
    body = Body.objects.create(key="NO-BRC-310100013", own=True, name_nb="Fjordvik kommune")
    user = User.objects.create_user("kari@fjordvik.example", name="Kari Nordmann")
    Grant.objects.create(user=user, right=Grant.Right.COMMUNICATOR)
    accounts = [
        Account.objects.create(
            network="linkedin", handle=f"kanal{number}", address=f"linkedin:{number}", body=body
        )
        for number in range(CHANNELS)
    ]
    return user, accounts


def _drafts(user: User, accounts: list[Account], times: list[datetime]) -> list[Manuscript]:
    """One for each of the times, from each of the channels in turn."""
    now = datetime.now(UTC)
    made = [_draft(user, place, at, now) for place, at in enumerate(times)]
    Manuscript.objects.bulk_create(made, batch_size=_BATCH)
    wordings = [
        Wording(
            manuscript=row,
            number=1,
            content=content.pack(Content(parts=(f"{place}: {_TEXT}",), language="nn")),
            author=user,
            by=user.email,
            at=now,
        )
        for place, row in enumerate(made)
    ]
    Wording.objects.bulk_create(wordings, batch_size=_BATCH)
    through = Manuscript.accounts.through
    chosen = [
        through(manuscript_id=row.pk, account_id=accounts[place % len(accounts)].pk)
        for place, row in enumerate(made)
    ]
    through._default_manager.bulk_create(chosen, batch_size=_BATCH)
    return made


def _draft(user: User, place: int, at: datetime, now: datetime) -> Manuscript:
    wall = clocks.on_the_wall(at, _ZONE)
    return Manuscript(
        key=f"{place:032x}",
        author=user,
        by=user.email,
        made=now,
        changed=now,
        revision=1,
        day=wall.day,
        clock=wall.clock.replace(second=0, microsecond=0),
        zone=_ZONE,
        later=wall.later,
        due=wall.utc(),
        state=Manuscript.State.WRITING if at > now else Manuscript.State.HANDED,
    )
