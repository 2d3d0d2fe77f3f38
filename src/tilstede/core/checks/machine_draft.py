"""What a machine has written, and nobody has read with a pen in hand, is nobody's word."""

from __future__ import annotations

from collections.abc import Iterator

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    if draft.machine:
        yield Finding(check=CHECK.id, place="text", end=len(draft.parts[0]), found=draft.parts[0])


CHECK = Check(
    id="machine-draft",
    level="must",
    source="drafts by apertium-nno-nob 1.5.0: 77 BLEU on its own evaluation texts, so about every"
    " second sentence wants a hand (measured 22 November 2026)",
    title=gettext_noop("A machine's draft"),
    advice=gettext_noop(
        "A machine wrote this draft in nynorsk, and nobody has changed a word of it. Read it, and make it yours:"
        " machines choose wrong words, and write stiffly."
    ),
    look=_look,
)
