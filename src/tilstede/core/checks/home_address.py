"""Where a private person lives: a street and a number, with words around that tell of a home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import Piece, pieces

#: How the last word of a street's name ends, in both written forms.
_ENDINGS: Final = (
    r"vei(?:en)?|veg(?:en)?|gat[ae]n?|gate|gt\.?|vn\.?|all[eé]e?n?|sti(?:en)?|stig(?:en)?|sving(?:en)?|bakk(?:en|e)|"
    r"lia|li(?:en)?|tun(?:et)?|plass(?:en)?|torg(?:et)?|kroken|krok|brekk[ae]|løkk[ae]n?|haugen|haug|åsen|ås|hagen|"
    r"terrasse|terrassen|ringen|ring|smau(?:et)?|smug(?:et)?|veita|geil[ae]|strand[ae]?|brygg[ae]|kai(?:en|a)?|"
    r"flat[ae]|flaten|myr[ae]|jordet|mark[ae]|skogen|dalen|neset|vika|vågen|rabben|hamaren|hammeren|reina|moen|"
    r"road|street|avenue|lane"
)
#: Up to three words, of which the first has a capital: Storgata, Karl Johans gate, Olav Tryggvasons gate. A span
#: of numbers is no home.
_STREET: Final = regex.compile(
    rf"(?<![\p{{L}}.\-])\p{{Lu}}(?:[\p{{L}}.\-]{{0,30}}(?:{_ENDINGS})"
    rf"|[\p{{L}}.\-]{{1,30}}(?: \p{{L}}[\p{{L}}.\-]{{1,30}})?? (?:{_ENDINGS}))"
    r"\s(?:nr\.?\s?)?[0-9]{1,4}(?:\s?[A-Za-z]\b)?(?![0-9]|\s?[-–]\s?[0-9]|[.,][0-9]|\s?(?:prosent|%|kr\b|meter\b|km\b))"
    r"(?:,? (?:[0-9]{4} )?\p{Lu}\p{L}+)?"
)
#: What tells that somebody lives there.
_HOME: Final = regex.compile(
    r"\b(?:bor|bur|budde|bodde|buande|boende|bosatt|busett|flytt(?:et|a|er|ar)|leier|leiger?|leilighet\w*|husvære\w*|"
    r"privatadresse\w*|heimeadresse\w*|hjemmeadresse\w*|heime|hjemme|heimen?|hjem(?:met)?|bustad\w*|bopel\w*|"
    r"adressen? (?:hans|hennes|til|hennar)|(?:hans|hennes|hennar) adresse|naboen?|hos familien|familien|"
    r"lives|living|lived|home|resides|house of|moved)\b",
    regex.IGNORECASE,
)
#: Said to or of many, or of what a body has there.
_MANY: Final = regex.compile(
    r"\b(?:alle|dere|dykk|de|dei|innbygger\w*|innbyggjar\w*|beboer\w*|bebuar\w*|husstander|husstandar|dem som|"
    r"everyone|residents|sykehjem\w*|sjukeheim\w*|hjemmesykepleie\w*|heimesjukepleie\w*|hjemmetjeneste\w*|"
    r"heimeteneste\w*|kontor\w*|hjemmeside\w*|heimeside\w*)\b",
    regex.IGNORECASE,
)
#: Characters before and after it that are looked at, within the sentence.
_AROUND: Final = 80
_SENTENCE: Final = regex.compile(r"[.!?]\s+(?=\p{Lu})|\n")


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        for hit in _STREET.finditer(piece.text):
            near = _near(piece, *hit.span())
            if _HOME.search(near) and not _MANY.search(near):
                yield piece.finding(CHECK.id, *hit.span(), address=hit[0])


def _near(piece: Piece, start: int, end: int) -> str:
    before = _SENTENCE.split(piece.text[max(0, start - _AROUND) : start])[-1]
    after = _SENTENCE.split(piece.text[end : end + _AROUND])[0]
    return f"{before} {after}"


CHECK = Check(
    id="home-address",
    level="must",
    source="personvernforordningen art. 5 (from memory); our own lists of how streets end and of words that tell of a"
    " home",
    title=gettext_noop("Where somebody lives"),
    advice=gettext_noop(
        "{address} seems to be where a private person lives. Take it out. It can stand if it is no home, or if those"
        " who live there want it told."
    ),
    look=_look,
    confirmable=True,
    personal=True,
)
