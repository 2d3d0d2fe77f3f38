"""Who writes to a body gets an answer in the form they wrote in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading import form

#: Forms in which a body may owe an answer.
_OWED: Final = ("nb", "nn", "se")


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    asked = around.answered
    if not draft.answers or asked not in _OWED or not any(draft.parts):
        return
    answered = form.of(draft)
    if answered != asked and (draft.form or form.seems("\n".join(draft.parts)).sure):
        yield Finding(check=CHECK.id, values={"form": form.NAMES[asked]})


CHECK = Check(
    id="answer-form",
    level="advice",
    source="språklova § 15: state bodies and counties answer private parties in the form they use; sameloven § 3-2 on"
    " answers in Sámi (read 22 November 2026)",
    title=gettext_noop("Answer in the form they wrote in"),
    advice=gettext_noop("What you answer is written in {form}. Answer in {form} too."),
    look=_look,
)
