from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from tilstede.jobs import queries, worker
from tilstede.jobs.models import Job, Round

pytestmark = pytest.mark.django_db(transaction=True)

DONE: list[int] = []


@task()
def remember(number: int) -> None:
    """Done more than once, it is still done."""
    DONE.append(number)


@task()
def stumble() -> None:
    """Fails always."""
    raise ValueError("the bridge is closed")


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    DONE.clear()


def test_a_job_is_done_once_and_its_row_is_gone() -> None:
    remember.enqueue(1)
    remember.enqueue(2)
    assert worker.Worker().drain() == 2
    assert DONE == [1, 2]
    assert queries.waiting() == 0


def test_a_job_of_a_transaction_that_fails_was_never_there() -> None:
    def enqueue_and_fail() -> None:
        with transaction.atomic():
            remember.enqueue(1)
            raise LookupError

    with pytest.raises(LookupError):
        enqueue_and_fail()
    assert worker.Worker().drain() == 0


def test_a_job_whose_worker_died_is_done_again_when_its_lease_has_run_out() -> None:
    remember.enqueue(7)
    Job.objects.update(lease=timezone.now() + timedelta(minutes=1))
    assert worker.Worker().drain() == 0
    Job.objects.update(lease=timezone.now() - timedelta(seconds=1))
    assert worker.Worker().drain() == 1


def test_a_deferred_job_waits() -> None:
    remember.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(1)
    assert worker.Worker().drain() == 0


def test_a_failing_job_is_tried_again_later_and_at_last_given_up() -> None:
    stumble.enqueue()
    for attempt in range(1, worker.ATTEMPTS + 1):
        assert worker.Worker().drain() == 1
        job = Job.objects.get()
        assert (job.attempts, job.error) == (attempt, "ValueError: the bridge is closed")
        Job.objects.update(due=timezone.now())
    assert queries.given_up() == [Job.objects.get()]
    assert worker.Worker().drain() == 0


def test_what_comes_round_is_enqueued_once_by_two_workers() -> None:
    rounds = [worker.Periodic(remember.module_path, timedelta(hours=1))]
    for one in (worker.Worker(rounds), worker.Worker(rounds)):
        one._come_round()
    assert Job.objects.count() == 1
    assert Round.objects.get().due > timezone.now()
