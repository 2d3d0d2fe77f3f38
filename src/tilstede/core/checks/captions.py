"""What is said in a film, for who cannot hear it; what is said in a sound file, for who cannot hear or play it."""

from __future__ import annotations

from collections.abc import Iterator

from tilstede.core.checks.kit import Around, Check, Draft, Finding, Medium, gettext_noop


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for place, medium in enumerate(draft.media):
        if _is_heard(medium) and not medium.captions:
            yield Finding(
                check=CHECK.id,
                place="medium",
                part=place,
                found=medium.name,
                values={"name": medium.name},
                mark=medium.mark,
            )


def _is_heard(medium: Medium) -> bool:
    """A film of which it is not known is taken to have sound."""
    return medium.kind == "sound" or (medium.kind == "film" and medium.sound is not False)


CHECK = Check(
    id="captions",
    level="must",
    source="WCAG 2.1, 1.2.1 and 1.2.2; uutilsynet.no on captions, which may be a file or part of the picture"
    " (read 22 November 2026)",
    title=gettext_noop("Captions"),
    advice=gettext_noop(
        "{name} has sound, or may have, and no captions. Add them as a file. It can stand only where they are in the"
        " picture already, where nothing is said or heard, or where all that is said is written in the post."
    ),
    look=_look,
    confirmable=True,
)
