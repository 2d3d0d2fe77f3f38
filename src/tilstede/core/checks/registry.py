"""All checks, in the order in which what they find is shown: what stops first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tilstede.core.checks import (
    account_number,
    alt_text,
    answer_form,
    bare_link,
    captions,
    closed_source,
    disguise,
    duf_number,
    e_mail,
    emoji_rows,
    empty,
    form_balance,
    form_mismatch,
    hashtag_capitals,
    home_address,
    link_broken,
    long_sentences,
    machine_draft,
    national_number,
    no_own_page,
    no_question,
    officialese,
    officialese_hint,
    own_links,
    passive,
    picture_of_text,
    readability,
    role_and_party,
    shouting,
    styled_letters,
    telephone,
    too_long,
    unlike_others,
)
from tilstede.core.checks.kit import Around, Check, Draft, Finding

MUSTS: Final = (
    closed_source.CHECK,
    empty.CHECK,
    machine_draft.CHECK,
    too_long.CHECK,
    alt_text.CHECK,
    captions.CHECK,
    national_number.CHECK,
    duf_number.CHECK,
    account_number.CHECK,
    telephone.CHECK,
    e_mail.CHECK,
    home_address.CHECK,
    role_and_party.CHECK,
    disguise.CHECK,
    link_broken.CHECK,
)
_ADVICE: Final = (
    answer_form.CHECK,
    form_mismatch.CHECK,
    officialese.CHECK,
    officialese_hint.CHECK,
    passive.CHECK,
    long_sentences.CHECK,
    readability.CHECK,
    unlike_others.CHECK,
    no_question.CHECK,
    bare_link.CHECK,
    own_links.CHECK,
    no_own_page.CHECK,
    picture_of_text.CHECK,
    hashtag_capitals.CHECK,
    emoji_rows.CHECK,
    shouting.CHECK,
    styled_letters.CHECK,
    form_balance.CHECK,
)

ALL: Final[tuple[Check, ...]] = (*MUSTS, *_ADVICE)

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
