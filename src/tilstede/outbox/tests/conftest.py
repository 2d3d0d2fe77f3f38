"""A body with an account on the sample network, a clock that is turned by hand, and a worker."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from tilstede.core.post import Post, encode
from tilstede.jobs import call
from tilstede.jobs.models import Job
from tilstede.jobs.worker import Worker
from tilstede.networks.kit import registry
from tilstede.networks.kit.access import Access
from tilstede.networks.kit.http import Http
from tilstede.office.models import Account, Body
from tilstede.outbox import clear, doing, logins, pump
from tilstede.outbox.draft import Draft, Part
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.tests.place import Place, opened
from tilstede.posts import read

MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)


@dataclass
class Desk:
    """Somebody at work: what is cleared is sent by `work`."""

    place: Place
    http: Http
    now: datetime = MORNING

    def clock(self) -> datetime:
        return self.now

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)

    def account(self, name: str = "fjordvik") -> Account:
        row = Account.objects.filter(network="sample", handle=name).first()
        return row or Account.objects.create(
            network="sample", handle=name, address=f"sample:{name}", body=_body()
        )

    def connect(self, account: Account, **more: Any) -> Account:
        given = {"secrets": {"token": "hemmeleg-1", "refresh": "fornye-1"}, **more}
        login = Access("sample", account.handle, account.handle, self.place.address, **given)
        logins.keep(account, login, way="oauth", by="kari@fjordvik.example", now=self.now)
        return account

    def clear(self, *texts: str, **more: Any) -> list[Delivery]:
        account = more.pop("account", None) or self.connect(self.account())
        draft = Draft(parts=tuple(Part(text=text) for text in texts), **more)
        return clear.clear(draft, [account], by="kari@fjordvik.example", now=self.now)

    def hear(self, post: Post) -> int:
        """Somebody else's post comes into the record; its number."""
        raw = base64.b64encode(b"{}").decode()
        call.enqueue(
            pump.TAKE, "sample", "fjordvik", raw, "application/json", encode(post).decode()
        )
        Worker().drain()
        number = read.by_alias(post.aliases[0])
        assert number is not None
        return number

    def drain(self, *, last: str) -> None:
        """All that waits for the worker, who comes to this task when the others are done."""
        waiting = Job.objects.filter(task=last)
        waiting.update(due=timezone.now() + timedelta(hours=1))
        Worker().drain()
        assert waiting.update(due=timezone.now()), "there is such a task"
        Worker().drain()

    def work(self, steps: int = 10) -> None:
        """All that is due now."""
        for _step in range(steps):
            for row in Delivery.objects.filter(next_try__lte=self.now):
                pump.deliver(row.pk, http=self.http, now=self.clock)
            for act in Act.objects.filter(next_try__lte=self.now):
                doing.act(act.pk, http=self.http, now=self.clock)


def _body() -> Body:
    return Body.objects.get_or_create(key="NO-BRC-310100013", defaults={"own": True})[0]


@pytest.fixture
def place() -> Iterator[Place]:
    with opened() as found:
        yield found


@pytest.fixture
def sample() -> Iterator[None]:
    """The sample network is among the others."""
    registry.PATHS["sample"] = "tilstede.outbox.tests.sample"
    yield
    del registry.PATHS["sample"]


@pytest.fixture
def desk(db: None, place: Place, sample: None, settings: Any) -> Iterator[Desk]:
    settings.LOOPBACK = ["127.0.0.1:*"]
    with translation.override("en"), Http(allow_loopback=["127.0.0.1:*"]) as http:
        yield Desk(place, http)


@contextmanager
def sample_in_place_of(network: str) -> Iterator[None]:
    """The sample network has no addresses that can be pasted: it is asked in the place of one that has."""
    before = registry.PATHS[network]
    registry.PATHS[network] = "tilstede.outbox.tests.sample"
    registry.get.cache_clear()
    try:
        yield
    finally:
        registry.PATHS[network] = before
        registry.get.cache_clear()
