"""The text is not in the form it is said to be in."""

from __future__ import annotations

from collections.abc import Iterator

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading.form import NAMES, seems


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    if not draft.form:
        return
    found = seems("\n".join(draft.parts))
    if found.sure and found.code != draft.form and found.code in NAMES:
        yield Finding(
            check=CHECK.id,
            found=", ".join(found.words),
            values={"declared": NAMES[draft.form], "seems": NAMES[found.code]},
        )


CHECK = Check(
    id="form-mismatch",
    level="advice",
    source="tilstede's own telling of languages; how sure it is is held by its tests",
    title=gettext_noop("Another form than it says"),
    advice=gettext_noop(
        "The draft is marked as {declared}, and reads as {seems}. Change the mark or the text: screen readers and the"
        " count of the forms go by the mark."
    ),
    look=_look,
)
