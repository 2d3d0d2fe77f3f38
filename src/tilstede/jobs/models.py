"""Work that must not be lost: a row is taken with a lease, and taken again when the lease runs out."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Job(models.Model):
    """A call of a task that waits, is being done, or was given up.

    A done job's row is deleted: what a task has done is seen in the record. ``lease`` is when another worker
    may take it; None while nobody has it. ``attempts`` counts how often it was taken, and so tells the one
    who has it now from one who had it. ``error`` is the last one's class and words. ``failed`` is set when it
    is given up; the row then stays for people to see. ``key`` is the same for the same call (`backend.key`), and
    ``once`` says that no two such calls need to wait.
    """

    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    key = models.CharField(max_length=64, default="")
    once = models.BooleanField(default=False)
    due = models.DateTimeField()
    lease = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    error = models.TextField(blank=True)
    failed = models.DateTimeField(null=True)
    made = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due", "id"], name="job_due", condition=models.Q(failed__isnull=True)
            ),
            models.Index(fields=["key"], name="job_key"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["key"],
                name="job_once",
                condition=models.Q(once=True, lease__isnull=True, failed__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.args}"


class Round(models.Model):
    """Work that comes back: when it is next, so that two workers do it once."""

    task = models.CharField(primary_key=True, max_length=200)
    due = models.DateTimeField()

    def __str__(self) -> str:
        return self.task


class Heartbeat(models.Model):
    """When a worker last said that it is alive. One row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.at)
