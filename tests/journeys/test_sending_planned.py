"""What is planned for the same minute is handed over once by two workers, and goes to a real server in its order."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.installation import Installation
from tests.journeys.test_sending_mastodon import body, connect, posts_of, run, work
from tests.servers.mastodon import Person, snac_nodes
from tests.servers.program import end
from tilstede.office.models import Account, User
from tilstede.outbox.drafting import due, sealing, writing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Judgement, Manuscript
from tilstede.outbox.drafting.tests.staff import person
from tilstede.outbox.models import Delivery

__all__ = ["body", "connect", "run", "snac_nodes"]

State = Manuscript.State
#: Drafts that two workers take up, and posts that go to a real server.
MANY, FEW = 30, 6
_ALL = f"handed {MANY} {MANY} {MANY}"

#: Drafts that are due, of a channel that is published on by hand: no server is needed.
_MADE = f"""
from datetime import UTC, datetime, timedelta
from tilstede.office.models import Account, Grant, User
from tilstede.outbox.drafting import sealing, writing
from tilstede.outbox.drafting.content import Content
from tilstede.outbox.drafting.models import Judgement, Manuscript
account = Account.objects.create(network="linkedin", handle="fjordvik", address="linkedin:fjordvik")
kari = User.objects.create_user("kari@fjordvik.example", name="Kari")
Grant.objects.create(user=kari, right="communicator")
now = datetime.now(UTC)
for number in range({MANY}):
    row = writing.begin(author=kari, now=now, content=Content(parts=(f"Nr. {{number}}",)), accounts=[account])
    before = now - timedelta(hours=1)
    Judgement.objects.create(
        manuscript=row, revision=1, seal=sealing.seal(row), harm="none", author=kari, by=kari.email, at=before
    )
    Manuscript.objects.filter(pk=row.pk).update(state="planned", due=now)
"""
_TOLD = """
from tilstede.outbox.drafting.models import Manuscript
from tilstede.outbox.models import Cleared, Delivery
states = sorted(set(Manuscript.objects.values_list("state", flat=True)))
texts = sorted(Cleared.objects.values_list("text", flat=True))
print(*states, len(texts), len(set(texts)), Delivery.objects.count())
"""


def test_two_workers_hand_over_each_draft_once(tmp_path: Path) -> None:
    here = Installation(tmp_path)
    whose = ("--name", "Fjordvik kommune", "--email", "ola@fjordvik.example")
    here.run("init", "--no-input", *whose)
    here.program(_MADE)
    workers = [here.start("work") for _ in range(2)]
    try:
        told = ""
        for _look in range(60):
            told = here.program(_TOLD).strip()
            if told == _ALL:
                break
            time.sleep(1)
    finally:
        for worker in workers:
            worker.terminate()
            end(worker)
    assert told == _ALL


@pytest.mark.server
def test_what_is_due_in_the_same_minute_comes_to_a_real_server_in_its_order(
    connect: Callable[[Person, str], Account], snac_nodes: tuple[Person, Person]
) -> None:
    mayor, _citizen = snac_nodes
    account = connect(mayor, mayor.base)
    kari = person("Kari", "communicator")
    now = datetime.now(UTC)
    for number in range(FEW):
        _planned(kari, account, f"Nr. {number}", now)
    due.look(now=now)
    for _round in range(4):
        work()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"confirmed"}
    texts = [one["content"] for one in reversed(posts_of(mayor))]
    there = [text for text in texts if "Nr. " in text]
    assert [text.partition("Nr. ")[2][:1] for text in there] == [str(one) for one in range(FEW)]


def _planned(kari: User, account: Account, text: str, now: datetime) -> None:
    row = writing.begin(author=kari, now=now, content=Content(parts=(text,)), accounts=[account])
    Judgement.objects.create(
        manuscript=row,
        revision=1,
        seal=sealing.seal(row),
        harm=Judgement.Harm.NONE,
        author=kari,
        by=kari.email,
        at=now - timedelta(hours=1),
    )
    Manuscript.objects.filter(pk=row.pk).update(state=State.PLANNED, due=now)
