"""What the killed workers of `test_killed.py` do. Runs as `python -m tilstede.jobs.tests.crash_tasks work`."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path

from django_tasks import task


@task()
def leave_mark(folder: str, number: int) -> None:
    """Idempotent: done twice, the mark is there once. The slow part is where a kill strikes."""
    time.sleep(0.002)
    (Path(folder) / str(number)).touch()


@task()
def note(file: str, number: int) -> None:
    """Not idempotent, to see whether anything is done twice."""
    with Path(file).open("a") as lines:
        lines.write(f"{number}\n")


def main(word: str, *words: str) -> None:
    import django  # noqa: PLC0415 - settings are read here, in the process of its own

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup
    from django.db import transaction  # noqa: PLC0415 - after setup

    from tilstede.jobs import lease, models, worker  # noqa: PLC0415 - after setup
    from tilstede.jobs.tests import crash_tasks  # noqa: PLC0415 - its dotted path, not __main__

    if word == "prepare":
        call_command("migrate", "jobs", verbosity=0)
        models.Job.objects.all().delete()
    if word == "enqueue":
        name, place, first, last = words
        for number in range(int(first), int(last)):
            with transaction.atomic():
                getattr(crash_tasks, name).enqueue(place, number)
            print(number, flush=True)  # acknowledged: committed
    if word == "work":
        lease.LEASE, worker.BEAT, worker.IDLE = timedelta(seconds=float(words[0])), 0.2, 0.05
        print("working", flush=True)
        worker.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
