"""An address for mail that is most likely a private person's: it lies with a provider that people use at home,
or is called private."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from tilstede.core.checks.kit import Around, Check, Draft, Finding, gettext_noop
from tilstede.core.checks.places import pieces

_ADDRESS: Final = regex.compile(
    r"(?<![\w.+\-/@])[\w.+\-]{1,64}(?:@|\s?[\[({]\s?(?:at|alfa|krøllalfa|@)\s?[\])}]\s?)"
    r"(?P<host>(?:[\w\-]{1,63}\.){1,4}[a-z]{2,10})\b",
    regex.IGNORECASE,
)
#: That it is a person's own, whoever provides it.
_SAID: Final = regex.compile(
    r"\b(?:privat\w*|personal|private|heime|hjemme)\b(?!\s(?:aktør|sektor|verksemd|virksomhet|næring|sector))",
    regex.IGNORECASE,
)
#: Characters before and after it in which that is said.
_NEAR: Final = 30
#: Providers by their first label, whatever the country (hotmail.no, yahoo.co.uk), and where Norwegian households have
#: or had their mail.
_PRIVATE: Final = regex.compile(
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|rocketmail|icloud|me|mac|aol|gmx|web|protonmail|proton|"
    r"pm|tutanota|tuta|fastmail|zoho|mail|yandex|qq|163|t-online|orange|wp|o2|seznam)\.(?:com?\.)?[a-z]{2,4}"
    r"|(?:online|getmail|broadpark|start|frisurf|epost|altibox|tele2|chello|telia|runbox|spray)\.no"
    r"|c2i\.net|lyse\.net|nextgentel\.com|bluezone\.no|eunet\.no|sensewave\.com|haugnett\.no|loqal\.no|enivest\.net|"
    r"sfjbb\.net|bbnett\.no|tussa\.com|vikenfiber\.no|runbox\.com|[\w\-]+\.name",
    regex.IGNORECASE,
)


def _look(draft: Draft, around: Around) -> Iterator[Finding]:
    for piece in pieces(draft):
        for hit in _ADDRESS.finditer(piece.text):
            if _PRIVATE.fullmatch(hit["host"]) or _is_said(piece.text, *hit.span()):
                yield piece.finding(CHECK.id, *hit.span(), address=hit[0])


def _is_said(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    return bool(_SAID.search(before) or _SAID.search(after))


CHECK = Check(
    id="e-mail",
    level="must",
    source="personvernforordningen art. 5 (from memory); our own list of providers",
    title=gettext_noop("Private e-mail address"),
    advice=gettext_noop(
        "{address} looks like a private person's address for mail. Take it out. It can stand if its owner wants it"
        " there, or if it is no person's."
    ),
    look=_look,
    confirmable=True,
    personal=True,
)
