"""A person's national identity number: fødselsnummer, D-number, and those of synthetic test persons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex
from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import pieces

_ELEVEN: Final = regex.compile(
    r"(?<![0-9])[0-9](?:[ \u00a0\u202f.\-–]?[0-9]){10}(?![0-9])", regex.VERSION1
)
#: A day of birth and, a few words on, the five digits that are kept to themselves: "født 01.02.43, personnummer 12345".
_APART: Final = regex.compile(
    r"(?<![0-9])(?P<day>[0-9]{2}[./\- ]?[0-9]{2}[./\- ]?)(?:19|20)?(?P<year>[0-9]{2})(?![0-9])"
    r"(?P<between>[^0-9\n]{1,40})(?P<own>[0-9]{5})(?![0-9])"
)
#: Skatteetaten's test persons have this added to their month.
_SYNTHETIC: Final = 80


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        for hit in _ELEVEN.finditer(piece.text, overlapped=True):
            if is_number("".join(filter(str.isdigit, hit[0]))):
                yield piece.finding(CHECK.id, *hit.span(), number=hit[0])
        for hit in _APART.finditer(piece.text):
            digits = "".join(filter(str.isdigit, hit["day"] + hit["year"] + hit["own"]))
            if len(hit["between"]) > 1 and is_number(digits):  # one sign between: found above
                yield piece.finding(CHECK.id, *hit.span(), number=hit[0])


def is_number(digits: str) -> bool:
    """Whether 11 digits are such a number: both control digits, and a day that is in the calendar.

    Whether that day has come is not asked: what may go out is no other tomorrow. From 2032 on the control digits
    are meant to be loosened: this is the one place that knows them.
    """
    if digits[9] != fodselsnummer.calc_check_digit1(digits):
        return False
    if digits[10] != fodselsnummer.calc_check_digit2(digits):
        return False
    month = int(digits[2:4])
    if month > _SYNTHETIC:
        digits = f"{digits[:2]}{month - _SYNTHETIC:02}{digits[4:]}"
    try:
        fodselsnummer.get_birth_date(digits)
    except ValidationError:
        return False
    return True


CHECK = Check(
    id="national-number",
    level="must",
    source="personopplysningsloven § 12; control digits as python-stdnum has them (read 22 November 2026)",
    title=gettext_noop("National identity number"),
    advice=gettext_noop(
        "{number} is in the form of a national identity number. Take it out. It can stand only if it is no person's"
        " number."
    ),
    look=_look,
    confirmable=True,
    personal=True,
)
