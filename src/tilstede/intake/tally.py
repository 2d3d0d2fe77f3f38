"""Counts that always add up: read N = taken in M + already had K + set aside J."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tilstede.core.text import clean
from tilstede.networks.kit.contract import Left, SetAside

#: Set-aside items kept one by one in the record; beyond this, by reason and number only.
NAMED = 1_000


_COUNTS = ("taken", "had", "aside", "new", "versions", "deletions", "heard", "gaps")


@dataclass
class Tally:
    """What came of reading a file, a folder or a source."""

    taken: int = 0
    had: int = 0
    aside: int = 0
    new: int = 0
    versions: int = 0
    deletions: int = 0
    heard: int = 0  #: of the new ones, those by others, which stand in no public stream
    reasons: Counter[str] = field(default_factory=Counter)
    named: list[SetAside] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    gaps: int = 0

    @property
    def read(self) -> int:
        """Every item met, whatever came of it."""
        return self.taken + self.had + self.aside

    def set_aside(self, item: SetAside) -> None:
        """Count an item that could not be taken in, and why. Names of files may hold anything, so they are cleaned."""
        self.aside += 1
        self.reasons[item.reason] += 1
        if len(self.named) < NAMED:
            where, detail = clean(item.where)[0], clean(item.detail)[0]
            self.named.append(SetAside(where, item.reason, detail))

    def leave(self, item: Left) -> None:
        """Count what was left alone on purpose."""
        self.left[item.kind] += item.count

    def took(self, decision: str) -> None:
        """Count an item by what was decided of it."""
        if decision in ("had", "witnessed"):
            self.had += 1
            return
        self.taken += 1
        self.new += decision == "seen"
        self.versions += decision in ("edited", "returned")
        self.deletions += decision == "gone"

    def add(self, other: Tally) -> None:
        """Sum of several files or sources."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons.update(other.reasons)
        self.left.update(other.left)
        self.named.extend(other.named[: NAMED - len(self.named)])

    def line(self) -> str:
        """The closing line, in the reader's language."""
        return _("read {read}, took in {taken}, already had {had}, set aside {aside}").format(
            read=self.read, taken=self.taken, had=self.had, aside=self.aside
        )

    def foretold(self) -> str:
        """The same of an import that is only looked at."""
        return _(
            "read {read}, would take in {taken}, already have {had}, would set aside {aside}"
        ).format(read=self.read, taken=self.taken, had=self.had, aside=self.aside)

    def kinds(self) -> str:
        """What was taken in, by kind; "" where it is new posts for all to see and nothing else."""
        if self.taken == self.new and not self.heard:
            return ""
        said = {
            _("new posts: {count}"): self.new - self.heard,
            _("by others, heard and not shown in public: {count}"): self.heard,
            _("new wordings: {count}"): self.versions,
            _("deletions: {count}"): self.deletions,
        }
        return ", ".join(one.format(count=count) for one, count in said.items() if count)

    def about(self) -> dict[str, Any]:
        """For the record."""
        return {
            "read": self.read,
            "taken": self.taken,
            "had": self.had,
            "aside": self.aside,
            "reasons": dict(self.reasons),
            "left": dict(self.left),
            "items": [[item.where, item.reason, item.detail] for item in self.named],
        }
