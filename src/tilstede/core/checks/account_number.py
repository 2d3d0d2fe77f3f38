"""A bank account's number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex
from stdnum.no import kontonr

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import Piece, pieces

#: As accounts are written, 1234.56.78901, or an IBAN of Norway. One in eleven of such numbers is right by chance.
_WRITTEN_SO: Final = regex.compile(
    r"(?<![0-9.])[0-9]{4}\.[0-9]{2}\.[0-9]{5}(?![0-9])"
    r"|\bNO[0-9]{2}(?:[ \u00a0\u202f]?[0-9]){11}(?![0-9])"
)
#: Eleven digits in whatever groups.
_ELEVEN: Final = regex.compile(r"(?<![0-9])[0-9](?:[ \u00a0\u202f.\-]?[0-9]){10}(?![0-9])")
_WORD: Final = regex.compile(
    r"\b(?:\w*konto(?:en|s)?(?:nummer(?:et)?|nr)?|kto(?:nr)?|iban|account(?: number)?)\b",
    regex.IGNORECASE,
)
#: Characters from the word to the end of the number.
_NEAR: Final = 55


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        # The digits of an IBAN that also stands near the word end where it ends: the whole of it is told.
        found = {end: start for start, end in (*_near_word(piece), *_written_so(piece))}
        for end, start in sorted(found.items()):
            yield piece.finding(CHECK.id, start, end, number=piece.text[start:end])


def _written_so(piece: Piece) -> Iterator[tuple[int, int]]:
    for hit in _WRITTEN_SO.finditer(piece.plain):
        if kontonr.is_valid(_digits(hit[0])[-11:]):
            yield hit.span()


def _near_word(piece: Piece) -> Iterator[tuple[int, int]]:
    plain = piece.plain
    for word in _WORD.finditer(plain):
        hit = _ELEVEN.search(plain, word.end(), word.end() + _NEAR)
        if hit and kontonr.is_valid(_digits(hit[0])):
            yield hit.span()


def _digits(written: str) -> str:
    return "".join(filter(str.isdecimal, written))


CHECK = Check(
    id="account-number",
    level="must",
    source="modulus 11 as python-stdnum has it, where the number is written as accounts are or stands near the word"
    " (read 22 November 2026)",
    title=gettext_noop("Account number"),
    advice=gettext_noop(
        "{number} is in the form of a bank account's number. Take it out if it is a person's. It can stand if it is"
        " the body's own, or one that all may know."
    ),
    look=_look,
    confirmable=True,
    personal=True,
)
