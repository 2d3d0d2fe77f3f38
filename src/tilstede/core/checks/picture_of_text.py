"""Text that is a picture cannot be read by everybody, searched or translated."""

from __future__ import annotations

from collections.abc import Iterator

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for place, medium in enumerate(draft.media):
        if medium.text:
            yield Finding(
                check=CHECK.id,
                place="medium",
                part=place,
                found=medium.name,
                values={"name": medium.name},
            )


CHECK = Check(
    id="picture-of-text",
    level="advice",
    source="WCAG 2.1, 1.4.5 (read 22 November 2026)",
    title=gettext_noop("A picture of text"),
    advice=gettext_noop(
        "{name} seems to be a picture of text. Write what it says in the post, and let the picture show something; if"
        " it must go out, its description must say the same words."
    ),
    look=_look,
)
