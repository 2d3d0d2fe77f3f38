"""A telephone number that is not the body's own, and that no words around it give to an office."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import phonenumbers
import regex
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import Piece, pieces
from tilstede.core.checks.reading import offices

#: The matcher is slow and finds nothing in less.
_ENOUGH: Final = regex.compile(r"(?:[0-9][^0-9\n]{0,3}){8}")
#: What the matcher takes for numbers: days, spans of years, sums of money, case numbers.
_NO_NUMBER: Final = regex.compile(
    r"[0-3]?[0-9][./-][01]?[0-9][./-](?:[0-9]{2}){1,2}"
    r"|[0-9]{4}\s?[-–/]\s?[0-9]{4}"
    r"|[0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3}){2,}"
    r"|(?:19|20)[0-9]{2}/[0-9]+"
    r"|[0-9]{2}/[0-9]{4,6}-[0-9]{1,3}"
)
_MONEY: Final = regex.compile(
    r"\s*(?:kr|kroner|NOK|mill|mrd|euro|EUR|%|prosent)\b", regex.IGNORECASE
)
_MONEY_BEFORE: Final = regex.compile(r"(?:kr\.?|NOK|EUR|[€$£])\s*$", regex.IGNORECASE)
#: What says that a number of eight digits names a thing: half of all such numbers could be telephones. "Kunde" and
#: "dokument" alone do not.
_THING_BEFORE: Final = regex.compile(
    r"\b(?:(?:arkiv(?:saks)?|saks?|journal(?:post)?|dokument|ref(?:eranse)?|kid|ordre|faktura|kunde|medlems?|case|order|"
    r"invoice|customer|member|reference)[\s-]?(?:nr|nummer(?:et)?|number|no|id)|"
    r"(?P<bare>(?:arkiv|journal)?sak|ref(?:eranse)?|id|kid|ordre|faktura|case|order|invoice|reference))"
    r"\b(?:\W{0,3}(?:er|is))?\W{0,3}$",
    regex.IGNORECASE,
)
#: In groups, as telephones are written and the numbers of cases are not.
_GROUPED: Final = regex.compile(r"[0-9]{2}(?: [0-9]{2}){3}|[0-9]{3} [0-9]{2} [0-9]{3}")
#: Characters looked at before a number.
_BEFORE: Final = 30
#: The same, for who answers it; and behind it.
_SENTENCE, _BEHIND = 90, 30
_ENDS: Final = regex.compile(r"[.!?]\s+(?=\p{Lu})|\n")
#: An address that calls somebody, or the word itself.
_CALLS: Final = regex.compile(
    r"(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/|signal\.me/)\S*$"
    r"|\W*(?:tlf|tel|telefon|mob|mobil|phone)(?:nr)?\W+",
    regex.IGNORECASE,
)
#: Behind these stands never one person.
_OF_NOBODY: Final = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        plain = piece.plain
        if _ENOUGH.search(plain):
            yield from _in(piece, plain, around)


def _in(piece: Piece, text: str, around: Around) -> Iterator[Finding]:
    """``text``: the piece, plain."""
    since = 0
    for hit in phonenumbers.PhoneNumberMatcher(text, "NO"):
        before, since = text[since : hit.start], hit.end
        if phonenumbers.number_type(hit.number) in _OF_NOBODY or _is_other(text, hit):
            continue
        if e164(hit.number) in around.telephones or _is_answered(before, text, hit):
            continue
        number = piece.text[hit.start : hit.end]
        yield piece.finding(CHECK.id, hit.start, hit.end, number=number)


def e164(number: phonenumbers.PhoneNumber) -> str:
    """As `Around.telephones` has them: +4757652000."""
    told: str = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return told


def read(written: str) -> str:
    """The number that is written so, as `e164` has it; "" where it is none."""
    try:
        number = phonenumbers.parse(written, "NO")
    except phonenumbers.NumberParseException:
        return ""
    return e164(number) if phonenumbers.is_valid_number(number) else ""


def _is_answered(before: str, text: str, hit: phonenumbers.PhoneNumberMatch) -> bool:
    """Whether an office answers it, by the words of its own sentence, up to the number before it."""
    own = _ENDS.split(before[-_SENTENCE:])[-1]
    after = _ENDS.split(text[hit.end : hit.end + _BEHIND])[0]
    return hit.number.country_code == 47 and offices.answers(
        own, after, str(hit.number.national_number)
    )


def _is_other(text: str, hit: phonenumbers.PhoneNumberMatch) -> bool:
    """Whether the digits are a day, a sum or the number of a case, or stand in an address."""
    if _NO_NUMBER.fullmatch(hit.raw_string):
        return True
    before = text[max(0, hit.start - _BEFORE) : hit.start]
    if _MONEY.match(text, hit.end) or _MONEY_BEFORE.search(before):
        return True
    if (thing := _THING_BEFORE.search(before)) and not (
        thing["bare"] and _GROUPED.fullmatch(hit.raw_string)
    ):
        return True
    word = text[: hit.start].rsplit(maxsplit=1)[-1:]
    glued = hit.start and not text[hit.start - 1].isspace()
    if not glued or not word or _CALLS.fullmatch(word[0]):
        return False
    return "/" in word[0] or "@" in word[0] or "#" in word[0]


CHECK = Check(
    id="telephone",
    level="must",
    source="personvernforordningen art. 5 (from memory); numbers as the phonenumbers library finds them (read"
    " 22 November 2026)",
    title=gettext_noop("Telephone number"),
    advice=gettext_noop(
        "{number} looks like a telephone number. Take it out if it is a person's. It can stand if all may call it."
    ),
    look=_look,
    confirmable=True,
    personal=True,
)
