"""The directory is changed, by a file or by one entry, and the record is told.

Everything that changes bodies, roles, holders or accounts comes through here, since a change is rows (`office`), an
event ``listed`` (`record`) and sources to follow (`intake.following`), all in one transaction.

An *entry* is a plain dict with the names the file uses (docs/directory.md): ``{"owner": "NO-BRC-310100013", "url":
"https://…", "capacity": "official", "show": True, "from": "2024-01-15"}``. A *part* is one of the four lists:
``bodies``, ``roles``, ``holders``, ``accounts``. A *key* is the ``id`` of a body or a role, and the row's number as
text of a holder or an account.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

import msgspec
from django.db import transaction

from tilstede.core.directory import check, fields, renaming, written
from tilstede.core.directory.difference import Change, differences
from tilstede.core.directory.entries import PARTS, Directory
from tilstede.core.directory.finding import Finding
from tilstede.core.directory.layout import Block, Reading, kept
from tilstede.core.directory.problems import Problem, Problems
from tilstede.formats.directory_csv import read as csv_read
from tilstede.formats.directory_csv import write as csv_write
from tilstede.formats.directory_yaml import read as yaml_read
from tilstede.formats.directory_yaml import write as yaml_write
from tilstede.formats.findings_csv import table as findings_csv
from tilstede.formats.popolo import read as popolo_read
from tilstede.formats.popolo import write as popolo_write
from tilstede.intake import following, listed
from tilstede.office.directory import change, findings, owners, pieces, standing
from tilstede.posts import hidden
from tilstede.record import append

_FORMATS: Final = {".yaml": "yaml", ".yml": "yaml", ".csv": "csv", ".json": "popolo"}


_READ: Final[Mapping[str, Callable[[bytes], Reading]]] = {
    "yaml": yaml_read.read,
    "csv": csv_read.read,
    "popolo": popolo_read.read,
}


class NotValid(Exception):
    """What was given cannot be taken in. ``problems``: all that is wrong, which `office.directory.words.said` puts
    in words; a problem of a single entry has line 0 and the name of its ``field``."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


class Conflict(Exception):
    """Somebody else has changed it since it was read."""


class UnknownFormat(ValueError):
    """The file's name ends in none of ``.yaml``, ``.yml``, ``.csv``, ``.json``."""


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read. ``directory``: what it says, where it says all of it by itself."""

    file: str
    reading: Reading
    directory: Directory | None


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a change: how many entries of each part were added, changed and removed, and stayed.

    ``follow``: how many accounts will be followed; ``leave``: how many are no longer. ``basis``: what the directory
    was when this was worked out.
    """

    added: dict[str, int]
    changed: dict[str, int]
    removed: dict[str, int]
    same: dict[str, int]
    follow: int = 0
    leave: int = 0
    basis: str = ""

    @property
    def nothing(self) -> bool:
        """Whether nothing changes."""
        return not any((*self.added.values(), *self.changed.values(), *self.removed.values()))


def read(data: bytes, name: str) -> Read:
    """What a file says. ``name``: its name; the ending tells the format (``.yaml``, ``.yml``, ``.csv``, ``.json``).

    :raises UnknownFormat: by another ending. :raises NotValid: with all that is wrong in it; of a table of accounts
    that is told when it is held against what stands.
    """
    file = _FORMATS.get(PurePath(name).suffix.lower(), "")
    if not file:
        raise UnknownFormat(name)
    reading = _READ[file](data)
    if not reading.problems and not any(reading.written.values()):
        raise NotValid((Problem("nothing"),))  # cut short on its way, more likely than meant
    if file == "csv":
        return Read(file, reading, None)
    return Read(file, reading, _checked(reading))


class _Packed(msgspec.Struct, array_like=True):
    file: str
    directory: Directory
    blocks: list[Block]


def packed(read: Read) -> bytes:
    """What a file says, to be taken up again without reading the file once more; "" for a table of accounts, which is
    understood together with what stands."""
    if read.directory is None:
        return b""
    return msgspec.msgpack.encode(_Packed(read.file, read.directory, read.reading.blocks))


