"""The menus. Each room names its own pages; none knows another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Work(Enum):
    """What those who work here do, as their menu parts it, in the order in which it stands."""

    PUBLISH = "publish"
    ANSWER = "answer"
    FOLLOW = "follow"
    SET_UP = "set-up"

    @property
    def label(self) -> StrPromise:
        return _LABELS[self]


_LABELS = {
    Work.PUBLISH: pgettext_lazy("menu", "Publish"),
    Work.ANSWER: pgettext_lazy("menu", "Answer"),
    Work.FOLLOW: pgettext_lazy("menu", "Follow along"),
    Work.SET_UP: pgettext_lazy("menu", "Set up"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in a menu. ``name``: of its address, and of the page, which says so as ``room_page``. ``right``: only
    who has that permission sees it; "" is for all. ``work``: where it stands in the menu of those who work here; none
    is for everybody's menu. ``open``: a page for staff that all may read. ``limited``: the right for one channel is
    enough."""

    name: str
    label: StrPromise | str
    right: str = ""
    work: Work | None = None
    open: bool = False
    limited: bool = False


def staff_pages() -> Iterator[Entry]:
    """All that stands in the menu of those who work here, room by room."""
    return (entry for entry in every() if entry.work is not None)


def every() -> Iterator[Entry]:
    """All of both menus, room by room."""
    for config in apps.get_app_configs():
        yield from getattr(config, "menu", ())
