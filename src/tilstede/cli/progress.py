"""Progress on long work, on standard error so that standard output stays what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tilstede.posts import languages


@contextmanager
def bar(title: str, total: float | None) -> Iterator[tuple[Progress, TaskID]]:
    """A bar that is drawn on a terminal and silent elsewhere."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[said]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield progress, progress.add_task(title, total=total, said="")


def find_languages() -> None:
    """The task that follows every capture: which language each wording is in."""
    waiting = languages.pending()
    if not waiting:
        return
    with bar(_("finding languages"), waiting) as (progress, task):
        languages.find(progress=lambda done: progress.update(task, completed=done))
