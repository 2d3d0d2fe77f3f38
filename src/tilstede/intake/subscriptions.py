"""Subscription lists (OPML) in and out, so that a body can bring its feeds along and take them away again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tilstede.intake import sources, words
from tilstede.intake.models import Source
from tilstede.networks.feeds import opml
from tilstede.networks.kit.contract import SetAside

#: Larger than any list of feeds.
MAX_BYTES = 20 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line of the list: followed (new or already), or why not."""

    title: str
    address: str
    followed: sources.Followed | None = None
    why: str = ""


def is_list(path: Path) -> bool:
    """Whether the file is a subscription list."""
    return path.is_file() and path.stat().st_size <= MAX_BYTES and opml.is_opml(path.read_bytes())


def follow_all(path: Path, *, by: str, now: Callable[[], datetime]) -> Iterator[Line]:
    """Follow every feed of the list. One that cannot be followed never stops the rest."""
    found, aside = opml.read(path.read_bytes())
    for item in aside:
        yield Line(item.where, "", why=_why(item))
    for outline in found:
        try:
            followed = sources.follow(outline.address, by=by, now=now())
        except sources.NotFollowed as error:
            yield Line(outline.title, outline.address, why=str(error))
        else:
            yield Line(outline.title, outline.address, followed)


def write(title: str) -> bytes:
    """The feeds that are followed, as a subscription list."""
    rows = Source.objects.filter(network="feeds", state=Source.State.FOLLOWED).order_by("id")
    return opml.write(title, [opml.Outline(row.title, row.address) for row in rows])


def _why(item: SetAside) -> str:
    return (
        f"{words.reason(item.reason)}: {item.detail}" if item.detail else words.reason(item.reason)
    )
