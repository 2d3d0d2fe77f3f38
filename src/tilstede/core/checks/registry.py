"""All checks, in the order in which what they find is shown: what stops first.

A check is imported when it is first asked for: some bring dictionaries, and most commands ask none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from typing import Final

from tilstede.core.checks.kit import Around, Check, Draft, Finding

_MUSTS: Final = (
    "closed-source",
    "empty",
    "machine-draft",
    "machine-words",
    "too-long",
    "alt-text",
    "captions",
    "national-number",
    "duf-number",
    "account-number",
    "telephone",
    "e-mail",
    "home-address",
    "role-and-party",
    "disguise",
    "link-broken",
)
_ADVICE: Final = (
    "answer-form",
    "form-mismatch",
    "officialese",
    "officialese-hint",
    "passive",
    "long-sentences",
    "readability",
    "unlike-others",
    "no-question",
    "bare-link",
    "own-links",
    "no-own-page",
    "picture-of-text",
    "hashtag-capitals",
    "emoji-rows",
    "shouting",
    "styled-letters",
    "form-balance",
)

#: Drafts that have every check read what it needs, one for each form with lists of its own.
_SAMPLES: Final = (
    "Saken ble behandlet i går, og alle har vært med. VIKTIG #åpentforalle 😀",
    "Saka vart handsama i går, og alle har vore med. VIKTIG #opentforalle 😀",
    "The matter was handled yesterday. IMPORTANT #openforall 😀",
)


@cache
def every() -> tuple[Check, ...]:
    """All of them."""
    return tuple(map(get, (*_MUSTS, *_ADVICE)))


@cache
def musts() -> tuple[Check, ...]:
    """Those that stop."""
    return tuple(map(get, _MUSTS))


@cache
def get(check: str) -> Check:
    """:raises KeyError: there is no such check."""
    if check not in (*_MUSTS, *_ADVICE):
        raise KeyError(check)
    found: Check = import_module(f"tilstede.core.checks.{check.replace('-', '_')}").CHECK
    return found


def look(draft: Draft, around: Around) -> list[Finding]:
    """What all checks find in the draft."""
    return [finding for check in every() for finding in check.look(draft, around)]


def warm() -> None:
    """Have all checks read their lists and dictionaries, which takes about a second, before somebody waits for it."""
    for text in _SAMPLES:
        look(Draft(parts=(text,)), Around())


def stops(findings: Iterable[Finding], confirmed: frozenset[str]) -> list[Finding]:
    """Those of musts that nobody has confirmed, where that may be done."""
    return [finding for finding in findings if _stops(finding, confirmed)]


def _stops(finding: Finding, confirmed: frozenset[str]) -> bool:
    check = get(finding.check)
    return check.level == "must" and not (check.confirmable and finding.key in confirmed)
