"""Words that offices write, and people do not say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading import form, phrases
from tilstede.core.checks.reading.lists import index, officialese

_OURS: Final = gettext_noop(
    "“{found}” is on our own list of words that we do not use. Say: {instead}."
)


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    written = form.of(draft)
    own = around.phrases.get(written)
    if own:
        for finding in phrases.findings(CHECK.id, draft, index(own)):
            yield replace(finding, advice=_OURS)
    yield from phrases.findings(CHECK.id, draft, officialese(written, "sure"))


CHECK = Check(
    id="officialese",
    level="advice",
    source="språklova § 9, clear language (from memory, 22 November 2026); the words are our own list, measured in"
    " docs/checks.md",
    title=gettext_noop("An office's words"),
    advice=gettext_noop("“{found}” is how offices write. Say it as people do: {instead}."),
    look=_look,
)
