"""Files in: a takeout, a feed, a folder of them. Can be run again; nothing is doubled."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import transaction

from tilstede.core import canonical
from tilstede.intake import pump
from tilstede.intake.tally import Tally
from tilstede.networks.kit import registry
from tilstede.networks.kit.contract import Export, SetAside
from tilstede.record import append, checkpoint

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come, for whoever watches."""

    path: Path
    title: str
    done: int  #: bytes
    total: int  #: bytes, 0 when unknown
    tally: Tally


Watcher = Callable[[Progress], None]


def import_paths(paths: list[Path], *, watch: Watcher = lambda progress: None) -> Tally:
    """Take in every file, folder or archive named. One that cannot be read is set aside and the rest go on."""
    total = Tally()
    for path in paths:
        for part in _parts(path):
            total.add(_import_one(part, watch))
    with transaction.atomic():
        _record(paths, total)
    checkpoint.make(now=datetime.now(UTC))
    return total


def _import_one(path: Path, watch: Watcher) -> Tally:
    tally = Tally()
    try:
        export = _open(path)
    except (ValueError, OSError) as error:
        tally.set_aside(_unreadable(path, error))
        return tally
    if export is None:
        tally.set_aside(SetAside(path.name, "unknown-format"))
        return tally
    try:
        _pour(export, path, tally, watch)
    finally:
        export.close()
    return tally


def _pour(export: Export, path: Path, tally: Tally, watch: Watcher) -> None:
    account = export.account
    origin = pump.Origin(export.network, path.name, account.id if account else "")
    try:
        for batch in pump.in_batches(export.items()):
            pump.take(batch, now=datetime.now(UTC), origin=origin, tally=tally)
            done, size = export.progress()
            watch(Progress(path, export.title, done, size, tally))
    except (ValueError, OSError) as error:
        log.warning("%s: %s", path.name, error)
        tally.set_aside(_unreadable(path, error))


def _unreadable(path: Path, error: ValueError | OSError) -> SetAside:
    """Errors of the archive reader carry one of the known reasons."""
    return SetAside(path.name, getattr(error, "reason", "unreadable-member"), str(error))


def _open(path: Path) -> Export | None:
    for network in registry.all_networks():
        if "export" in network.abilities:
            export = network.open_export(path)
            if export is not None:
                return export
    return None


def _parts(path: Path) -> Iterator[Path]:
    """The path itself when it is a file or an unpacked takeout; else every file below the folder, in order."""
    if not path.is_dir() or _is_takeout(path):
        yield path
        return
    for child in sorted(path.iterdir()):
        if not child.name.startswith(".") and not child.is_symlink():
            yield from _parts(child)


def _is_takeout(folder: Path) -> bool:
    try:
        export = _open(folder)
    except (ValueError, OSError):
        return True  # it is one, and `_import_one` will say what is wrong with it
    if export is None:
        return False
    export.close()
    return True


def _record(paths: list[Path], tally: Tally) -> None:
    about = {"files": [path.name for path in paths], **tally.about()}
    append.append(
        [append.Entry("imported", {"about": canonical.dumps(about)})], now=datetime.now(UTC)
    )
