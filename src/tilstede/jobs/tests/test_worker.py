from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from tilstede.jobs import lease, queries, rounds, worker
from tilstede.jobs.models import Job, Round

pytestmark = pytest.mark.django_db(transaction=True)

DONE: list[int] = []


@task()
def remember(number: int) -> None:
    """Done more than once, it is still done."""
    DONE.append(number)


@task(once=True)
def tidy(room: str) -> None:
    """Wanted once, however often it is asked for."""
    DONE.append(len(room))


@task()
def stumble() -> None:
    """Fails always."""
    raise ValueError("the bridge is closed")


@task(once=True)
def stumble_once() -> None:
    """Fails always, and has been asked for again meanwhile."""
    stumble_once.enqueue()
    raise ValueError("the bridge is closed")


@task()
def last_long() -> None:
    """Longer than its lease."""
    until = time.monotonic() + 5
    first = Job.objects.get().lease
    while Job.objects.get().lease == first and time.monotonic() < until:
        time.sleep(0.01)
    DONE.append(int(Job.objects.get().lease != first))


def with_context(context: Any) -> None:
    """Asks for what the backend does not give."""


@pytest.fixture(autouse=True)
def _nothing_done() -> None:
    DONE.clear()


def _lease_runs_out() -> None:
    Job.objects.update(lease=timezone.now() - timedelta(seconds=1))


def test_a_job_is_done_once_and_its_row_is_gone() -> None:
    result = remember.enqueue(1)
    remember.enqueue(2)
    assert worker.Worker().drain() == 2
    assert DONE == [1, 2]
    assert queries.waiting() == 0
    with pytest.raises(TaskResultDoesNotExist):
        remember.get_result(result.id)


def test_a_job_of_a_transaction_that_fails_was_never_there() -> None:
    def enqueue_and_fail() -> None:
        with transaction.atomic():
            remember.enqueue(1)
            tidy.enqueue("stova")
            raise LookupError

    with pytest.raises(LookupError):
        enqueue_and_fail()
    assert worker.Worker().drain() == 0


def test_a_job_whose_worker_died_is_done_again_when_its_lease_has_run_out() -> None:
    remember.enqueue(7)
    assert lease.claim() is not None  # and this worker is never heard of again
    assert worker.Worker().drain() == 0
    _lease_runs_out()
    assert worker.Worker().drain() == 1


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    remember.enqueue(7)
    for _ in range(lease.ATTEMPTS):
        assert lease.claim() is not None
        _lease_runs_out()
    assert lease.claim() is None
    assert [job.error for job in queries.given_up()] == ["the worker died while it was done"]


def test_one_who_lost_the_lease_does_not_touch_the_job_of_the_one_who_has_it() -> None:
    remember.enqueue(7)
    slow = lease.claim()
    _lease_runs_out()
    quick = lease.claim()
    assert slow is not None
    assert quick is not None
    before = Job.objects.get()
    lease.keep(slow)
    lease.fail(slow, ValueError("late"))
    assert Job.objects.get().lease == before.lease
    assert Job.objects.get().error == ""


def test_a_deferred_job_waits() -> None:
    remember.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(1)
    assert worker.Worker().drain() == 0


def test_a_failing_job_is_tried_again_later_and_at_last_given_up() -> None:
    result = stumble.enqueue()
    for attempt in range(1, lease.ATTEMPTS + 1):
        assert worker.Worker().drain() == 1
        job = Job.objects.get()
        assert (job.attempts, job.error) == (attempt, "ValueError: the bridge is closed")
        assert job.failed or job.due > timezone.now() + timedelta(seconds=9 * 4 ** (attempt - 1))
        Job.objects.update(due=timezone.now())
    assert queries.given_up() == [Job.objects.get()]
    assert stumble.get_result(result.id).status == TaskResultStatus.FAILED
    assert worker.Worker().drain() == 0


def test_the_same_call_given_up_again_takes_the_place_of_the_first() -> None:
    for _ in range(2):
        stumble.enqueue()
        Job.objects.filter(failed=None).update(attempts=lease.ATTEMPTS - 1)
        assert worker.Worker().drain() == 1
    assert len(queries.given_up()) == 1


def test_what_is_wanted_once_waits_once() -> None:
    first, second = tidy.enqueue("stova"), tidy.enqueue("stova")
    tidy.enqueue("kjøkken")
    assert first.id == second.id
    assert [job.args for job in queries.coming()] == [["stova"], ["kjøkken"]]


def test_what_is_wanted_once_is_wanted_again_while_it_is_done() -> None:
    tidy.enqueue("stova")
    assert lease.claim() is not None
    tidy.enqueue("stova")
    assert queries.waiting() == 2


def test_what_failed_does_not_wait_beside_the_same_call_wanted_once() -> None:
    stumble_once.enqueue()
    assert worker.Worker().do_one()
    job = Job.objects.get()
    assert (job.attempts, job.lease) == (0, None)


def test_a_task_that_asks_for_what_is_not_given_is_refused() -> None:
    with pytest.raises(InvalidTaskError, match="context"):
        task(takes_context=True)(with_context)


def test_a_task_that_is_no_more_is_a_failure_people_see() -> None:
    Job.objects.create(task="tilstede.gone.task", due=timezone.now(), made=timezone.now())
    assert worker.Worker().drain() == 1
    assert Job.objects.get().error.startswith("ModuleNotFoundError: ")


# --- what comes round -------------------------------------------------------------------------------
HOURLY = [rounds.Periodic(remember.module_path, timedelta(hours=1))]


def _falls_due() -> None:
    Round.objects.update(due=timezone.now() - timedelta(days=3))


def test_what_comes_round_is_enqueued_once_by_two_workers() -> None:
    for _ in range(2):
        rounds.come_round(HOURLY)
    assert Job.objects.count() == 1
    assert Round.objects.get().due > timezone.now()


def test_what_fell_due_while_no_worker_ran_is_done_once() -> None:
    rounds.come_round(HOURLY)
    assert Job.objects.all().delete()
    _falls_due()
    rounds.come_round(HOURLY)
    rounds.come_round(HOURLY)
    assert Job.objects.count() == 1


def test_a_round_waits_for_the_last_one_to_end() -> None:
    rounds.come_round(HOURLY)
    assert lease.claim() is not None
    _falls_due()
    rounds.come_round(HOURLY)
    assert Job.objects.count() == 1


def test_a_round_that_failed_is_tried_when_it_comes_round() -> None:
    hourly = [rounds.Periodic(stumble.module_path, timedelta(hours=1))]
    rounds.come_round(hourly)
    assert worker.Worker().drain() == 1
    assert worker.Worker().drain() == 0
    _falls_due()
    rounds.come_round(hourly)
    assert worker.Worker().drain() == 1
    assert Job.objects.get().attempts == 2


# --- the worker's life ------------------------------------------------------------------------------
def test_a_running_worker_gives_signs_of_life_and_keeps_its_lease(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "BEAT", 0.05)
    assert not queries.alive(now=timezone.now())
    last_long.enqueue()
    one = worker.Worker()

    def stop_when_done() -> None:
        # What is done is looked at, not the table: the tests' database is in memory, where a reader does not wait.
        until = time.monotonic() + 20
        while not DONE and time.monotonic() < until:
            time.sleep(0.02)
        one.stop()

    watcher = threading.Thread(target=stop_when_done, daemon=True)
    watcher.start()
    one.run()
    watcher.join(30)
    assert DONE == [1]
    assert queries.alive(now=timezone.now())
    assert not queries.alive(now=timezone.now() + queries.SILENCE)