def unpacked(data: bytes) -> Read | None:
    """The same again. None: it was packed by another version, or is damaged."""
    try:
        told = msgspec.msgpack.decode(data, type=_Packed)
    except msgspec.DecodeError:
        return None
    return Read(told.file, Reading({}, told.blocks), told.directory)


def _checked(reading: Reading) -> Directory:
    directory, problems = check.read(reading.written, reading.problems)
    if problems:
        raise NotValid(problems)
    return directory


def _with_table(reading: Reading, old: Directory) -> Directory:
    """What stands, with the accounts of a table in place of its own. :raises NotValid:"""
    problems = Problems(reading.problems)
    accounts: list[Any] = [
        fields.entry("accounts", one, problems) for one in reading.written.get("accounts", ())
    ]
    new = owners.completed(old, accounts, reading.owner_names, reading.columns)
    found = check.between(new, {"accounts": reading.written.get("accounts", [])}, problems)
    if found:
        raise NotValid(check.told_once(found))
    return new


def plan(read: Read) -> Report:
    """What would come of taking it in; nothing is changed. :raises NotValid: it does not fit what stands."""
    old, difference = changes(read)
    return _report(difference, basis=old.basis())


def changes(read: Read) -> tuple[standing.Standing, dict[str, Change]]:
    """What stands, and how it differs by part from what the file says.

    :raises NotValid: it does not fit what stands.
    """
    old = standing.read()
    return old, differences(old.directory, _new(read, old))


def _new(read: Read, old: standing.Standing) -> Directory:
    return read.directory or _with_table(read.reading, old.directory)


def apply(read: Read, *, by: str, now: datetime, basis: str = "", follow: bool = True) -> Report:
    """Make the directory say what the file says: what is not in it disappears.

    ``basis``: of the plan that was looked at; ``follow``: whether accounts are read from now on.
    :raises Conflict: the directory is no longer what it was then. :raises NotValid: it does not fit what stands.
    """
    with transaction.atomic():
        append.hold()
        old = standing.read()
        if basis and basis != old.basis():
            raise Conflict
        new = _new(read, old)
        report = _change(old, new, by=by, now=now, follow=follow)
        if read.file in ("yaml", "csv"):
            pieces.keep(read.file, kept(read.reading.blocks, new))
    return report


def export(kind: str) -> bytes:
    """The directory as a file: ``yaml``, ``csv`` (accounts), ``popolo`` or ``lock`` (the machine's findings)."""
    if kind == "lock":
        return findings_csv.write(findings.read())
    directory = standing.read().directory
    if kind == "popolo":
        return popolo_write.write(directory)
    write = {"yaml": yaml_write.write, "csv": csv_write.write}[kind]
    return write(directory, pieces.kept(kind))


def read_findings(data: bytes) -> list[Finding]:
    """What a lock file says was found out about accounts. :raises NotValid:"""
    found, problems = findings_csv.read(data)
    if problems:
        raise NotValid(tuple(problems))
    return found


def apply_findings(found: Sequence[Finding], *, by: str, now: datetime) -> tuple[int, int]:
    """Take in what was found out elsewhere or before. How many rows were of accounts of the directory, and how many
    were of none."""
    with transaction.atomic():
        append.hold()
        listed.tell_findings(found, by=by, now=now)
        counted = findings.write(found)
        hidden.refresh()
    return counted


def new_entry(part: str, entry: dict[str, Any]) -> Any:
    """What `save_entry` would write of a new one; nothing is written. :raises NotValid: it would not."""
    new = _entry(part, entry)
    old = standing.read()
    directory = _copy(old.directory)
    directory.part(part).append(new)
    _refuse_new_problems(old.directory, directory)
    return new


