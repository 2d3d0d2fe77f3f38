"""What one person sees of the menus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tilstede.office import rights
from tilstede.web.menu import Entry, Work, every, staff_pages


@dataclass(frozen=True, slots=True)
class Part:
    """What one person sees of one kind of work: at least one page."""

    work: Work
    pages: tuple[Entry, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(page.name for page in self.pages)


def main(user: Any) -> list[Entry]:
    """What this person sees in everybody's menu, room by room."""
    return [entry for entry in every() if entry.work is None and _sees(user, entry)]


def for_staff(user: Any) -> list[Part]:
    """What this person sees in the menu of those who work here."""
    seen = [entry for entry in staff_pages() if _sees(user, entry)]
    parts = (Part(work, tuple(page for page in seen if page.work is work)) for work in Work)
    return [part for part in parts if part.pages]


def _sees(user: Any, entry: Entry) -> bool:
    if entry.limited:
        return rights.may_somewhere(user, entry.right)
    return not entry.right or bool(user.has_perm(entry.right))
