"""All checks, in the order in which what they find is shown: what stops first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tilstede.core.checks import (
    account_number,
    alt_text,
    captions,
    closed_source,
    disguise,
    duf_number,
    e_mail,
    empty,
    home_address,
    link_broken,
    national_number,
    telephone,
    too_long,
)
from tilstede.core.checks.kit import Around, Check, Draft, Finding

_MUSTS: Final = (
    closed_source.CHECK,
    empty.CHECK,
    too_long.CHECK,
    alt_text.CHECK,
    captions.CHECK,
    national_number.CHECK,
    duf_number.CHECK,
    account_number.CHECK,
    telephone.CHECK,
    e_mail.CHECK,
    home_address.CHECK,
    disguise.CHECK,
    link_broken.CHECK,
)
_ADVICE: Final[tuple[Check, ...]] = ()

ALL: Final[tuple[Check, ...]] = (*_MUSTS, *_ADVICE)

_BY_ID: Final = {check.id: check for check in ALL}


def get(check: str) -> Check:
    """:raises KeyError: there is no such check."""
    return _BY_ID[check]


def look(draft: Draft, around: Around) -> list[Finding]:
    """What all checks find in the draft."""
    return [finding for check in ALL for finding in check.look(draft, around)]


def stops(findings: Iterable[Finding], confirmed: frozenset[str]) -> list[Finding]:
    """Those of musts that nobody has confirmed, where that may be done."""
    return [finding for finding in findings if _stops(finding, confirmed)]


def _stops(finding: Finding, confirmed: frozenset[str]) -> bool:
    check = get(finding.check)
    return check.level == "must" and not (check.confirmable and finding.key in confirmed)
