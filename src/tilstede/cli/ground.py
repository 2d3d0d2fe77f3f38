"""What every command stands on: a data folder with a database that has its tables, a log, and who it is done by."""

from __future__ import annotations

import getpass
import os
import re
from datetime import UTC, datetime
from typing import Final

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.translation import gettext as _

from tilstede.intake.alone import alone
from tilstede.posts import rebuild
from tilstede.record import append


def prepare() -> None:
    """Make or upgrade what is needed. Two processes may start at once: one waits for the other."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    if settings.DATA.stat().st_uid == os.getuid():
        settings.DATA.chmod(0o700)  # what only followers may see lies here, and who may sign in
    with alone("prepare"):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=0)
        with transaction.atomic():
            append.begin(now=datetime.now(UTC))
        if rebuild.is_outdated():
            click.echo(_("The search index is made anew for this version."), err=True)
            rebuild.rebuild()


def by() -> str:
    """Who does it, for the record: the machine's user."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user has a number, and need not have a name
        return f"cli:{os.getuid()}"


def explained(said: str, detail: str) -> str:
    """What went wrong, in words, and the technical side of it on a line of its own, marked as what it is."""
    return f"{said}\n  {_('Technical detail:')} {detail}" if detail else said


#: Signs that turn the writing's direction, or steer a terminal.
_STEERING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def plain(text: str) -> str:
    """Words of strangers on one line of a terminal: nothing in them steers it, or turns what stands around them."""
    return " ".join(_STEERING.sub(" ", text).split())


def shown(moment: datetime) -> str:
    """A time in the body's own zone."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")
