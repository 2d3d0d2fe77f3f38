"""The directory is changed, by a file or by one entry, and the record is told.

Everything that changes bodies, roles, holders or accounts comes through here, since a change is rows (`office`), an
event ``listed`` (`record`) and sources to follow (`intake.following`), all in one transaction.

An *entry* is a plain dict with the names the file uses (docs/directory.md): ``{"owner": "NO-BRC-310100013", "url":
"https://…", "capacity": "official", "show": True, "from": "2024-01-15"}``. A *part* is one of the four lists:
``bodies``, ``roles``, ``holders``, ``accounts``. A *key* is the ``id`` of a body or a role, and the row's number as
text of a holder or an account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


class NotValid(Exception):
    """What was given cannot be taken in. ``problems``: all that is wrong, each a `core.directory.Problem`, which
    `office.directory.words.said` puts in words; a problem of a single entry has line 0 and the name of its
    ``field``."""

    def __init__(self, problems: tuple[Any, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Conflict(Exception):
    """Somebody else has changed it since it was read."""


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a change: how many entries of each part were added, changed and removed, and stayed.

    ``follow``: how many accounts will be followed; ``leave``: how many are no longer.
    """

    added: dict[str, int]
    changed: dict[str, int]
    removed: dict[str, int]
    same: dict[str, int]
    follow: int = 0
    leave: int = 0


def read(data: bytes, name: str) -> Any:
    """What a file says. ``name``: its name; the ending tells the format (``.yaml``, ``.yml``, ``.csv``, ``.json``).

    :raises NotValid: with all that is wrong in it.
    """
    raise NotImplementedError


def plan(reading: Any) -> Report:
    """What would come of taking it in; nothing is changed. :raises NotValid: it does not fit what stands."""
    raise NotImplementedError


def apply(reading: Any, *, by: str, now: datetime) -> Report:
    """Make the directory say what the file says: what is not in it disappears. :raises NotValid:"""
    raise NotImplementedError


def export(kind: str) -> bytes:
    """The directory as a file: ``yaml``, ``csv`` (accounts), ``popolo`` or ``lock`` (the machine's findings)."""
    raise NotImplementedError


def save_entry(
    part: str, key: str, entry: dict[str, Any], *, changed: int | None, by: str, now: datetime
) -> str:
    """Write one entry; its key. ``key``: ``""`` for a new one. ``changed``: the row's number ``changed`` as it was
    when the entry was read; None for a new one.

    :raises Conflict: another wrote meanwhile. :raises NotValid: also for a key that is not there.
    """
    raise NotImplementedError


def remove_entry(part: str, key: str, *, changed: int, by: str, now: datetime) -> None:
    """Take one entry out. :raises Conflict: another wrote meanwhile. :raises NotValid: others refer to it."""
    raise NotImplementedError
