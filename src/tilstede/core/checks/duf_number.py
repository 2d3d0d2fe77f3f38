"""The number under which somebody who seeks residence in Norway is known to the immigration authorities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import pieces

#: The year it was given, a serial number of six digits, two control digits.
_TWELVE: Final = regex.compile(
    r"(?<![0-9])(?:19[89][0-9]|20[0-9]{2})(?:[ \u00a0\u202f.\-–]?[0-9]){8}(?![0-9])"
)
_WEIGHTS: Final = (4, 6, 3, 2, 4, 6, 3, 2, 7, 5)


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        for hit in _TWELVE.finditer(piece.plain):
            if is_number("".join(filter(str.isdecimal, hit[0]))):
                yield piece.finding(CHECK.id, *hit.span(), number=piece.text[slice(*hit.span())])


def is_number(digits: str) -> bool:
    """Whether the last two of 12 digits are the control of the others: their weighted sum modulo 11."""
    weighted = zip(_WEIGHTS, map(int, digits), strict=False)  # the two last are the control itself
    return sum(weight * digit for weight, digit in weighted) % 11 == int(digits[10:])


CHECK = Check(
    id="duf-number",
    level="must",
    source="udi.no on the DUF number: twelve digits, the first four a year; the control digits as in public code that"
    " checks them (read 23 November 2026)",
    title=gettext_noop("DUF number"),
    advice=gettext_noop(
        "{number} is in the form of a DUF number, which stands for a person who seeks residence. Take it out. It can"
        " stand only if it is no person's number."
    ),
    look=_look,
    confirmable=True,
    personal=True,
)
