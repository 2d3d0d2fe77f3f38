"""A title, a description or an answer that a machine wrote is read by nobody only because the text was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tilstede.core.checks import places
from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop

_PLACES: Final = ("title", "warning", "option", "medium")


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in places.pieces(draft):
        if piece.place in _PLACES and " ".join(piece.text.split()) in draft.machine_words:
            yield piece.finding(CHECK.id, 0, len(piece.text))


CHECK = Check(
    id="machine-words",
    level="must",
    source="drafts by apertium-nno-nob 1.5.0: 77 BLEU on its own evaluation texts, so about every"
    " second sentence wants a hand (measured 22 November 2026)",
    title=gettext_noop("A machine's words"),
    advice=gettext_noop(
        "A machine wrote these words in nynorsk, and nobody has changed them. Read them. Change what a person would say"
        " otherwise; or say that they may stand as they are."
    ),
    look=_look,
    confirmable=True,
)
