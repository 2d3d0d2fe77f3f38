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
    who has that permission sees it; "" is for all. ``staff``: stands in the menu of those who work here."""

    name: str
    label: StrPromise | str
    right: str = ""
    staff: bool = False


def entries(user: Any, *, staff: bool) -> Iterator[Entry]:
    """What this person sees in one of the two menus, room by room."""
    for config in apps.get_app_configs():
        for entry in getattr(config, "menu", ()):
            if entry.staff == staff and (not entry.right or user.has_perm(entry.right)):
                yield entry
