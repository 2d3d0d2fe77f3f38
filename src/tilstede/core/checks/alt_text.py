"""A picture without a description says nothing to who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for place, medium in enumerate(draft.media):
        if medium.kind == "picture" and (
            medium.alt is None or (medium.alt and not medium.alt.strip())
        ):
            yield Finding(check=CHECK.id, place="medium", part=place, values={"name": medium.name})


CHECK = Check(
    id="alt-text",
    level="must",
    source="WCAG 2.1, 1.1.1; forskrift om universell utforming av IKT-løsninger § 4 a (read 22 November 2026)",
    title=gettext_noop("Description of each picture"),
    advice=gettext_noop(
        "{name} has no description. Say in a sentence or two what the picture shows, or mark it as decorative if it"
        " says nothing that the text does not."
    ),
    look=_look,
)
