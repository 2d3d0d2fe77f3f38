"""Short ways to ask one check."""

from __future__ import annotations

from typing import Any

from tilstede.core.checks import registry
from tilstede.core.checks.kit import Around, Draft, Finding, Medium


def findings(
    check: str, text: str = "", around: Around | None = None, **more: Any
) -> list[Finding]:
    """What the check finds in a draft of that text."""
    draft = Draft(parts=more.pop("parts", (text,)), **more)
    return list(registry.get(check).look(draft, around or Around()))


def found(check: str, text: str, around: Around | None = None) -> list[str]:
    """The words it finds something about."""
    return [finding.found for finding in findings(check, text, around)]


def medium(**more: Any) -> Medium:
    return Medium(**{"name": "ferje.png", "kind": "picture", **more})
