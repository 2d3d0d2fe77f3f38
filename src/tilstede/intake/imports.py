"""Files in: a takeout, a feed, a folder of them. Can be run again; nothing is doubled."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from tilstede.core import canonical
from tilstede.core.post import Post
from tilstede.core.text import clean
from tilstede.intake import head_start, pump
from tilstede.intake.tally import Tally
from tilstede.networks.kit import ahead, registry, strangers
from tilstede.networks.kit.contract import Export, Item, Seen, SetAside
from tilstede.networks.kit.prepared import Prepared
from tilstede.record import append, checkpoint, driver

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
    gc.freeze()  # what is loaded by now stays, so the collector need not walk it after every batch
    gc.set_threshold(*ahead.PATIENCE)
    driver.keep_little()
    for path in paths:
        for part in _parts(path):
            total.add(_import_one(part, watch))
    with transaction.atomic():
        _record(paths, total)
    checkpoint.make(now=datetime.now(UTC))
    return total


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would give. ``first``: its first posts; ``tally``: what an import would count."""

    path: Path
    network: str
    title: str
    first: tuple[Post, ...]
    tally: Tally


def preview(paths: list[Path], *, first: int = 10) -> Iterator[Preview]:
    """Read every file, folder or archive named as an import would, and record nothing."""
    foresight = pump.Foresight()
    for path in paths:
        for part in _parts(path):
            yield _previewed(part, first, foresight)


def _previewed(path: Path, first: int, foresight: pump.Foresight) -> Preview:
    tally, shown = Tally(), list[Post]()
    network = title = ""
    for part in _read(path, _read_here):
        network, title = network or part.origin.network, title or part.title
        items = [item for item in part.items if not isinstance(item, Prepared)]
        foresight.take(items, now=datetime.now(UTC), origin=part.origin, tally=tally)
        seen = (item.post for item in items if isinstance(item, Seen))
        shown.extend(islice(seen, first - len(shown)))
    return Preview(path, network, title, tuple(shown), tally)


def _import_one(path: Path, watch: Watcher) -> Tally:
    tally = Tally()
    for part in _read(path, _read_ahead if head_start.is_large(path) else _read_by_size):
        pump.take(part.items, now=datetime.now(UTC), origin=part.origin, tally=tally)
        watch(Progress(path, part.title, part.done, part.total, tally))
    return tally


@dataclass(frozen=True, slots=True)
class _Part:
    """A batch of a takeout; ``done`` and ``total`` in bytes."""

    items: Sequence[Item | Prepared]
    origin: pump.Origin = field(default_factory=pump.Origin)
    title: str = ""
    done: int = 0
    total: int = 0


def _read(path: Path, how: Callable[[Path], Iterator[_Part]]) -> Iterator[_Part]:
    """The file in batches; where it cannot be read, or read on, the last one says so."""
    network = ""
    try:
        for part in how(path):
            network = part.origin.network
            yield part
        for other in _others(network, path):
            yield from _batches(other, path)
    except (ValueError, OSError) as error:
        log.info("%s: %s", path.name, error)
        yield _Part([_unreadable(path, error)])


def _read_ahead(path: Path) -> Iterator[_Part]:
    """A large takeout is read in another process."""
    with head_start.reader(path) as reader:
        head = reader.head()
        origin = pump.Origin(head.network, _name(path), head.account)
        for items, done, total in reader.batches():
            yield _Part(items, origin, head.title, done, total)


def _read_by_size(path: Path) -> Iterator[_Part]:
    """A folder tells its size when it is opened."""
    yield from _read_here(path, most=head_start.LARGE)


def _read_here(path: Path, most: int | None = None) -> Iterator[_Part]:
    export = registry.open_export(path)
    if export is None:
        yield _Part([SetAside(path.name, strangers.reason(path))])
        return
    with closing(export):
        if most is not None and export.progress()[1] >= most:
            yield from _read_ahead(path)
            return
        yield from _batches(export, path)


def _batches(export: Export, path: Path) -> Iterator[_Part]:
    account = export.account.id if export.account else ""
    origin = pump.Origin(export.network, _name(path), account)
    for batch in pump.in_batches(export.items()):
        yield _Part(batch, origin, export.title, *export.progress())


def _others(network: str, path: Path) -> Iterator[Export]:
    """Takeouts of other networks that lie in the same file."""
    for name in registry.TOGETHER.get(network, ()):
        export = registry.get(name).open_export(path)
        if export is not None:
            with closing(export):
                yield export


def _unreadable(path: Path, error: ValueError | OSError) -> SetAside:
    """Errors of the archive reader carry one of the known reasons."""
    reason = getattr(error, "reason", "unreadable-member")
    if reason == "unknown-format" and not str(error):
        reason = strangers.reason(path)
    return SetAside(path.name, reason, str(error))


def _parts(path: Path) -> Iterator[Path]:
    """The path itself when it is a file or an unpacked takeout; else every file below the folder, in order."""
    if not path.is_dir() or _is_takeout(path):
        yield path
        return
    for child in sorted(path.iterdir()):
        if not child.name.startswith(".") and not child.is_symlink():
            yield from _parts(child)


def _name(path: Path) -> str:
    """Its last part, fit to be stored: a file's name may be in no character set."""
    return clean(path.name)[0]


def _is_takeout(folder: Path) -> bool:
    try:
        export = registry.open_export(folder)
    except (ValueError, OSError):
        return True  # it is one, and `_import_one` will say what is wrong with it
    if export is None:
        return False
    export.close()
    return True


def _record(paths: list[Path], tally: Tally) -> None:
    about = {"files": [_name(path) for path in paths], **tally.about()}
    append.append(
        [append.Entry("imported", {"about": canonical.dumps(about)})], now=datetime.now(UTC)
    )
