"""The `django.tasks` backend: a task is enqueued as a row, in the caller's own transaction."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist
from django_tasks.utils import normalize_json


class LeasedBackend(BaseTaskBackend):
    """Tasks may be deferred; they must be idempotent, since a worker that dies has its work done again."""

    supports_defer = True
    supports_get_result = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Committed or rolled back together with what the caller does."""
        from tilstede.jobs.models import Job  # noqa: PLC0415 - Django loads backends before it has models

        self.validate_task(task)
        now = timezone.now()
        job = Job.objects.create(
            task=task.module_path,
            args=normalize_json(list(args)),
            kwargs=normalize_json(dict(kwargs)),
            due=task.run_after or now,
            made=now,
        )
        return self._result(task, job)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """:raises TaskResultDoesNotExist: no such job; a done one is gone."""
        from django.utils.module_loading import import_string  # noqa: PLC0415 - as in enqueue

        from tilstede.jobs.models import Job  # noqa: PLC0415 - as in enqueue

        job = Job.objects.filter(id=int(result_id)).first() if result_id.isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(import_string(job.task), job)

    def _result(self, task: Task[Any, Any], job: Any) -> TaskResult[Any]:
        status = TaskResultStatus.FAILED if job.failed else TaskResultStatus.READY
        if job.lease and job.lease > timezone.now():
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
