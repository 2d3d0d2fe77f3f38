"""A person's national identity number: fødselsnummer, D-number, and those of synthetic test persons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex
from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import NO_ROOM, pieces

_ELEVEN: Final = regex.compile(
    rf"(?<![0-9])[0-9](?:{NO_ROOM}*[ \t.\-]?{NO_ROOM}*[0-9]){{10}}(?![0-9])", regex.VERSION1
)
#: A day of birth and then, behind other signs or a few words on, the five digits that are kept to themselves:
#: "010243/12345", "født 01.02.1943, personnummer 12345".
_APART: Final = regex.compile(
    r"(?<![0-9])(?P<day>[0-9]{2}[./\- ]?[0-9]{2}[./\- ]?)(?:19|20)?(?P<year>[0-9]{2})(?![0-9])"
    r"(?:[^0-9\n]{1,40}|[^\p{L}0-9]{1,3})(?P<own>[0-9]{5})(?![0-9])"
)
#: Skatteetaten's test persons have this added to their month.
_SYNTHETIC: Final = 80


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        for start, end in sorted(_found(piece.plain)):
            yield piece.finding(CHECK.id, start, end, number=piece.text[start:end])


def _found(text: str) -> set[tuple[int, int]]:
    """Where such numbers begin and end."""
    together = ((hit.span(), hit[0]) for hit in _ELEVEN.finditer(text, overlapped=True))
    apart = ((hit.span(), hit["day"] + hit["year"] + hit["own"]) for hit in _APART.finditer(text))
    return {span for span, told in (*together, *apart) if is_number(_digits(told))}


def _digits(told: str) -> str:
    return "".join(filter(str.isdecimal, told))


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
