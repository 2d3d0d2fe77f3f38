"""What a check found otherwise than the one before it, as sentences.

The machine's words stand in the record and in the lock file: ``level: 1 → 0; status: ok → quiet``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tilstede.intake.verification import words as found
from tilstede.office.models import Finding
from tilstede.web import words

_ONE = re.compile(r"(level|status|id|handle|proof): (.*) → (.*)", re.DOTALL)
_NONE = "–"


def told(changed: str) -> list[str]:
    """Each change as a sentence; what is written in another way than the machine does stands as it is."""
    return [_sentence(one) for one in changed.split("; ") if one]


def _sentence(one: str) -> str:
    parts = _ONE.fullmatch(one)
    if parts is None:
        return one
    said, word = _SAID[parts[1]]
    old, new = (word(value) for value in parts.group(2, 3))
    return said().format(old=old, new=new)


def _level(value: str) -> str:
    return words.level(int(value)) if value in ("0", "1", "2", "3") else value


def _status(value: str) -> str:
    return str(dict(Finding.Status.choices).get(value, value))


def _proofs(value: str) -> str:
    """Codes parted by spaces, as the sentences that readers know."""
    if value == _NONE:
        return _("Nothing.")
    return " ".join(found.found(code) for code in value.split())


def _name(value: str) -> str:
    return pgettext("an id or a name", "none") if value == _NONE else value


_SAID: dict[str, tuple[Callable[[], str], Callable[[str], str]]] = {
    "level": (lambda: _("How certain it is: {new}. Before: {old}."), _level),
    "status": (lambda: _("State: {new}. Before: {old}."), _status),
    "id": (lambda: _("Permanent id: {new}. Before: {old}."), _name),
    "handle": (lambda: _("Name on its network: {new}. Before: {old}."), _name),
    "proof": (lambda: _("What speaks for it: {new} Before: {old}"), _proofs),
}
