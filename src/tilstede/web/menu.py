"""The menus. Each room names its own pages; none knows another's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in a menu. ``name``: of its address, and of the page, which says so as ``room_page``. ``right``: only
    who has that permission sees it; "" is for all. ``staff``: stands in the menu of those who work here. ``open``: a
    page for staff that all may read."""

    name: str
    label: StrPromise | str
    right: str = ""
    staff: bool = False
    open: bool = False


def entries(user: Any, *, staff: bool) -> Iterator[Entry]:
    """What this person sees in one of the two menus, room by room."""
    for entry in every(staff=staff):
        if not entry.right or user.has_perm(entry.right):
            yield entry


def every(*, staff: bool) -> Iterator[Entry]:
    """All of one of the two menus, room by room."""
    for config in apps.get_app_configs():
        yield from (entry for entry in getattr(config, "menu", ()) if entry.staff == staff)
