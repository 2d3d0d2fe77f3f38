"""What an errand is about, and who ordered it, in one line."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from tilstede.outbox import queries
from tilstede.outbox.models import Act, Delivery
from tilstede.outbox.seeing import MaySee
from tilstede.posts import read

#: Letters of a post that are shown.
MOST: Final = 60
#: How whoever works at the machine itself is named in the record.
_AT_MACHINE: Final = "cli:"


def errand(row: Delivery | Act, may_see: MaySee) -> str:
    """A post by its first words; of what else is ordered, what it is and about whom. ``may_see``: as in `post`."""
    if isinstance(row, Delivery):
        return delivery(row)
    about = row.address
    if row.delivery is not None:
        words = _first(str(row.cleared)) if row.cleared else delivery(row.delivery)
        about = f"{row.delivery.pk}: {words}"
    elif row.post is not None:
        about = post(row.post, may_see)
    return f"{row.get_kind_display()}: {about}" if about else str(row.get_kind_display())


def delivery(row: Delivery) -> str:
    """Its first words, as they are by now."""
    return _first(str(queries.wording(row)))


def post(number: int, may_see: MaySee) -> str:
    """A post in the record: who wrote it, and its first words; its number alone where whoever asks may not see it
    (``may_see``: see `seeing`), ``""`` where there is none to be seen."""
    shown = read.one(number, public=False)
    if shown is None or shown.post is None:
        return ""
    if not may_see(shown):
        return str(number)
    handle = shown.author.handle
    who = f"@{handle}" if handle else shown.author.name or shown.author.native_id
    return f"{who}: {_first(shown.post.text or shown.post.title)}"


def person(by: str) -> str:
    """Who cleared or ordered it, as the record has it, for people."""
    if by.startswith(_AT_MACHINE):
        return _("{name}, at the machine").format(name=by.removeprefix(_AT_MACHINE))
    return by


def _first(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= MOST else f"{words[: MOST - 1].rstrip()}…"
