"""What a takeout holds of what the account saw and searched for: nobody's words, so left alone and counted."""

from __future__ import annotations

import re
from typing import Final

from tilstede.networks.kit.archive import Archive, ArchiveError
from tilstede.networks.kit.jsonstream import Broken, elements

_HEAD: Final = 1 << 16
_SEEN: Final = re.compile(rb'"titleUrl"\s*:\s*"https://(?:www|music)\.youtube\.com/')
_ACTIVITY: Final = re.compile(rb'class="outer-cell mdl-cell')
_MOST: Final = 500


def found(archive: Archive) -> dict[str, int]:
    """The files of that kind, and how many things each tells of."""
    counts: dict[str, int] = {}
    for name in archive.names()[:_MOST]:
        count = 0
        try:
            if name.lower().endswith(".json"):
                count = _seen(archive, name)
            elif name.lower().endswith(".html"):
                count = _activity(archive, name)
        except ArchiveError:
            continue
        if count:
            counts[name] = count
    return counts


def _seen(archive: Archive, name: str) -> int:
    with archive.open(name) as stream:
        if not _SEEN.search(stream.read(_HEAD)):
            return 0
    with archive.open(name) as stream:
        return sum(1 for one in elements(stream) if not isinstance(one, Broken))


def _activity(archive: Archive, name: str) -> int:
    with archive.open(name) as stream:
        if not _ACTIVITY.search(stream.read(_HEAD)):
            return 0
    count, tail = 0, b""
    with archive.open(name) as stream:
        while piece := stream.read(1 << 20):
            whole = tail + piece
            count += len(_ACTIVITY.findall(whole)) - len(_ACTIVITY.findall(tail))
            tail = whole[-64:]
    return count
