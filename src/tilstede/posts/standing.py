"""A post as it stands, in memory, on its way from the record to its rows."""

from __future__ import annotations

from typing import cast

import msgspec

from tilstede.core import order
from tilstede.core.decide import PUBLIC, Known, Witness, is_narrower
from tilstede.core.post import Form, Visibility
from tilstede.core.ready import Ready, Wording, read_forms, write_forms

COLUMNS = (
    *("key", "number", "event", "author_id", "network", "forms", "form", "parent", "repost"),
    *("visibility", "public", "gone_at", "gone_event"),
    *("language", "language_sure", "versions", "marks", "withheld", "heard"),
)
_BYTES = (COLUMNS.index("parent"), COLUMNS.index("repost"))
_TRUTHS = tuple(map(COLUMNS.index, ("public", "language_sure", "withheld", "heard")))


class Standing(msgspec.Struct, gc=False):
    """The columns of `models.Post` in their order; then the wording that stands, once it was read, and what
    the index holds of the post."""

    key: int
    number: int
    event: int
    author_id: int
    network: str
    forms: str
    form: Form
    parent: bytes | None
    repost: bytes | None
    visibility: Visibility
    public: bool
    gone_at: int | None = None
    gone_event: int | None = None
    language: str = ""
    language_sure: bool = False
    versions: int = 1
    marks: str = ""
    withheld: bool = False
    heard: bool = False
    fresh: bool = False  #: not yet a row
    wording: Wording | None = None
    indexed: tuple[int, str] | None = None  #: event and marks the index was made from, once changed

    @classmethod
    def first(cls, wording: Wording, number: int, author_id: int, captured: int) -> Standing:
        """A post seen for the first time. ``captured``: when, in seconds since the year 1."""
        ready = wording.ready
        second = order.shown(ready.second, captured)
        return cls(
            order.key_of(second, number),
            number,
            number,
            author_id,
            ready.network,
            ready.forms,
            ready.form,
            ready.parent,
            ready.repost,
            ready.visibility,
            ready.visibility in PUBLIC,
            fresh=True,
            wording=wording,
        )

    @property
    def known(self) -> Known:
        """What the decider needs to hear."""
        gone = self.gone_event is not None
        forms = self.witnesses()
        return Known(self.number, self.network, self.form, forms, gone, self.visibility)

    def witnesses(self) -> dict[str, Witness]:
        """What each network has told in each form."""
        return read_forms(self.forms)

    def hear(self, witnesses: dict[str, Witness]) -> None:
        """Keep what has been told by now."""
        self.forms = write_forms(witnesses)

    def touch(self) -> None:
        """Remember what the index holds before the first change: a contentless index must be told to forget."""
        if self.indexed is None and not self.fresh:
            event = -1 if self.gone_event is not None else self.event
            self.indexed = (event, self.marks)

    def stand(self, wording: Wording, event: int) -> None:
        """Let this wording be what is shown."""
        ready: Ready = wording.ready
        self.wording = wording
        self.event = event
        self.network = ready.network
        self.form = ready.form
        self.visibility = ready.visibility
        self.parent = ready.parent
        self.repost = ready.repost

    def narrow(self, ready: Ready) -> None:
        """Show it to no more than this wording is for."""
        if is_narrower(ready.visibility, self.visibility):
            self.visibility = ready.visibility

    def open(self, *, author_hidden: bool) -> None:
        """Let the public see it, or not: as its source does, unless it or its author is kept back."""
        kept_back = self.withheld or self.heard or author_hidden
        self.public = self.visibility in PUBLIC and not kept_back

    def row(self) -> tuple[object, ...]:
        """Values in the order of COLUMNS."""
        return msgspec.structs.astuple(self)[: len(COLUMNS)]

    @classmethod
    def from_row(cls, row: tuple[object, ...]) -> Standing:
        """From values in the order of COLUMNS."""
        values = list(row)
        for place in _BYTES:
            if row[place] is not None:
                values[place] = bytes(cast(bytes, row[place]))
        for place in _TRUTHS:
            values[place] = bool(row[place])
        return cls(*values)  # type: ignore[arg-type]  # the columns' types are the table's
