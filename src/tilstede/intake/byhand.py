"""What was said on the telephone, at the counter, on paper or in a meeting, written down by somebody who works here."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.db import transaction

from tilstede.intake import pump
from tilstede.networks.byhand import parse
from tilstede.networks.kit.contract import Attachment, Seen
from tilstede.posts import read

MIME = "application/json"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that was handed in."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """``said``: by somebody else, read back to them; ``name`` need not be known. ``answer``: what we said, perhaps."""

    way: parse.Way
    at: datetime
    said: str
    name: str = ""
    language: str = ""
    papers: Sequence[Paper] = ()
    answer: str = ""


def write_down(what: Conversation, *, body: str, by: str, now: datetime) -> int:
    """Record a conversation, as heard, and our answer in its thread. The number of its first post.

    ``body``: our own name. ``by``: who wrote it down; recorded, as `logged`. :raises ValueError: nothing was said.
    """
    first = uuid4().hex
    files = tuple(parse.File(paper.name, paper.mime) for paper in what.papers)
    told = parse.Note(first, what.way, what.at, what.said, what.name, "", what.language, "", files)
    notes = [told]
    if what.answer.strip():
        notes.append(
            parse.Note(uuid4().hex, what.way, what.at, what.answer, "", body, what.language, first)
        )
    with ExitStack() as closing, transaction.atomic():
        attached = _attached(what.papers, closing)
        items = [_seen(note, attached if note is told else ()) for note in notes]
        pump.take(items, now=now, origin=pump.Origin("byhand", heard=True))
        number = read.by_alias(f"byhand:{first}")
        assert number is not None, "it was just recorded"
        pump.note("logged", {"post": number, "by": by, "way": what.way}, now)
    return number


def _seen(note: parse.Note, attached: tuple[Attachment, ...]) -> Seen:
    raw = parse.pack(note)
    return Seen(raw, MIME, parse.parse(raw), attachments=attached)


def _attached(papers: Sequence[Paper], closing: ExitStack) -> tuple[Attachment, ...]:
    """The papers as files, for as long as they are being recorded."""
    folder = Path(closing.enter_context(tempfile.TemporaryDirectory(prefix="tilstede-")))
    found = []
    for position, paper in enumerate(papers):
        path = folder / str(position)
        path.write_bytes(paper.content)
        found.append(Attachment(position, partial(Path, path), paper.mime, len(paper.content)))
    return tuple(found)