def save_entry(
    part: str, key: str, entry: dict[str, Any], *, changed: int | None, by: str, now: datetime
) -> str:
    """Write one entry; its key. ``key``: ``""`` for a new one. ``changed``: the row's number ``changed`` as it was
    when the entry was read; None for a new one.

    What refers to a body or a role whose id changes is changed with it. An account whose address changes is another
    account, and gets a new row.
    :raises Conflict: another wrote meanwhile. :raises NotValid: also for a key that is not there.
    """
    new = _entry(part, entry)
    with transaction.atomic():
        append.hold()
        old = standing.read()
        directory = _copy(old.directory)
        if key:
            place = _place(old, part, key, changed)
            directory = renaming.renamed(directory, old.directory.part(part)[place], new)
            directory.part(part)[place] = new
        else:
            directory.part(part).append(new)
        _refuse_new_problems(old.directory, directory)
        _change(old, directory, by=by, now=now)
        return _key_of(part, new)


def save(directory: Directory, *, basis: str, by: str, now: datetime) -> Report:
    """Make the directory say this, in one event. ``basis``: of what it was worked out from.

    :raises Conflict: the directory is no longer what it was then. :raises NotValid: its entries do not fit together.
    """
    with transaction.atomic():
        append.hold()
        old = standing.read()
        if basis != old.basis():
            raise Conflict
        _refuse_new_problems(old.directory, directory)
        return _change(old, directory, by=by, now=now)


def remove_entry(part: str, key: str, *, changed: int, by: str, now: datetime) -> None:
    """Take one entry out. :raises Conflict: another wrote meanwhile. :raises NotValid: others refer to it."""
    with transaction.atomic():
        append.hold()
        old = standing.read()
        place = _place(old, part, key, changed)
        directory = _copy(old.directory)
        gone = directory.part(part).pop(place)
        if part in ("bodies", "roles"):
            _refuse_referred(directory, gone.id)
        _change(old, directory, by=by, now=now)


def _entry(part: str, entry: dict[str, Any]) -> Any:
    """:raises NotValid: by itself it is none."""
    problems = Problems()
    new = fields.entry(part, written.fields(entry), problems)
    if problems:
        raise NotValid(tuple(problems))
    return new


def _copy(directory: Directory) -> Directory:
    return Directory(*(list(directory.part(part)) for part in PARTS))


def _place(old: standing.Standing, part: str, key: str, changed: int | None) -> int:
    """Where the entry stands in its list. :raises NotValid: it is not there. :raises Conflict:"""
    names: list[Any] = (
        [entry.id for entry in old.directory.part(part)]
        if part in ("bodies", "roles")
        else [str(number) for number in old.ids[part]]
    )
    if key not in names:
        raise NotValid((Problem("not-there", value=key),))
    place = names.index(key)
    if old.changed[part][place] != changed:
        raise Conflict
    return place


def _refuse_referred(directory: Directory, name: str) -> None:
    """:raises NotValid: something still refers to the body or the role."""
    if by := renaming.referring(directory, name):
        raise NotValid((Problem("referred", value=name, more={"by": ", ".join(by[:5])}),))


def _key_of(part: str, entry: Any) -> str:
    return str(entry.id if part in ("bodies", "roles") else standing.number(entry))


def _refuse_new_problems(old: Directory, new: Directory) -> None:
    """:raises NotValid: entries do not fit together that did before."""
    problems = check.between(new)
    if problems and (fresh := tuple(one for one in problems if one not in check.between(old))):
        raise NotValid(fresh)


def _change(
    old: standing.Standing, new: Directory, *, by: str, now: datetime, follow: bool = True
) -> Report:
    """Carry it out: events, rows, sources."""
    changes = differences(old.directory, new)
    report = _report(changes)
    if report.nothing:
        return report
    listed.tell(changes, old.directory, by=by, now=now)
    left = following.read_of([old.ids["accounts"][place] for place in changes["accounts"].removed])
    change.apply(changes, old)
    hidden.refresh()
    following.unfollow(left, now=now)
    if not follow:
        return report
    settled = following.settle(now=now)
    return replace(report, follow=settled.follow, leave=settled.leave + len(left))


def _report(changes: Mapping[str, Change], *, basis: str = "") -> Report:
    return Report(
        added={part: len(change.added) for part, change in changes.items()},
        changed={part: len(change.changed) for part, change in changes.items()},
        removed={part: len(change.removed) for part, change in changes.items()},
        same={part: change.same for part, change in changes.items()},
        basis=basis,
    )
