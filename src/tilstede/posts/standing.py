"""A post as it stands, in memory, on its way from the record to its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import msgspec

from tilstede.core import alias
from tilstede.core.decide import Known, Witness
from tilstede.core.post import Form, Post

_forms_encoder = msgspec.json.Encoder()
_forms_decoder = msgspec.json.Decoder(dict[str, Witness])


@dataclass(slots=True)
class Standing:
    """The columns of `models.Post`, the post that stands (when it was read), and what the index holds of it."""

    key: int
    number: int
    event: int
    author_id: int
    network: str
    forms: dict[str, Witness]
    form: Form
    parent: bytes | None
    repost: bytes | None
    visibility: str
    public: bool
    gone_at: int | None
    gone_event: int | None
    language: str
    language_sure: bool
    versions: int
    marks: str
    withheld: bool = False
    fresh: bool = False  #: not yet a row
    post: Post | None = None
    words: str | None = None  #: what the index is given of the post, where that is known
    indexed: tuple[int, str] | None = None  #: event and marks the index was made from, once changed

    @property
    def known(self) -> Known:
        """What the decider needs to hear."""
        return Known(self.number, self.form, self.forms, self.gone_event is not None)

    def touch(self) -> None:
        """Remember what the index holds before the first change: a contentless index must be told to forget."""
        if self.indexed is None and not self.fresh:
            event = -1 if self.gone_event is not None else self.event
            self.indexed = (event, self.marks)

    def stand(self, post: Post, event: int, words: str | None) -> None:
        """Let this wording be what is shown."""
        self.post = post
        self.words = words
        self.event = event
        self.network = post.network
        self.form = post.form
        self.visibility = post.visibility
        self.parent = alias.key(post.reply_to) if post.reply_to else None
        self.repost = alias.key(post.repost_of) if post.repost_of else None

    def row(self) -> tuple[object, ...]:
        """Values in the order of COLUMNS."""
        return (
            self.key,
            self.number,
            self.event,
            self.author_id,
            self.network,
            _forms_encoder.encode(self.forms).decode(),
            self.form,
            self.parent,
            self.repost,
            self.visibility,
            self.public,
            self.gone_at,
            self.gone_event,
            self.language,
            self.language_sure,
            self.versions,
            self.marks,
            self.withheld,
        )

    @classmethod
    def from_row(cls, row: tuple[object, ...]) -> Standing:
        """From values in the order of COLUMNS."""
        values = list(row)
        values[5] = _forms_decoder.decode(cast(str, row[5]))
        for place in (7, 8):
            if row[place] is not None:
                values[place] = bytes(cast(bytes, row[place]))
        for place in (10, 14, 17):
            values[place] = bool(row[place])
        return cls(*values)  # type: ignore[arg-type]  # the columns' types are the table's


COLUMNS = (
    *("key", "number", "event", "author_id", "network", "forms", "form", "parent", "repost"),
    *(
        "visibility",
        "public",
        "gone_at",
        "gone_event",
        "language",
        "language_sure",
        "versions",
        "marks",
        "withheld",
    ),
)
