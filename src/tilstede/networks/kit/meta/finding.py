"""Whether a file or folder is one of Meta's takeouts: by the names in it, and by what its files hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import is_zipfile

from tilstede.networks.kit.archive import Archive
from tilstede.networks.kit.containers import ArchiveError, cut_zip, is_tar
from tilstede.networks.kit.jsonfields import Refusal
from tilstede.networks.kit.jsonstream import elements
from tilstede.networks.kit.meta.plan import LIST, Plan, beginning, list_in, value_of
from tilstede.networks.kit.meta.takeout import Takeout

_LOOKED_AT: Final = 20  #: files of an archive, to know it by
_FIRST: Final = 5  #: elements of a file, likewise
_LITTLE: Final = 1 << 16  #: bytes, which mostly hold those
#: Names that only Meta's takeouts have.
_META: Final = re.compile(
    r"your_(?:facebook|instagram)_activity/|activity_across_facebook/|your_posts|threads_and_replies"
)


def open_takeout(plan: Plan, path: Path) -> Takeout | None:
    """The file or folder as a takeout of this plan's, or None. :raises ValueError: it is one, but unusable."""
    if path.is_dir():
        tops = {one.name for one in path.iterdir()} if path.exists() else set()
        inner = [one for one in path.iterdir() if one.is_dir()] if len(tops) == 1 else []
        tops |= {one.name for folder in inner for one in folder.iterdir()}
        return _opened(plan, Archive(path)) if tops & plan.tops else None
    if not path.is_file():
        return None
    if is_zipfile(path) or (is_tar(path) and path.suffix in (".gz", ".tar", ".tgz")):
        return _opened(plan, Archive(path))
    if (cut := cut_zip(path)) and any(_is_ours(plan, name) for name in cut.names):
        raise cut
    return _lone(plan, path)


def _opened(plan: Plan, archive: Archive) -> Takeout | None:
    with ExitStack() as closing:
        closing.callback(archive.close)
        names = archive.names()
        ours = [name for name in names if _is_ours(plan, name)]
        if not ours:
            pages = (name.removesuffix(".html") for name in names if name.endswith(".html"))
            if any(_is_ours(plan, f"{name}.json") and _META.search(name) for name in pages):
                raise Refusal("ask-json", "ask Meta for it as JSON")
            return None
        if not any(_holds_ours(plan, archive, name) for name in ours[:_LOOKED_AT]):
            return None
        takeout = Takeout(plan, archive)
        closing.pop_all()
    return takeout


def _is_ours(plan: Plan, name: str) -> bool:
    return any(kind.members.fullmatch(name) for kind in plan.kinds if not kind.lone)


def _holds_ours(plan: Plan, archive: Archive, name: str) -> bool:
    """By its content; where that cannot be read and the name is Meta's alone, what is wrong is told.

    :raises ArchiveError: it is ours, and damaged.
    """
    try:
        return _begins_as(plan, name, lambda: archive.open(name))
    except ArchiveError:
        if _META.search(name):
            raise
        return False


def _lone(plan: Plan, path: Path) -> Takeout | None:
    """One file out of a takeout. Whose it is may stand in the files beside it."""
    if path.suffix.lower() != ".json":
        return None
    try:
        if not _begins_as(plan, path.name, lambda: path.open("rb")):
            return None
    except ArchiveError:
        return None
    with ExitStack() as closing:
        archive = Archive(path.parent, deep=False)
        closing.callback(archive.close)
        takeout = Takeout(plan, archive, path.name)
        closing.pop_all()
    return takeout


def _begins_as(plan: Plan, name: str, opened: Callable[[], BinaryIO]) -> bool:
    """Whether one of the first elements of its list is one of ours. :raises ArchiveError: it cannot be read."""
    with opened() as file:
        head = beginning(file)
    inside = list_in(head)
    if inside is None and not LIST.match(head):
        return False
    kind = next((one for one in plan.kinds if one.members.fullmatch(name)), None)
    if kind is not None and kind.keys:
        return inside in (*kind.keys, *kind.aside)
    with opened() as file:
        first = islice(
            (one for one in elements(file, key=inside, window=_LITTLE) if isinstance(one, bytes)),
            _FIRST,
        )
        return any(_is_item(plan, one) for one in first)


def _is_item(plan: Plan, raw: bytes) -> bool:
    try:
        return plan.single(value_of(raw))
    except Refusal:
        return False
