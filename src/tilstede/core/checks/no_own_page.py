"""Own site first: what is told on a network only is gone with the network, and not for all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading.links import of_draft
from tilstede.core.checks.reading.prose import words

#: Fewer words than this tell no matter.
_ENOUGH: Final = 20


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    if draft.answers or not around.own_hosts or of_draft(draft):
        return
    if len(words(draft.parts)) >= _ENOUGH:
        yield Finding(check=CHECK.id)


CHECK = Check(
    id="no-own-page",
    level="advice",
    source="uutilsynet.no: the body's own site is the main channel, nothing is published on social media alone (read 22"
    " November 2026)",
    title=gettext_noop("Told only here"),
    advice=gettext_noop(
        "Nothing leads to a page of your own. If this is something people need to know, tell it there too, for those"
        " who are not on this network, and link to it."
    ),
    look=_look,
)
