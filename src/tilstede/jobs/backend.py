"""The `django.tasks` backend: a task is enqueued as a row, in the caller's own transaction.

A worker that dies has its job done again by another, so **every task must be idempotent**: done twice, it
leaves things as done once. A task therefore looks at what stands (a cursor, the record) instead of at what
it was told, takes ids as arguments rather than the things themselves, and puts all that it changes in one
transaction, or in steps that each can be seen to have been done.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from django_tasks.utils import normalize_json

if TYPE_CHECKING:
    from tilstede.jobs.models import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasedTask(Task[Any, Any]):
    """A task; with ``@task(once=True)`` the same call does not wait twice.

    A call that is being done does not count: what has changed since it began needs a new one.
    """

    once: bool = False


class LeasedBackend(BaseTaskBackend):
    """Tasks may be deferred (`run_after`). There are no priorities and no return values."""

    task_class = LeasedTask
    supports_defer = True
    supports_get_result = True

    def validate_task(self, task: Task[Any, Any]) -> None:
        """:raises InvalidTaskError: something this backend does not do is asked for."""
        if task.takes_context:
            raise InvalidTaskError("Backend does not give tasks a context.")
        super().validate_task(task)

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Committed or rolled back together with what the caller does.

        :raises TypeError: an argument JSON cannot hold.
        """
        from tilstede.jobs.models import Job  # noqa: PLC0415 - Django loads backends before it has models

        self.validate_task(task)
        now = timezone.now()
        listed, named = normalize_json(list(args)), normalize_json(dict(kwargs))
        job = Job(
            task=task.module_path,
            args=listed,
            kwargs=named,
            key=key(task.module_path, listed, named),
            once=isinstance(task, LeasedTask) and task.once,
            due=task.run_after or now,
            made=now,
        )
        if job.once:
            job = the_waiting(job)
        else:
            job.save(force_insert=True)
        return self._result(task, job)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """How it stands with a job. :raises TaskResultDoesNotExist: no such job; a done one is gone."""
        from tilstede.jobs.models import Job  # noqa: PLC0415 - as in enqueue

        job = Job.objects.filter(id=int(result_id)).first() if result_id.isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(import_string(job.task), job)

    def _result(self, task: Task[Any, Any], job: Job) -> TaskResult[Any]:
        status = TaskResultStatus.FAILED if job.failed else TaskResultStatus.READY
        if job.lease and job.lease > timezone.now() and not job.failed:
            status = TaskResultStatus.RUNNING
        return TaskResult(
            task=task,
            id=str(job.id),
            status=status,
            enqueued_at=job.made,
            started_at=None,
            finished_at=job.failed,
            last_attempted_at=None,
            args=job.args,
            kwargs=job.kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def key(task: str, args: list[Any], kwargs: dict[str, Any]) -> str:
    """The same for the same call: SHA-256, in hexadecimal, of task and arguments with sorted names."""
    call = json.dumps([task, args, kwargs], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(call.encode()).hexdigest()


def the_waiting(job: Job) -> Job:
    """This call, or the same one that waits already, held until the caller commits.

    Were it not held, a worker could take it before the caller's change can be seen, and the change would
    be missed.
    """
    waiting = type(job).objects.filter(key=job.key, once=True, lease=None, failed=None)
    with transaction.atomic():
        while True:  # a worker may take it between the two
            waiting.model.objects.bulk_create([job], ignore_conflicts=True)
            if found := waiting.select_for_update().first():
                return found
