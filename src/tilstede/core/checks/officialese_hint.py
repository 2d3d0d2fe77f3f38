"""Words that are often an office's, and often the right ones."""

from __future__ import annotations

from collections.abc import Iterator

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.reading import form, phrases
from tilstede.core.checks.reading.lists import officialese


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    yield from phrases.findings(CHECK.id, draft, officialese(form.of(draft), "hint"))


CHECK = Check(
    id="officialese-hint",
    level="advice",
    source="the same as officialese; these words mislead more often, and are shown as a hint only",
    title=gettext_noop("Perhaps an office's word"),
    advice=gettext_noop(
        "“{found}” may be right here. If there is a plainer word, take it: {instead}."
    ),
    look=_look,
)
