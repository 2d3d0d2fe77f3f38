"""Progress on long work, on standard error so that standard output stays what was asked for.

A bar on a terminal; elsewhere a line now and then, each telling only of what is already safe on disk.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from django.utils.translation import gettext as _

from tilstede.posts import languages

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

INTERVAL = 0.5  #: seconds between lines where there is no terminal


class Steps:
    """Where long work tells how far it has come."""

    def __init__(self, progress: Progress | None, task: TaskID | None, title: str) -> None:
        self._progress = progress
        self._task = task
        self._title = title
        self._told = 0.0

    def at(self, done: float, total: float | None = None, title: str = "", said: str = "") -> None:
        """So far: ``done`` of ``total``, in whatever unit; ``said`` in words."""
        self._title = title or self._title
        if self._progress is not None and self._task is not None:
            self._progress.update(
                self._task, completed=done, total=total, description=self._title, said=said
            )
        elif time.monotonic() - self._told >= INTERVAL:
            self._told = time.monotonic()
            click.echo(f"{self._title}: {said or int(done)}", err=True)


@contextmanager
def steps(title: str) -> Iterator[Steps]:
    """Progress under a title, for the length of the block."""
    if not sys.stderr.isatty():
        yield Steps(None, None, title)
        return
    with _bar() as progress:
        yield Steps(progress, progress.add_task(title, total=None, said=""), title)


def _bar() -> Progress:
    from rich import console, progress  # noqa: PLC0415 - slow to load, and of use on a terminal only

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.TextColumn("{task.fields[said]}"),
        progress.TimeElapsedColumn(),
    )
    return progress.Progress(*columns, console=console.Console(stderr=True), transient=True)


#: Events of which there is nothing to tell: it is done before anybody has read a line.
AT_A_GLANCE = 1_000
#: Events whose languages a command finds before it ends: a second or two. More are left to the worker.
AT_ONCE = 10_000


def find_languages() -> None:
    """The task that follows every capture: which language each wording is in. Says so when it is left for later."""
    waiting = languages.pending()
    if waiting <= AT_ONCE:
        find_all_languages()
        return
    said = _(
        "The languages of the new posts are found by tilstede work, or when a search asks for one."
    )
    click.echo(said, err=True)


def find_all_languages() -> None:
    """Every language not yet found, however long it takes."""
    waiting = languages.pending()
    if waiting < AT_A_GLANCE:
        languages.find()
        return
    with steps(_("finding languages")) as told:
        languages.find(progress=lambda done: told.at(done, waiting, said=f"{done / waiting:.0%}"))
